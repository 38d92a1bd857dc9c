/** Puts a backup in the place of the data: one that was made by itself, or a file that the person names. */
import * as vscode from 'vscode';
import { listBackups, type KeptBackupReport } from '../../protocol/data.ts';
import { describeAge } from '../describeRun.ts';
import { restoreBackup } from '../offerRecovery.ts';
import type { Command } from './command.ts';

interface BackupItem extends vscode.QuickPickItem {
  /** Null to name a file. */
  readonly backup: KeptBackupReport | null;
}

export const restoreData: Command = async ({ server }) => {
  const { backups } = await server.ask(listBackups, {});
  const items: BackupItem[] = backups.map((backup) => ({
    label: `$(history) ${new Date(backup.madeAt).toLocaleString()}`,
    description: describeAge(new Date(backup.madeAt), new Date()),
    detail: backup.reason === 'daily' ? 'Backup of the day' : 'Before the tables changed with a new version',
    backup,
  }));
  const browse: BackupItem = { label: '$(folder-opened) Another File…', backup: null };
  const picked = await vscode.window.showQuickPick([...items, browse], {
    title: 'Restore the Data of Phasegate',
    placeHolder: 'What is there now is kept, and nothing is deleted',
  });
  if (picked === undefined) return;
  const uri = picked.backup === null ? await pickFile() : vscode.Uri.parse(picked.backup.fileUri);
  if (uri === undefined) return;
  const restore = 'Restore';
  const answer = await vscode.window.showWarningMessage(
    'Restore this backup of runs, approvals and conversations?',
    {
      modal: true,
      detail: `${uri.fsPath}\n\nWhat is there now is kept in the folder set-aside of the data folder. All windows go on with the backup.`,
    },
    restore,
  );
  if (answer === restore) await restoreBackup(server, uri.toString());
};

async function pickFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: 'Restore the Data of Phasegate',
    openLabel: 'Restore',
    filters: { 'SQLite database': ['db'], 'All files': ['*'] },
  });
  return files?.[0];
}
