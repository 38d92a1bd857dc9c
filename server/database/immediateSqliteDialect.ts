/** The SQLite dialect of kysely, with transactions that take the write lock at once and errors worded for people. */
import { setTimeout as wait } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { CompiledQuery, SqliteDialect, SqliteDriver } from 'kysely';
import type { DatabaseConnection, QueryResult } from 'kysely';
import { errorCode } from '../base/errorCode.ts';
import type { BusyTimeout } from './busyTimeout.ts';
import { describeSqliteError } from './describeSqliteError.ts';
import { PreparedStatements } from './preparedStatements.ts';

export interface ImmediateSqliteSettings {
  /** An open connection; the dialect closes it. */
  readonly connection: Sqlite.Database;
  /** How long to wait for another process's transaction, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Of the connection. */
  readonly busyTimeout: BusyTimeout;
}

/** Longest pause between two attempts to begin, in milliseconds. */
const longestPauseMs = 4;

export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #settings: ImmediateSqliteSettings;

  constructor(settings: ImmediateSqliteSettings) {
    super({ database: settings.connection });
    this.#settings = settings;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#settings);
  }
}

/**
 * Kysely sends plain `begin`, which takes the write lock only at the first write and then fails at once, whatever the
 * timeout, when another process has written since the first read. Only one transaction is open at a time: kysely
 * keeps a single SQLite connection behind a mutex.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #settings: ImmediateSqliteSettings;
  readonly #statements: PreparedStatements;
  #connection: DatabaseConnection | null = null;

  constructor(settings: ImmediateSqliteSettings) {
    const statements = new PreparedStatements(settings.connection);
    super({ database: statements });
    this.#settings = settings;
    this.#statements = statements;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= new WordedConnection(await super.acquireConnection(), this.#settings);
    return this.#connection;
  }

  /**
   * Waits without SQLite's own busy handler: that one blocks the thread, and sleeps up to 100 ms between attempts,
   * which starves a process among busy others. Random pauses keep waiting processes from marching in step.
   */
  override async beginTransaction(): Promise<void> {
    const { connection, busyTimeoutMs, busyTimeout } = this.#settings;
    const deadlineMs = performance.now() + busyTimeoutMs;
    busyTimeout.fail();
    for (;;) {
      try {
        this.#statements.prepare('begin immediate').run([]);
        return;
      } catch (error) {
        if (!errorCode(error).startsWith('SQLITE_BUSY') || performance.now() >= deadlineMs) {
          throw describeSqliteError(error, connection.name);
        }
      }
      await wait(1 + Math.random() * (longestPauseMs - 1));
    }
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full or failing disk makes SQLite roll back by itself; a second rollback would hide the first error.
    if (this.#settings.connection.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
}

class WordedConnection implements DatabaseConnection {
  readonly #connection: DatabaseConnection;
  readonly #settings: ImmediateSqliteSettings;
  readonly #file: string;

  constructor(connection: DatabaseConnection, settings: ImmediateSqliteSettings) {
    this.#connection = connection;
    this.#settings = settings;
    this.#file = settings.connection.name;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    // A transaction has its lock and waits for nobody; anything else may meet another process.
    if (!this.#settings.connection.inTransaction) this.#settings.busyTimeout.wait();
    try {
      return await this.#connection.executeQuery<Row>(query);
    } catch (error) {
      throw describeSqliteError(error, this.#file);
    }
  }

  async *streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    if (!this.#settings.connection.inTransaction) this.#settings.busyTimeout.wait();
    try {
      yield* this.#connection.streamQuery<Row>(query, chunkSize);
    } catch (error) {
      throw describeSqliteError(error, this.#file);
    }
  }
}
