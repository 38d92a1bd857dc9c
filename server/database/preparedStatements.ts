/** Prepares each statement of a SQLite connection once, as long as it is used now and then. */
import type Sqlite from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Statements that are kept. The stores have fewer; those with lists of varying lengths push each other out. */
const most = 200;

/** Kysely would prepare a statement each time it is used, which takes longer than most of them take to run. */
export class PreparedStatements implements SqliteDatabase {
  readonly #connection: Sqlite.Database;
  /** The one that was used last is at the end. */
  readonly #statements = new Map<string, Sqlite.Statement<unknown[]>>();

  constructor(connection: Sqlite.Database) {
    this.#connection = connection;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    // One whose rows are being read one by one cannot be started a second time.
    if (known?.busy === true) return this.#connection.prepare<unknown[]>(sql);
    const statement = known ?? this.#connection.prepare<unknown[]>(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size > most && oldest !== undefined) this.#statements.delete(oldest);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }
}
