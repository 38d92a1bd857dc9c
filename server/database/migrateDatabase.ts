/** Brings the tables of a database to the step that this build knows, whoever else is doing the same. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { DatabaseKind, Migration } from './migration.ts';
import type { DatabaseSchema } from './schema.ts';
import { unfinishedCopy, unfinishedCopyMark } from './unfinishedCopy.ts';

/** What the messages of a migration speak of. */
export interface MigratedPlace {
  readonly kind: DatabaseKind;
  readonly name: string;
  /** How a person takes another database, as the end of a sentence. */
  readonly another: string;
  /** Whether it may be an unfinished copy of another database. Default false. */
  readonly forCopy?: boolean;
}

/**
 * Applies the missing migrations, each in a transaction of its own that first looks what another process has applied
 * meanwhile. SQLite keeps the number of migrations in `user_version` too, where it can be read without opening the file.
 * @throws Failure `database-newer` when the database holds a migration that is not in the list, `database-unavailable`
 *   when it is an unfinished copy; nothing is changed then
 */
export async function migrateDatabase(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  clock: Clock,
  place: MigratedPlace,
): Promise<void> {
  let isUpToDate = await allApplied(queries, migrations, place);
  while (!isUpToDate) {
    isUpToDate = await queries.transaction().execute(async (transaction) => {
      // A step may rewrite a large table.
      if (place.kind === 'postgres') await sql`set local statement_timeout = 0`.execute(transaction);
      const next = await findNext(transaction, migrations, place);
      if (next === undefined) return true;
      await next.up(transaction, place.kind);
      await transaction.insertInto('migration').values({ name: next.name, applied_at_ms: clock.nowMs() }).execute();
      if (place.kind === 'sqlite') {
        await sql`pragma user_version = ${sql.lit(migrations.indexOf(next) + 1)}`.execute(transaction);
      }
      return false;
    });
  }
}

export function databaseNewer({ name, another }: MigratedPlace): Failure {
  return new Failure(
    'database-newer',
    `The database ${name} was written by a newer version of Phasegate, so it was left untouched. ` +
      `Update Phasegate, or ${another}.`,
  );
}

async function findNext(
  transaction: Transaction<DatabaseSchema>,
  migrations: readonly Migration[],
  place: MigratedPlace,
): Promise<Migration | undefined> {
  await transaction.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  const applied = await readApplied(transaction, migrations, place);
  return migrations.find((migration) => !applied.has(migration.name));
}

/** Whether nothing is missing, found out by reading only. */
async function allApplied(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  place: MigratedPlace,
): Promise<boolean> {
  const hasBegun =
    place.kind === 'sqlite'
      ? (await readUserVersion(queries)) === migrations.length && migrations.length > 0
      : await hasMigrationTable(queries);
  if (!hasBegun) return migrations.length === 0;
  return (await readApplied(queries, migrations, place)).size === migrations.length;
}

async function readApplied(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  place: MigratedPlace,
): Promise<ReadonlySet<string>> {
  const found = await queries.selectFrom('migration').select('name').execute();
  const mark = found.find((row) => row.name.startsWith(unfinishedCopyMark));
  if (mark !== undefined && place.forCopy !== true) throw unfinishedCopy(place.name, mark.name);
  const rows = found.filter((row) => row !== mark);
  if (rows.some((row) => !migrations.some((migration) => migration.name === row.name))) throw databaseNewer(place);
  return new Set(rows.map((row) => row.name));
}

async function readUserVersion(queries: Kysely<DatabaseSchema>): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(queries);
  return rows[0]?.user_version ?? 0;
}

async function hasMigrationTable(queries: Kysely<DatabaseSchema>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select to_regclass('migration') is not null as found`.execute(queries);
  return rows[0]?.found ?? false;
}
