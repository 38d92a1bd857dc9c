/** A lock between processes that the operating system takes back when its holder ends, however it ends. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { errorCode } from '../base/errorCode.ts';

/** Many may hold it `shared`, or one `exclusive`. */
export type LockKind = 'shared' | 'exclusive';

/** The lock is that of SQLite on an empty database of its own, which works alike on every platform. */
export class FileLock {
  readonly #connection: Sqlite.Database;

  private constructor(connection: Sqlite.Database) {
    this.#connection = connection;
  }

  /**
   * @param file made when it is missing; holds nothing
   * @returns null when others kept it for all of `waitMs`
   */
  static async take(file: string, kind: LockKind, waitMs: number, Connection: typeof Sqlite): Promise<FileLock | null> {
    // Only when it is missing: closing a second descriptor of a locked file would take back this process's own locks.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    const connection = new Connection(file, { timeout: 0 });
    const deadlineMs = performance.now() + waitMs;
    for (;;) {
      try {
        connection.pragma('journal_mode = memory');
        connection.exec(kind === 'exclusive' ? 'begin exclusive' : 'begin');
        if (kind === 'shared') connection.prepare('select count(*) from sqlite_schema').get();
        return new FileLock(connection);
      } catch (error) {
        if (connection.inTransaction) connection.exec('rollback');
        const isBusy = errorCode(error).startsWith('SQLITE_BUSY');
        if (isBusy && performance.now() < deadlineMs) {
          await wait(1 + Math.random() * 9);
          continue;
        }
        connection.close();
        if (isBusy) return null;
        throw error;
      }
    }
  }

  release(): void {
    if (this.#connection.open) this.#connection.close();
  }
}

/** Held `shared` by whoever has the database open, so that its files are moved only when nobody has. */
export function openLockFile(file: string): string {
  return `${file}.lock`;
}
