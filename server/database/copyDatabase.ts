/** Copies a database, also while others write to it, to a single file that is complete on the disk. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { Failure } from '../base/failure.ts';

export interface CopyProgress {
  readonly totalPages: number;
  readonly remainingPages: number;
}

export interface CopySettings {
  readonly Connection: typeof Sqlite;
  readonly from: string;
  /** Must not exist. */
  readonly to: string;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Pages of one step; between two steps the event loop turns. */
const pagesAtOnce = 1_000;

/**
 * Copies the state of one moment: a read transaction keeps the copy from starting anew with each write of others.
 * @returns the number of rows of each table at that moment
 * @throws what SQLite or the operating system throws; nothing is left at `to` then
 */
export async function copyDatabase(settings: CopySettings): Promise<ReadonlyMap<string, number>> {
  const { Connection, from, to, onProgress, signal } = settings;
  closeSync(openSync(to, 'wx', 0o600));
  const source = new Connection(from, { fileMustExist: true, timeout: 5_000 });
  try {
    source.exec('begin');
    const rows = countRows(source);
    const { totalPages } = await source.backup(to, {
      progress: (progress) => {
        signal?.throwIfAborted();
        onProgress?.(progress);
        return pagesAtOnce;
      },
    });
    if (totalPages === 0)
      throw new Failure('database-unavailable', `${to} is kept busy by another program. Try again.`);
    seal(to, Connection);
    return rows;
  } catch (error) {
    removeDatabase(to);
    throw error;
  } finally {
    source.close();
  }
}

/** Makes of a database one file without companions, and brings it to the disk. */
export function seal(file: string, Connection: typeof Sqlite): void {
  const copy = new Connection(file, { fileMustExist: true });
  try {
    copy.pragma('synchronous = full');
    copy.pragma('journal_mode = delete');
  } finally {
    copy.close();
  }
  syncFile(file);
}

/** Brings a file, or the names in a folder, to the disk; Windows opens no folders and needs none of it. */
export function syncFile(file: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a copy of our own with what SQLite may have put beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

/** Rows of each ordinary table by name. */
export function countRows(connection: Sqlite.Database): ReadonlyMap<string, number> {
  const names = connection
    .prepare<[], string>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and sql like 'create table%' order by name",
    )
    .pluck()
    .all();
  return new Map(
    names.map((name) => {
      const count = connection.prepare<[], number>(`select count(*) from "${name.replaceAll('"', '""')}"`).pluck();
      return [name, count.get() ?? 0];
    }),
  );
}
