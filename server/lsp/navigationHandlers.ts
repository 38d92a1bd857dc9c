/** Answers where things are: definitions, references, highlights and links. */
import { stat } from 'node:fs/promises';
import { DocumentHighlightKind, type Connection, type DocumentLink } from 'vscode-languageserver/node';
import { LineIndex } from '../base/lineIndex.ts';
import { findDefinition, type DefinitionTarget } from '../language/definition.ts';
import { highlightMentions } from '../language/documentHighlights.ts';
import { documentLinks } from '../language/documentLinks.ts';
import { findReferences } from '../language/references.ts';
import type { ClientSupport } from './clientSupport.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { PlanLookup } from './planLookup.ts';
import type { RegulationReferences } from './regulationReferences.ts';
import { stillReading } from './stillReading.ts';

export function answerNavigationRequests(
  connection: Connection,
  lookup: PlanLookup,
  support: () => ClientSupport,
  references: RegulationReferences,
  open: (uri: string) => TextDocument | undefined,
): void {
  connection.onDefinition(async ({ textDocument, position }) => {
    const passage = await references.definition(open(textDocument.uri), position, support().definitionLinks);
    if (passage !== null) return passage;
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    const definition = findDefinition(places.plan, document, places.offsetAt(document, position));
    if (definition === null) return null;
    const targets = await keepExisting(definition.targets, ({ text }) => text !== null);
    const text = ({ text }: DefinitionTarget): string => text ?? '';
    if (!support().definitionLinks) {
      return targets.map((target) => places.location(target.file, text(target), target.range));
    }
    return targets.map((target) => ({
      originSelectionRange: places.range(document.file, document.text, definition.origin),
      targetUri: places.uri(target.file),
      targetRange: places.range(target.file, text(target), target.whole),
      targetSelectionRange: places.range(target.file, text(target), target.range),
    }));
  });

  connection.onReferences(async ({ textDocument, position, context }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    if (!places.isWhole) return stillReading();
    const offset = places.offsetAt(document, position);
    return findReferences(places.plan, document, offset, context.includeDeclaration).map((mention) =>
      places.location(mention.document.file, mention.document.text, mention.range),
    );
  });

  connection.onDocumentHighlight(async ({ textDocument, position }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    return highlightMentions(places.plan, document, places.offsetAt(document, position)).map(
      ({ range, isDefinition }) => ({
        range: places.range(document.file, document.text, range),
        kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }),
    );
  });

  connection.onDocumentLinkResolve((link) => references.resolveLink(link));
  connection.onDocumentLinks(async ({ textDocument }) => {
    const passages = references.links(open(textDocument.uri));
    const found = await lookup.find(textDocument.uri);
    if (found === null) return passages.length === 0 ? null : [...passages];
    const { places, document } = found;
    const links = await keepExisting(documentLinks(places.plan, document), ({ isKnown }) => isKnown);
    const indexes = new Map<string, LineIndex>();
    const others = links.map(({ range, file, heading }): DocumentLink => {
      const uri = places.uri(file);
      if (heading === null) return { range: places.range(document.file, document.text, range), target: uri };
      const index = indexes.get(file) ?? new LineIndex(heading.text);
      indexes.set(file, index);
      const line = index.positionAt(heading.offset).line + 1;
      return { range: places.range(document.file, document.text, range), target: `${uri}#L${line}` };
    });
    return [...others, ...passages];
  });
}

/** How many files are looked for at once. */
const looksAtOnce = 64;

/** Those whose file is known or stands on the disk. */
async function keepExisting<T extends { readonly file: string }>(
  named: readonly T[],
  isKnown: (one: T) => boolean,
): Promise<readonly T[]> {
  const unknown = [...new Set(named.filter((one) => !isKnown(one)).map(({ file }) => file))];
  const existing = new Set<string>();
  for (let start = 0; start < unknown.length; start += looksAtOnce) {
    const chunk = unknown.slice(start, start + looksAtOnce);
    await Promise.all(
      chunk.map(async (file) => {
        const isThere = await stat(file).then(
          () => true,
          () => false,
        );
        if (isThere) existing.add(file);
      }),
    );
  }
  return named.filter((one) => isKnown(one) || existing.has(one.file));
}
