/** Answers how documents are built: their symbols, those of the workspace, folds and growing selections. */
import {
  SymbolInformation,
  type Connection,
  type DocumentSymbol,
  type SelectionRange,
} from 'vscode-languageserver/node';
import { documentSymbols } from '../language/documentSymbols.ts';
import { foldingRanges } from '../language/foldingRanges.ts';
import { selectionRanges } from '../language/selectionRanges.ts';
import { closest, searchSymbols } from '../language/workspaceSymbols.ts';
import type { ClientSupport } from './clientSupport.ts';
import type { PlanLookup } from './planLookup.ts';

/** The most symbols of a workspace that one search lists; more letters find the others. */
const mostSymbols = 256;

export function answerOutlineRequests(connection: Connection, lookup: PlanLookup, support: () => ClientSupport): void {
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const symbols = documentSymbols(found.places.plan, found.document);
    return support().nestedSymbols ? symbols : flatten(symbols, textDocument.uri);
  });

  connection.onWorkspaceSymbol(async ({ query }) => {
    const plans = await lookup.all();
    const found = plans.flatMap((places) =>
      searchSymbols(places.plan, query, mostSymbols).map((symbol) => ({ ...symbol, places })),
    );
    return closest(found, mostSymbols).map(({ name, kind, file, text, range, container, places }) => ({
      name,
      kind,
      containerName: container,
      location: places.location(file, text, range),
    }));
  });

  connection.onFoldingRanges(async ({ textDocument }) => {
    const found = await lookup.find(textDocument.uri);
    return found === null ? null : [...foldingRanges(found.places.plan, found.document, support().mostFolds)];
  });

  connection.onSelectionRanges(async ({ textDocument, positions }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    return positions.map((position): SelectionRange => {
      const ranges = selectionRanges(places.plan, document, places.offsetAt(document, position));
      const widest: SelectionRange = { range: { start: position, end: position } };
      return (
        ranges.reduceRight<SelectionRange | null>((parent, range) => {
          const inner = { range: places.range(document.file, document.text, range) };
          return parent === null ? inner : { ...inner, parent };
        }, null) ?? widest
      );
    });
  });
}

/** For clients that show a list: each symbol names the one around it. */
function flatten(symbols: readonly DocumentSymbol[], uri: string, container?: string): SymbolInformation[] {
  return symbols.flatMap(({ name, kind, range, children }) => [
    SymbolInformation.create(name, kind, range, uri, container),
    ...flatten(children ?? [], uri, name),
  ]);
}
