/** Opens the SQLite file that all windows and terminals of a user share, and makes sure that it may be relied on. */
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { Kysely } from 'kysely';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import { makePrivateDirectory } from '../base/paths.ts';
import { backUpBeforeMigration } from './backUpBeforeMigration.ts';
import { checkForDamage } from './checkForDamage.ts';
import { BusyTimeout } from './busyTimeout.ts';
import type { Database, OpeningSettings } from './database.ts';
import { databaseDamaged, describeSqliteError } from './describeSqliteError.ts';
import { FileLock, openLockFile } from './fileLock.ts';
import { ImmediateSqliteDialect } from './immediateSqliteDialect.ts';
import { databaseNewer, migrateDatabase, type MigratedPlace } from './migrateDatabase.ts';
import { migrations as allMigrations } from './migrations.ts';
import { readStoredVersion } from './readStoredVersion.ts';
import type { DatabaseSchema } from './schema.ts';

interface SqliteSettings extends OpeningSettings {
  /** Absolute path; its folder is made when it is missing. */
  readonly file: string;
  /** The Node-API version of the runtime. Default: that of this process. */
  readonly napiVersion?: string | undefined;
}

/** Node-API version of the oldest runtime that the driver survives; on older ones loading it ends the process. */
const neededNapiVersion = 10;

/** The first release without the WAL-reset bug, which could damage a database that two processes write. */
const neededSqliteVersion = [3, 51, 3] as const;

/**
 * @throws Failure `runtime-too-old`, `database-newer` (not one byte of the files is changed then), `database-damaged`
 *   or `database-unavailable`
 */
export async function openSqliteDatabase(settings: SqliteSettings): Promise<Database> {
  const { file, clock, busyTimeoutMs = 5_000, migrations = allMigrations } = settings;
  refuseOldRuntime('napiVersion' in settings ? settings.napiVersion : process.versions.napi);
  // Not imported at the top of the file, because a runtime that is too old does not survive loading it.
  const { default: Connection } = await import('better-sqlite3');

  let presence: FileLock | null = null;
  let connection: Sqlite.Database | null = null;
  let queries: Kysely<DatabaseSchema> | null = null;
  try {
    refuseForeignOrNewer(file, Connection, migrations.length);
    makeFolder(file);
    presence = await FileLock.take(openLockFile(file), 'shared', busyTimeoutMs, Connection);
    if (presence === null) throw beingRestored(file);
    makeFile(file);
    connection = new Connection(file, { timeout: busyTimeoutMs });
    refuseOldSqlite(String(connection.prepare('select sqlite_version()').pluck().get()));
    await setPragmas(connection, busyTimeoutMs);
    const busyTimeout = new BusyTimeout(connection, busyTimeoutMs);
    const dialect = new ImmediateSqliteDialect({ connection, busyTimeoutMs, busyTimeout });
    queries = new Kysely<DatabaseSchema>({ dialect });
    checkForDamage(connection, clock.nowMs());
    await backUpBeforeMigration(connection, migrations, clock.nowMs());
    await migrateDatabase(queries, migrations, clock, sqlitePlace(file));
    return new SqliteDatabase(connection, queries, presence, busyTimeout);
  } catch (error) {
    await queries?.destroy();
    if (connection?.open === true) connection.close();
    presence?.release();
    throw describeSqliteError(error, file);
  }
}

/** Whether a release of SQLite, such as "3.54.1", is free of the WAL-reset bug. */
export function isSafeSqliteVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, needed] of neededSqliteVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}

class SqliteDatabase implements Database {
  readonly kind = 'sqlite';
  readonly name: string;
  readonly queries: Kysely<DatabaseSchema>;
  readonly #connection: Sqlite.Database;
  readonly #dataVersion: Sqlite.Statement<[], number>;
  readonly #presence: FileLock;
  readonly #busyTimeout: BusyTimeout;

  constructor(
    connection: Sqlite.Database,
    queries: Kysely<DatabaseSchema>,
    presence: FileLock,
    busyTimeout: BusyTimeout,
  ) {
    this.name = connection.name;
    this.#presence = presence;
    this.#busyTimeout = busyTimeout;
    this.queries = queries;
    this.#connection = connection;
    this.#dataVersion = connection.prepare<[], number>('pragma data_version').pluck();
  }

  changeVersion(): number {
    if (!this.#connection.inTransaction) this.#busyTimeout.wait();
    return this.#dataVersion.get() ?? 0;
  }

  async close(): Promise<void> {
    if (!this.#connection.open) return;
    // Kysely's own destroy cuts a transaction in half; taking the only connection waits until it is free.
    await this.queries.connection().execute(() => Promise.resolve());
    await this.queries.destroy();
    this.#presence.release();
  }
}

function sqlitePlace(file: string): MigratedPlace {
  return { kind: 'sqlite', name: file, another: 'set PHASEGATE_HOME to another folder' };
}

function refuseOldRuntime(napiVersion: string | undefined): void {
  if (Number(napiVersion ?? 0) >= neededNapiVersion) return;
  throw new Failure(
    'runtime-too-old',
    `The database needs Node.js 22 or an editor from 2025 on; this is Node.js ${process.versions.node}. Update it.`,
  );
}

function refuseOldSqlite(version: string): void {
  if (isSafeSqliteVersion(version)) return;
  throw new Failure(
    'database-unavailable',
    `SQLite ${version} can damage a database that two windows share; 3.51.3 is needed. Install Phasegate anew.`,
  );
}

function refuseForeignOrNewer(file: string, Connection: typeof Sqlite, knownMigrations: number): void {
  let stored;
  try {
    stored = readStoredVersion(file, Connection);
  } catch (error) {
    throw errorCode(error).startsWith('SQLITE_') ? error : cannotOpen(file, error);
  }
  if (stored.kind === 'not-a-database') throw databaseDamaged(file, 'it does not begin as a database does');
  if (stored.version > knownMigrations) throw databaseNewer(sqlitePlace(file));
}

function makeFolder(file: string): void {
  try {
    makePrivateDirectory(path.dirname(file));
  } catch (error) {
    throw cannotOpen(file, error);
  }
}

function beingRestored(file: string): Failure {
  return new Failure(
    'database-unavailable',
    `The database ${file} is being replaced by a backup. Try again in a moment.`,
  );
}

/** SQLite would make the file readable by everyone; its companions take over the mode of the file. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw cannotOpen(file, error);
  }
}

function cannotOpen(file: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure(
    'database-unavailable',
    `The database ${file} cannot be opened: ${reason}. Allow writing there, or set PHASEGATE_HOME to another folder.`,
    { cause: error },
  );
}

async function setPragmas(connection: Sqlite.Database, busyTimeoutMs: number): Promise<void> {
  const wanted: readonly (readonly [name: string, value: string | number, reported: string | number])[] = [
    ['busy_timeout', busyTimeoutMs, busyTimeoutMs],
    ['journal_mode', 'WAL', 'wal'],
    // After WAL, which otherwise may leave it at NORMAL; 2 is FULL: a commit that returned is on the disk.
    ['synchronous', 'FULL', 2],
    ['foreign_keys', 'ON', 1],
    ['trusted_schema', 'OFF', 0],
    ['cell_size_check', 'ON', 1],
  ];
  for (const [name, value, reported] of wanted) {
    await retryWhileBusy(() => connection.pragma(`${name} = ${String(value)}`), busyTimeoutMs);
    const actual = connection.pragma(name, { simple: true });
    if (actual === reported) continue;
    throw new Failure(
      'database-unavailable',
      `The database ${connection.name} does not accept ${name}=${String(value)} (it says ${String(actual)}), as happens ` +
        'on network disks. Set PHASEGATE_HOME to a folder on a local disk.',
    );
  }
}

/** Entering WAL mode needs the file for itself and, unlike a write, does not use SQLite's own waiting. */
async function retryWhileBusy(action: () => unknown, timeoutMs: number): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      action();
      return;
    } catch (error) {
      if (!errorCode(error).startsWith('SQLITE_BUSY') || performance.now() >= deadlineMs) throw error;
    }
    await wait(1 + Math.random() * 9);
  }
}
