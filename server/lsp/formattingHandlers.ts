/** Answers requests to format a roadmap, or a part of one. */
import path from 'node:path';
import {
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  type ClientCapabilities,
  type Connection,
  type Range,
  type ServerCapabilities,
  type TextEdit,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { formatFields } from '../language/formatFields.ts';
import { openPlanDocument, phasesOf, type PlanParts } from './openPlanDocument.ts';

/** Whether formatting can be offered for roadmaps alone. */
export function formatsByRegistration({ textDocument }: ClientCapabilities): boolean {
  return (
    textDocument?.formatting?.dynamicRegistration === true && textDocument.rangeFormatting?.dynamicRegistration === true
  );
}

/** For an editor that cannot be told later. */
export const formattingCapabilities: Pick<
  ServerCapabilities,
  'documentFormattingProvider' | 'documentRangeFormattingProvider'
> = { documentFormattingProvider: true, documentRangeFormattingProvider: true };

export function answerFormattingRequests(connection: Connection, parts: PlanParts): void {
  const format = async (uri: string, range: Range | null): Promise<TextEdit[]> => {
    const found = await openPlanDocument(parts, uri);
    if (found?.role !== 'roadmap') return [];
    const { document, text } = found;
    const within = range === null ? null : { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return formatFields(text, phasesOf(found), within).map((edit) => ({
      range: { start: document.positionAt(edit.range.start), end: document.positionAt(edit.range.end) },
      newText: edit.newText,
    }));
  };
  connection.onDocumentFormatting(({ textDocument }) => format(textDocument.uri, null));
  connection.onDocumentRangeFormatting(({ textDocument, range }) => format(textDocument.uri, range));
}

/**
 * Offers formatting as roadmaps are opened, by the names of their files. Offered for all Markdown, it would make the
 * editor ask a person, in every other document, which formatter is meant.
 */
export function registerFormatting(connection: Connection, parts: PlanParts): void {
  const offered = new Set<string>();
  const offerFor = async (uri: string): Promise<void> => {
    const name = path.basename(URI.parse(uri).fsPath);
    if (offered.has(name) || (await openPlanDocument(parts, uri))?.role !== 'roadmap' || offered.has(name)) return;
    offered.add(name);
    const pattern = `**/${name.replaceAll(/[[\]{}*?]/g, (special) => `[${special}]`)}`;
    const options = { documentSelector: [{ scheme: 'file', language: 'markdown', pattern }] };
    await Promise.all([
      connection.client.register(DocumentFormattingRequest.type, options),
      connection.client.register(DocumentRangeFormattingRequest.type, options),
    ]);
  };
  parts.documents.onDidOpen(({ document: { uri } }) => {
    offerFor(uri).catch((error: unknown) => connection.console.error(String(error)));
  });
}
