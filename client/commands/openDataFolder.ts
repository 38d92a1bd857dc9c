/** Shows the folder that holds runs, logs and approvals. */
import * as vscode from 'vscode';
import { findDataFolder } from '../../protocol/settings.ts';
import type { Command } from './command.ts';

export const openDataFolder: Command = async ({ server }) => {
  const { path } = await server.ask(findDataFolder, {});
  const uri = vscode.Uri.file(path);
  // A window on another machine or in a browser has no file manager of that machine; there the path itself helps.
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  const picked = await vscode.window.showInformationMessage(
    `Phasegate keeps its data in ${path}.`,
    'Open in New Window',
    'Copy Path',
  );
  if (picked === 'Copy Path') await vscode.env.clipboard.writeText(path);
  if (picked === 'Open in New Window')
    await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
};
