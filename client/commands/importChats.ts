/** Imports conversations from a file that Phasegate exported. */
import * as vscode from 'vscode';
import { importChats as importMessage } from '../../protocol/chatFiles.ts';
import type { Command } from './command.ts';

export const importChats: Command = async ({ server }, argument) => {
  const file = argument instanceof vscode.Uri ? argument : await pick();
  if (file === undefined) return;
  const { summary } = await server.ask(importMessage, { fileUri: file.toString() });
  void vscode.window.showInformationMessage(summary);
};

async function pick(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Import Chats',
    openLabel: 'Import',
    filters: { 'Exported conversations': ['json'] },
  });
  return picked?.[0];
}
