/** How long a SQLite connection waits for other processes, changed only when that differs from what it was. */
import type Sqlite from 'better-sqlite3';

export class BusyTimeout {
  readonly #connection: Sqlite.Database;
  readonly #timeoutMs: number;
  #isWaiting: boolean | null = null;

  constructor(connection: Sqlite.Database, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  /** From now on a statement that finds the database busy waits, which blocks the thread. */
  wait(): void {
    if (this.#isWaiting === true) return;
    this.#connection.pragma(`busy_timeout = ${String(this.#timeoutMs)}`);
    this.#isWaiting = true;
  }

  /** From now on it fails at once. */
  fail(): void {
    if (this.#isWaiting === false) return;
    this.#connection.pragma('busy_timeout = 0');
    this.#isWaiting = false;
  }
}
