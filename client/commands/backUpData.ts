/** Writes a verified backup of the data to a file that the person names. */
import * as vscode from 'vscode';
import { backUpData as backUpMessage } from '../../protocol/data.ts';
import { commandIds } from '../contributions.ts';
import { offerSteps } from '../nextStep.ts';
import type { Command } from './command.ts';

export const backUpData: Command = async ({ server }) => {
  const date = new Date().toISOString().slice(0, 10);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const to = await vscode.window.showSaveDialog({
    title: 'Back Up the Data of Phasegate',
    saveLabel: 'Back Up',
    filters: { 'SQLite database': ['db'] },
    // Beside the workspace: a backup in it would get into the repository.
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, '..', `phasegate-${date}.db`) }),
  });
  if (to === undefined) return;
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Backing up the data…', cancellable: true };
  const { isWritten, checks } = await vscode.window.withProgress(progress, (_, token) =>
    server.ask(backUpMessage, { fileUri: to.toString() }, token),
  );
  if (isWritten) {
    void vscode.window.showInformationMessage(`The data is backed up to ${to.fsPath}, and the backup is verified.`);
    return;
  }
  const reason = checks.find(({ ok }) => !ok)?.message ?? '';
  offerSteps(vscode.window.showErrorMessage, `No backup was written, because the copy is not sound: ${reason}`, [
    { title: 'Doctor', command: commandIds.doctor },
  ]);
};
