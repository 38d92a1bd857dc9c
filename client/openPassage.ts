/** Opens the source of a passage at its place. */
import path from 'node:path';
import * as vscode from 'vscode';
import { readPassage } from '../protocol/regulations.ts';
import { commandIds } from './contributions.ts';
import { offerSteps } from './nextStep.ts';
import type { ServerConnection } from './serverConnection.ts';

/** Names a passage by the source's own ids. */
export interface PassageName {
  readonly dataset: string;
  readonly document: string;
  /** Its id, or its reference. */
  readonly passage: string;
}

/**
 * @param manner `open`: the person goes there; `preview`: they only look, and nothing is said
 * @throws RequestFailure
 */
export async function openPassage(
  server: ServerConnection,
  name: PassageName,
  manner: 'open' | 'preview',
): Promise<void> {
  const { passage, range, source } = await server.ask(readPassage, name);
  if (passage === null || range === null) {
    if (manner === 'preview') return;
    const what =
      passage === null
        ? `The passage ${name.passage} is not among the regulations any more.`
        : `${path.basename(vscode.Uri.parse(passage.fileUri).fsPath)} is gone, so the passage cannot be shown in it. Ingest the regulations from where they are now.`;
    const step = { title: 'Ingest Regulations…', command: commandIds.ingestRegulations };
    offerSteps(vscode.window.showWarningMessage, what, [step]);
    return;
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(passage.fileUri));
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(document, {
    selection,
    preview: true,
    preserveFocus: manner === 'preview',
  });
  if (source === 'changed' && manner === 'open') {
    vscode.window.setStatusBarMessage('$(info) This file changed since its regulations were ingested.', 5000);
  }
}
