/** Offers what can be done about a database that is damaged: the newest sound backup, or to begin anew. */
import * as vscode from 'vscode';
import { restoreData, startEmpty, type DataDamage } from '../protocol/data.ts';
import { commandIds } from './contributions.ts';
import { describeAge } from './describeRun.ts';
import type { ServerConnection } from './serverConnection.ts';

const restore = 'Restore Backup';
const empty = 'Start Empty';
const show = 'Show Folder';

/** Whatever the person picks, the damaged database is kept. */
export async function offerRecovery(server: ServerConnection, { message, backup }: DataDamage): Promise<void> {
  const offer =
    backup === null
      ? 'There is no sound backup that was made by itself.'
      : `The newest sound backup was made ${describeAge(new Date(backup.madeAt), new Date())}.`;
  const choices = backup === null ? [empty, show] : [restore, empty, show];
  const picked = await vscode.window.showErrorMessage(
    `${message} ${offer} Either way the damaged one is kept. Close the other windows of Phasegate first.`,
    ...choices,
  );
  if (picked === restore && backup !== null) await restoreBackup(server, backup.fileUri);
  if (picked === empty) {
    const { setAside } = await server.ask(startEmpty, {});
    void vscode.window.showInformationMessage(`Phasegate begins with an empty database.${describeKept(setAside)}`);
  }
  if (picked === show) await vscode.commands.executeCommand(commandIds.openDataFolder);
}

/** Has the server restore a backup that the person agreed to. */
export async function restoreBackup(server: ServerConnection, fileUri: string): Promise<void> {
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Restoring the data…' };
  const { setAside } = await vscode.window.withProgress(progress, () => server.ask(restoreData, { fileUri }));
  void vscode.window.showInformationMessage(`The backup is restored.${describeKept(setAside)}`);
}

function describeKept(setAside: string | null): string {
  return setAside === null ? '' : ` What was there is kept as ${setAside}.`;
}
