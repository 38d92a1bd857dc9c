/** Attaches a file to the question that is being written: the one of the menu or of the editor, or one that is chosen. */
import * as vscode from 'vscode';
import { chooseFile, fileSource } from '../attachmentChoices.ts';
import type { Command } from './command.ts';

/** An argument that is the address of a file is attached. */
export const attachFile: Command = async ({ chats, lastEditor }, argument) => {
  const open = lastEditor.editor?.document.uri;
  const named = argument instanceof vscode.Uri ? argument : open?.scheme === 'file' ? open : undefined;
  const source = named === undefined ? await chooseFile() : fileSource(named);
  if (source !== null) await chats.attach(source);
};
