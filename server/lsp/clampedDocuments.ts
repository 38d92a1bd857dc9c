/** Makes and changes open documents; a change that lies outside the text is drawn to its nearest place. */
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

/**
 * What `TextDocuments` makes documents with. The library's own, given a line far behind the end, spoils its table of
 * lines and from then on tells positions that are no numbers.
 */
export const clampedDocuments = {
  create: (uri: string, languageId: string, version: number, text: string): TextDocument =>
    TextDocument.create(uri, languageId, version, text),

  update: (document: TextDocument, changes: readonly TextDocumentContentChangeEvent[], version: number): TextDocument =>
    changes.reduce((current, change) => TextDocument.update(current, [clamp(current, change)], version), document),
};

function clamp(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!('range' in change)) return change;
  const { start, end } = change.range;
  const within = (position: typeof start): typeof start => document.positionAt(document.offsetAt(position));
  return { range: { start: within(start), end: within(end) }, text: change.text };
}
