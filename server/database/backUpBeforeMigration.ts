/** Keeps the state of the database before its tables change, since there is no way back from a migration. */
import path from 'node:path';
import type Sqlite from 'better-sqlite3';
import { describeFailure } from '../base/failure.ts';
import { makePrivateDirectory } from '../base/paths.ts';
import { backUpDatabase } from './backUpDatabase.ts';
import { backupFolder, backupName, removeOldBackups } from './keptBackups.ts';
import type { Migration } from './migration.ts';

/**
 * Does nothing for a database that is new or up to date. A backup that cannot be made, as on a full disk, keeps nobody
 * from the data: a migration is one transaction.
 * @param warn gets a sentence for the person when there is no backup
 */
export async function backUpBeforeMigration(
  connection: Sqlite.Database,
  migrations: readonly Migration[],
  nowMs: number,
  warn: (message: string) => void,
): Promise<void> {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version === 0 || version >= migrations.length) return;
  const directory = path.dirname(connection.name);
  try {
    makePrivateDirectory(backupFolder(directory));
    const to = path.join(backupFolder(directory), backupName('migration', nowMs, `-${String(version)}`));
    const { isWritten, checks } = await backUpDatabase({ file: connection.name, to, migrations });
    if (isWritten) removeOldBackups(directory, 'migration');
    else warn(noBackup(connection.name, checks.find(({ ok }) => !ok)?.message ?? ''));
  } catch (error) {
    warn(noBackup(connection.name, describeFailure(error).message));
  }
}

function noBackup(file: string, reason: string): string {
  return (
    `The tables of ${file} are brought up to date for this version, without a backup of how they were: ${reason} ` +
    '"phasegate backup <file>" makes one of how they are now.'
  );
}
