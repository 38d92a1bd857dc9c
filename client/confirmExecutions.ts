/** Asks the person whether to run a set of commands, and shows each of them whole. */
import * as vscode from 'vscode';
import type { z } from 'zod';
import type { confirmExecutions as message, Execution } from '../protocol/phases.ts';

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
  const list = describeExecutions(question.executions);
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

/** Every command with where it runs, what it is given and what it stands for. */
export function describeExecutions(executions: readonly Execution[]): string {
  return executions.map(describeExecution).join('\n\n');
}

function describeExecution({ gate, command, cwd, env, expandsTo }: Execution): string {
  const lines = command.split('\n');
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    `${gate}, in ${cwd === '' || cwd === '.' ? 'the workspace folder' : cwd}:`,
    // A bar marks the lines of one command, so that none of them can pass for a line of ours.
    ...lines.map((line) => (lines.length === 1 ? `    ${line}` : `    │ ${line}`)),
    ...expandsTo.map((step) => `    → ${step}`),
    ...(variables.length === 0 ? [] : [`    with ${variables.join(' ')}`]),
  ]
    .map(showHidden)
    .join('\n');
}

/** Line breaks, other controls and characters that turn the direction of text, made visible, so that none hides a command. */
function showHidden(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === '\n') return '⏎';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
