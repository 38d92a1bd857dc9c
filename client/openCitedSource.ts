/** Opens the file of a cited passage, with the quote selected. */
import * as vscode from 'vscode';
import { findSource } from '../protocol/answers.ts';
import type { ServerConnection } from './serverConnection.ts';

/** @throws RequestFailure when the passage is not among the regulations any more, Error when its file cannot be opened */
export async function openCitedSource(
  server: ServerConnection,
  cited: { readonly message: string; readonly number: number },
): Promise<void> {
  const { file, start, end, quote } = await server.ask(findSource, cited);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const place = findQuote(document.getText().slice(start, end), quote);
  const selection = new vscode.Range(
    document.positionAt(place === null ? start : start + place.start),
    document.positionAt(place === null ? end : start + place.end),
  );
  await vscode.window.showTextDocument(document, {
    selection,
    preview: true,
    // Beside the chat, so that answer and source are read together.
    viewColumn:
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview
        ? vscode.ViewColumn.Beside
        : vscode.ViewColumn.Active,
  });
}

/** In the file a quote may stand on several lines, and with its characters escaped, as in JSON. */
function findQuote(text: string, quote: string): { readonly start: number; readonly end: number } | null {
  const words = quote.trim().split(/\s+/);
  const pattern = words.map((word) => [...word].map(escaped).join('')).join(String.raw`(?:\s|\\[nrt])+`);
  const match = new RegExp(pattern).exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

function escaped(character: string): string {
  const literal = character.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return /["\\/]/.test(character) ? String.raw`\\?` + literal : literal;
}
