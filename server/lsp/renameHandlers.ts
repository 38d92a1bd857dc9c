/** Answers requests to rename phases and gates, with edits that are refused when a document has changed meanwhile. */
import { existsSync } from 'node:fs';
import { LSPErrorCodes, ResponseError, type Connection, type WorkspaceEdit } from 'vscode-languageserver/node';
import { prepareRename, rename } from '../language/rename.ts';
import type { Rename } from '../language/renameResult.ts';
import type { ClientSupport } from './clientSupport.ts';
import type { PlanLookup, PlanPlaces } from './planLookup.ts';
import { stillReading } from './stillReading.ts';

export function answerRenameRequests(connection: Connection, lookup: PlanLookup, support: () => ClientSupport): void {
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    const start = prepareRename(places.plan, document, places.offsetAt(document, position));
    if (start === null) return null;
    if (start.kind === 'refused') return new ResponseError(LSPErrorCodes.RequestFailed, start.message);
    return { range: places.range(document.file, document.text, start.range), placeholder: start.name };
  });

  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const found = await lookup.find(textDocument.uri);
    if (found === null) return null;
    const { places, document } = found;
    if (!places.isWhole) return stillReading();
    const { versionedEdits, fileRenames } = support();
    const renamed = rename(places.plan, document, places.offsetAt(document, position), newName, {
      canMoveFiles: fileRenames,
      exists: existsSync,
    });
    if (renamed === null) return null;
    if (renamed.kind === 'refused') return new ResponseError(LSPErrorCodes.RequestFailed, renamed.message);
    const stale = renamed.files.find(({ file, text }) => (places.openDocument(file)?.getText() ?? text) !== text);
    if (stale !== undefined) {
      return new ResponseError(
        LSPErrorCodes.ContentModified,
        `${stale.file} changed while the names in it were looked for. Rename again.`,
      );
    }
    return workspaceEdit(places, renamed, versionedEdits);
  });
}

function workspaceEdit(
  places: PlanPlaces,
  { files, moves }: Extract<Rename, { kind: 'edits' }>,
  versioned: boolean,
): WorkspaceEdit {
  const changes = files.map(({ file, text, edits }) => ({
    uri: places.uri(file),
    version: places.openDocument(file)?.version ?? null,
    edits: edits.map(({ range, newText }) => ({ range: places.range(file, text, range), newText })),
  }));
  if (!versioned) return { changes: Object.fromEntries(changes.map(({ uri, edits }) => [uri, edits])) };
  return {
    documentChanges: [
      ...changes.map(({ uri, version, edits }) => ({ textDocument: { uri, version }, edits })),
      ...moves.map(({ from, to }) => ({
        kind: 'rename' as const,
        oldUri: places.uri(from),
        newUri: places.uri(to),
        options: { overwrite: false, ignoreIfExists: false },
      })),
    ],
  };
}
