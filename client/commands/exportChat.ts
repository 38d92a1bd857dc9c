/** Writes a conversation, or all of them, to a file that the person names. */
import * as vscode from 'vscode';
import { exportChats, listExportable } from '../../protocol/chatFiles.ts';
import { offerSteps } from '../nextStep.ts';
import type { ServerConnection } from '../serverConnection.ts';
import type { Command } from './command.ts';

interface Choice extends vscode.QuickPickItem {
  /** Null for all. */
  readonly id: string | null;
}

/** An argument that is a text is the id of the conversation to export. */
export const exportChat: Command = async ({ server }, argument) => {
  const choice = typeof argument === 'string' ? { id: argument } : await choose(server);
  if (choice === undefined) return;
  const target = await vscode.window.showSaveDialog({
    title: 'Export',
    filters: { 'JSON, which can be imported again': ['json'], 'Markdown, for people': ['md'] },
  });
  if (target === undefined) return;
  const format = /\.(md|markdown)$/i.test(target.path) ? 'markdown' : 'json';
  await server.ask(exportChats, { conversation: choice.id, format, fileUri: target.toString() });
  const said = `Exported ${choice.id === null ? 'all conversations' : 'the conversation'} to ${target.fsPath}.`;
  offerSteps(vscode.window.showInformationMessage, said, [{ title: 'Open', command: 'vscode.open', argument: target }]);
};

async function choose(server: ServerConnection): Promise<Choice | undefined> {
  const { conversations } = await server.ask(listExportable, {});
  if (conversations.length === 0) {
    void vscode.window.showInformationMessage('There is no conversation to export yet.');
    return undefined;
  }
  const choices: readonly Choice[] = [
    { id: null, label: 'All Conversations', description: 'without those in the trash' },
    ...conversations.map(({ id, title, updatedAtMs, messageCount }) => ({
      id,
      label: title === '' ? 'Untitled' : title,
      description: `${String(messageCount)} ${messageCount === 1 ? 'message' : 'messages'}, ${new Date(updatedAtMs).toLocaleString()}`,
    })),
  ];
  return vscode.window.showQuickPick(choices, { placeHolder: 'Which conversation?', matchOnDescription: true });
}
