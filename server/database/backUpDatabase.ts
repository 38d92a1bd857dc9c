/** Writes a backup of the database beside its final name, verifies it, and only then gives it that name. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readSync, realpathSync, renameSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import { copyDatabase, removeDatabase, syncFile, type CopyProgress } from './copyDatabase.ts';
import { describeSqliteError } from './describeSqliteError.ts';
import type { Migration } from './migration.ts';
import { migrations as allMigrations } from './migrations.ts';
import { sizeOf } from './readStoredVersion.ts';
import { verifyDatabase, type DataCheck } from './verifyDatabase.ts';

export interface BackupSettings {
  /** The database. */
  readonly file: string;
  /** Where the backup shall be; an older backup there is replaced, nothing else is. */
  readonly to: string;
  readonly migrations?: readonly Migration[];
  readonly onProgress?: (progress: CopyProgress) => void;
  readonly signal?: AbortSignal;
}

export interface BackupResult {
  readonly checks: readonly DataCheck[];
  /** False when the copy did not stand the checks; then nothing was written. */
  readonly isWritten: boolean;
}

/**
 * Made while others write. A crash at any point leaves under the final name what was there, or the whole new backup.
 * @throws Failure `usage`, `file-exists`, `write-failed`, `database-unavailable`
 */
export async function backUpDatabase(settings: BackupSettings): Promise<BackupResult> {
  const { file, to, migrations = allMigrations, onProgress, signal } = settings;
  const { default: Connection } = await import('better-sqlite3');
  refuseBackup(file, to);
  const temporary = temporaryBeside(to);
  try {
    const rows = await copyDatabase({ Connection, from: file, to: temporary, onProgress, signal });
    const { checks, verdict } = verifyDatabase(temporary, Connection, migrations, rows);
    if (verdict !== 'good') return { checks, isWritten: false };
    renameSync(temporary, to);
    syncFile(path.dirname(to));
    return { checks, isWritten: true };
  } catch (error) {
    if (signal?.aborted === true) throw new Failure('cancelled', 'Cancelled; no backup was written.', { cause: error });
    throw worded(error, file, to);
  } finally {
    removeDatabase(temporary);
  }
}

/** What speaks against a backup before anything is written. @throws Failure `usage`, `file-exists`, `write-failed` */
export function refuseBackup(file: string, to: string): void {
  if (!existsSync(file))
    throw new Failure('usage', `There is no database at ${file} yet, so there is nothing to back up.`);
  const folder = path.dirname(to);
  if (!existsSync(folder)) throw new Failure('write-failed', `There is no folder ${folder}. Make it, or name another.`);
  const place = path.join(realpathSync(folder), path.basename(to));
  const live = realpathSync(file);
  if (['', '-wal', '-shm', '-journal', '.lock'].some((end) => place === `${live}${end}`)) {
    throw new Failure('usage', `${to} is the database itself. Name another file for its backup.`);
  }
  const standing = lstatSync(to, { throwIfNoEntry: false });
  if (standing !== undefined && (!standing.isFile() || (standing.size > 0 && !beginsAsDatabase(to)))) {
    throw new Failure('file-exists', `${to} exists and is no backup, so it was left alone. Name another file.`);
  }
  const neededBytes = sizeOf(file) + sizeOf(`${file}-wal`);
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < neededBytes) {
    throw new Failure(
      'write-failed',
      `The backup takes ${String(neededBytes)} bytes, more than are free in ${folder}.`,
    );
  }
}

/** Names that `temporaryBeside` gives, with what SQLite puts beside them. */
export const temporaryName = /^\.phasegate-[0-9a-f]{18}\.tmp(?:-\w+)?$/;

/** A name that no backup has, in the same folder. */
export function temporaryBeside(file: string): string {
  return path.join(path.dirname(file), `.phasegate-${randomBytes(9).toString('hex')}.tmp`);
}

function beginsAsDatabase(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(16);
    readSync(descriptor, start, 0, 16, 0);
    return start.toString('latin1') === 'SQLite format 3\0';
  } finally {
    closeSync(descriptor);
  }
}

function worded(error: unknown, file: string, to: string): unknown {
  if (error instanceof Failure) return error;
  const code = errorCode(error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure('write-failed', `The disk is full, so ${to} was not written. Free some space and try again.`, {
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_')) return describeSqliteError(error, file);
  return code === '' ? error : new Failure('write-failed', `${to} could not be written (${code}).`, { cause: error });
}
