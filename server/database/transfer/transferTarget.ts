/** Looks at the database that a copy goes to, refuses one that holds other data, and opens it for the copy alone. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Database, DatabasePlace } from '../database.ts';
import { describePostgresError } from '../describePostgresError.ts';
import { describeSqliteError } from '../describeSqliteError.ts';
import { lockClass } from '../lockingPostgresDialect.ts';
import { databaseNewer } from '../migrateDatabase.ts';
import type { DatabaseKind } from '../migration.ts';
import { migrations } from '../migrations.ts';
import { openDatabase } from '../openDatabase.ts';
import { examineServer } from '../openPostgresDatabase.ts';
import { openToLook } from '../openToLook.ts';
import { readPostgresAddress } from '../postgresAddress.ts';
import { WordedPostgresPool } from '../postgresPool.ts';
import type { DatabaseSchema } from '../schema.ts';
import { unfinishedCopyMark } from '../unfinishedCopy.ts';
import { readCopyNote, type CopyNote } from './copyMark.ts';
import { listTables } from '../listTables.ts';
import { derivedTables, transferredTables } from './transferredTables.ts';

/** `empty`: nothing is lost when it is written. `copy`: it is one already, of the source that its note names. */
export type TargetState =
  { readonly kind: 'empty' } | { readonly kind: 'copy'; readonly note: CopyNote } | { readonly kind: 'other' };

export interface LookedAtTarget {
  readonly kind: DatabaseKind;
  /** For messages. */
  readonly name: string;
  readonly state: TargetState;
  /** Null where there is no database yet. */
  readonly queries: Kysely<DatabaseSchema> | null;
}

/**
 * Changes nothing.
 * @throws Failure `database-not-empty` for another program's, `database-newer`, `database-unavailable`
 */
export async function lookAtTarget<Result>(
  place: DatabasePlace,
  action: (target: LookedAtTarget) => Promise<Result>,
): Promise<Result> {
  if ('url' in place) return lookAtPostgres(place.url, action);
  const { file } = place;
  const folder = path.dirname(file);
  if (!existsSync(folder)) throw new Failure('write-failed', `There is no folder ${folder}. Make it, or name another.`);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isFile() && stat.size === 0)) {
    return action({ kind: 'sqlite', name: file, state: { kind: 'empty' }, queries: null });
  }
  if (!stat.isFile()) throw notEmpty(file, 'is no file');
  const looked = await openToLook(file).catch((error: unknown) => {
    throw unfit(error, file);
  });
  try {
    const state = await look(looked.queries, 'sqlite', file).catch((error: unknown) => {
      throw unfit(error, file);
    });
    return await action({ kind: 'sqlite', name: file, state, queries: looked.queries });
  } finally {
    await looked.close();
  }
}

/** A damaged file is of no use as a target, but it may be somebody's. */
function unfit(error: unknown, file: string): unknown {
  const described = describeSqliteError(error, file);
  const isDamaged = described instanceof Failure && described.code === 'database-damaged';
  return isDamaged ? notEmpty(file, 'is no database, or a damaged one') : described;
}

async function lookAtPostgres<Result>(
  url: string,
  action: (target: LookedAtTarget) => Promise<Result>,
): Promise<Result> {
  const address = readPostgresAddress(url, process.env);
  const pool = new WordedPostgresPool(address, 5_000);
  try {
    await examineServer(pool, address.name);
    const queries = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
    const state = await look(queries, 'postgres', address.name);
    return await action({ kind: 'postgres', name: address.name, state, queries });
  } catch (error) {
    throw describePostgresError(error, address.name);
  } finally {
    await pool.end();
  }
}

async function look(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, name: string): Promise<TargetState> {
  const tables = await listTables(queries, kind);
  if (!tables.has('migration')) {
    const taken = [...transferredTables.map((table) => String(table.name)), ...derivedTables].filter((table) =>
      tables.has(table),
    );
    // A schema on a server may be shared with other programs, a file may not.
    if (taken.length > 0 || (kind === 'sqlite' && tables.size > 0)) throw notEmpty(name, 'is of another program');
    return { kind: 'empty' };
  }
  const applied = await queries.selectFrom('migration').select('name').execute();
  const isKnown = (row: string): boolean =>
    row.startsWith(unfinishedCopyMark) || migrations.some((migration) => migration.name === row);
  if (!applied.every((row) => isKnown(row.name))) {
    throw databaseNewer({ kind, name, another: 'name another database' });
  }
  const note = tables.has('upkeep') ? await readCopyNote(queries) : null;
  if (note !== null) return { kind: 'copy', note };
  for (const table of transferredTables) {
    if (table.name !== 'upkeep' && tables.has(table.name) && (await holdsData(queries, table.name))) {
      return { kind: 'other' };
    }
  }
  return { kind: 'empty' };
}

async function holdsData(queries: Kysely<DatabaseSchema>, table: keyof DatabaseSchema): Promise<boolean> {
  const condition = table === 'counter' ? sql`value <> 0` : sql`1 = 1`;
  const { rows } = await sql`select 1 from ${sql.table(table)} where ${condition} limit 1`.execute(queries);
  return rows.length > 0;
}

/** @param why goes on from the name */
export function notEmpty(name: string, why: string): Failure {
  return new Failure(
    'database-not-empty',
    `The database ${name} ${why}, so nothing was copied to it. Name an empty one.`,
  );
}

/**
 * Brings the tables of the target to this build's step, and keeps everybody else from it until the action is over.
 * @throws Failure `database-unavailable` while others have it open or write to it; what the action throws
 */
export async function withTransferTarget<Result>(
  place: DatabasePlace,
  clock: Clock,
  action: (queries: Kysely<DatabaseSchema>, database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ ...place, clock, forCopy: true });
  try {
    return await database.queries.connection().execute(async (connection) => {
      if (database.kind === 'sqlite') return action(connection, database);
      const key = sql`${sql.lit(lockClass)}, hashtext(current_schema()::text)`;
      await sql`set statement_timeout = 0`.execute(connection);
      // The lock that writers hold, which this session may take again in each of its transactions.
      await sql`select pg_advisory_lock(${key})`.execute(connection);
      try {
        return await action(connection, database);
      } finally {
        // A server that is gone has freed it by itself.
        await sql`select pg_advisory_unlock(${key})`.execute(connection).catch(() => undefined);
      }
    });
  } finally {
    await database.close();
  }
}
