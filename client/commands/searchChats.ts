/** Finds messages by their words, and opens the conversation at the one that was picked. */
import * as vscode from 'vscode';
import { searchMessages, type FoundMessageReport } from '../../protocol/chat.ts';
import { describeAge } from '../describeRun.ts';
import { showFailure } from '../showFailure.ts';
import type { Command } from './command.ts';

interface FoundItem extends vscode.QuickPickItem {
  readonly found: FoundMessageReport;
}

const mostFound = 50;
const idleHint = 'Words of a message; the last one may be the beginning of a word';

/** An argument that is a text is looked for at once. */
export const searchChats: Command = async ({ server, chats }, argument) => {
  const pick = vscode.window.createQuickPick<FoundItem>();
  pick.title = 'Search Chats';
  pick.placeholder = idleHint;
  let asked = 0;
  const search = async (words: string): Promise<void> => {
    const number = ++asked;
    pick.busy = words.trim() !== '';
    try {
      const { found } = await server.ask(searchMessages, { words, limit: mostFound });
      // An answer that was overtaken by a later question is of no use.
      if (number !== asked) return;
      pick.items = found.map(foundItem);
      pick.title =
        words.trim() !== '' && found.length === 0 ? 'Search Chats: no message has these words' : 'Search Chats';
    } catch (error) {
      if (number === asked) showFailure(error, {});
    } finally {
      if (number === asked) pick.busy = false;
    }
  };
  await new Promise<void>((resolve) => {
    pick.onDidChangeValue((words) => void search(words));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined) chats.open(item.found.conversation, item.found.message);
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve();
    });
    pick.show();
    if (typeof argument !== 'string') return;
    pick.value = argument;
    void search(argument);
  });
};

function foundItem(found: FoundMessageReport): FoundItem {
  const who = found.role === 'user' ? 'You' : 'Phasegate';
  return {
    label: found.title === '' ? 'Untitled conversation' : found.title,
    description: `${who}, ${describeAge(new Date(found.createdAtMs), new Date())}`,
    detail: found.snippet.text,
    // The server has matched already, in its own way; the editor would hide what it cannot match itself.
    alwaysShow: true,
    found,
  };
}
