/** Asks the person whether to run a set of commands, and shows each of them whole. */
import * as vscode from 'vscode';
import type * as z from 'zod';
import type { confirmExecutions as message } from '../protocol/phases.ts';

type Question = z.infer<typeof message.params>;

/** More lines than this do not fit a dialog; then the whole list opens in an editor. */
const dialogLines = 30;

const run = 'Run These Commands';
const showAll = 'Show All Commands';

/** True only when the person chose to run them. An untrusted workspace is never asked. */
export async function confirmExecutions(question: Question): Promise<boolean> {
  if (!vscode.workspace.isTrusted) return false;
  const title = question.changed
    ? `What phase ${question.phase} runs has changed since you agreed. Run these commands?`
    : `Run these commands for phase ${question.phase}?`;
  const { text: list } = question;
  if (list.split('\n').length <= dialogLines) {
    return (await vscode.window.showWarningMessage(title, { modal: true, detail: list }, run)) === run;
  }
  const count = `${question.executions.length} commands, too many for this dialog.`;
  const answer = await vscode.window.showWarningMessage(title, { modal: true, detail: count }, showAll);
  if (answer !== showAll) return false;
  const document = await vscode.workspace.openTextDocument({ content: `${title}\n\n${list}\n` });
  await vscode.window.showTextDocument(document, { preview: true });
  return (await vscode.window.showWarningMessage(title, run, 'Cancel')) === run;
}
