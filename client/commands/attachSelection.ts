/** Attaches what is selected in the editor to the question that is being written. */
import * as vscode from 'vscode';
import { selectedText } from '../attachmentChoices.ts';
import type { Command } from './command.ts';

export const attachSelection: Command = async ({ chats, lastEditor }) => {
  const source = selectedText(lastEditor.editor);
  if (source !== null) return chats.attach(source);
  void vscode.window.showInformationMessage('Nothing is selected. Select in an editor what the question is about.');
  return undefined;
};
