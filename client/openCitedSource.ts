/** Opens the file of a cited passage, with the quote selected. */
import * as vscode from 'vscode';
import { findSource } from '../protocol/answers.ts';
import type { ServerConnection } from './serverConnection.ts';

/** An answer, and the number of a citation in it. */
export interface CitedNumber {
  readonly message: string;
  readonly number: number;
}

/** @throws RequestFailure when the passage is not among the regulations any more, Error when its file cannot be opened */
export async function openCitedSource(server: ServerConnection, cited: CitedNumber): Promise<void> {
  const { uri, range } = await locateSource(server, cited);
  await vscode.window.showTextDocument(uri, {
    selection: range,
    preview: true,
    // Beside the chat, so that answer and source are read together.
    viewColumn:
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview
        ? vscode.ViewColumn.Beside
        : vscode.ViewColumn.Active,
  });
}

/**
 * Where the quote of a citation stands; where it does not stand there any more, its passage.
 * @throws RequestFailure when the passage is not among the regulations any more, Error when its file cannot be opened
 */
export async function locateSource(server: ServerConnection, cited: CitedNumber): Promise<vscode.Location> {
  const { file, start, end, quote } = await server.ask(findSource, cited);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const place = findQuote(document.getText().slice(start, end), quote);
  const range = new vscode.Range(
    document.positionAt(place === null ? start : start + place.start),
    document.positionAt(place === null ? end : start + place.end),
  );
  return new vscode.Location(document.uri, range);
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
