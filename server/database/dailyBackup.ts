/** Keeps a backup of each day, made when it is due and by one process at a time. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { makePrivateDirectory } from '../base/paths.ts';
import { backUpDatabase, temporaryName } from './backUpDatabase.ts';
import { FileLock } from './fileLock.ts';
import { backupFolder, backupName, listBackups, removeOldBackups } from './keptBackups.ts';
import type { DataCheck } from './verifyDatabase.ts';

/** Milliseconds after which the next one is due. */
const intervalMs = 24 * 60 * 60 * 1000;

export type DailyBackup =
  | { readonly kind: 'made'; readonly file: string; readonly checks: readonly DataCheck[] }
  /** The database did not stand the checks; no older backup was removed. */
  | { readonly kind: 'unsound'; readonly checks: readonly DataCheck[] }
  /** There is one of this day, no database yet, or another process is making one. */
  | { readonly kind: 'not-due' };

/** Whether there is none of the last 24 hours. A clock that was set back makes one due, too. */
export function isBackupDue(dataDirectory: string, nowMs: number): boolean {
  const newest = listBackups(dataDirectory).find(({ reason }) => reason === 'daily');
  return newest === undefined || Math.abs(nowMs - newest.madeAtMs) >= intervalMs;
}

/**
 * An older backup goes only once the new one is verified.
 * @param file the database
 * @throws Failure `write-failed`, `database-unavailable`, `database-damaged`, `cancelled`
 */
export async function keepDailyBackup(file: string, nowMs: number, signal?: AbortSignal): Promise<DailyBackup> {
  const directory = path.dirname(file);
  if (!existsSync(file) || !isBackupDue(directory, nowMs)) return { kind: 'not-due' };
  const { default: Connection } = await import('better-sqlite3');
  const folder = backupFolder(directory);
  makePrivateDirectory(folder);
  const lock = await FileLock.take(path.join(folder, 'backups.lock'), 'exclusive', 0, Connection);
  if (lock === null) return { kind: 'not-due' };
  try {
    if (!isBackupDue(directory, nowMs)) return { kind: 'not-due' };
    removeLeftovers(folder, nowMs);
    const to = path.join(folder, backupName('daily', nowMs));
    const { checks, isWritten } = await backUpDatabase({ file, to, ...(signal === undefined ? {} : { signal }) });
    if (!isWritten) return { kind: 'unsound', checks };
    removeOldBackups(directory, 'daily');
    return { kind: 'made', file: to, checks };
  } finally {
    lock.release();
  }
}

/** What a process that was killed had half written; one that still writes is not a day old. */
function removeLeftovers(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (temporaryName.test(name) && nowMs - statSync(file).mtimeMs > intervalMs) rmSync(file, { force: true });
  }
}
