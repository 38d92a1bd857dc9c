/** Brings the tables of a database to the step that this build knows, whoever else is doing the same. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Migration } from './migration.ts';
import type { DatabaseSchema } from './schema.ts';

/**
 * Applies the missing migrations, each in a transaction of its own that first looks what another process has applied
 * meanwhile. The number of migrations is kept in `user_version` too, where it can be read without opening the database.
 * @param file named in messages
 * @throws Failure `database-newer` when the database holds a migration that is not in the list; nothing is changed then
 */
export async function migrateDatabase(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  clock: Clock,
  file: string,
): Promise<void> {
  let isUpToDate =
    (await readUserVersion(queries)) === migrations.length && (await allKnown(queries, migrations, file));
  while (!isUpToDate) {
    isUpToDate = await queries.transaction().execute(async (transaction) => {
      const next = await findNext(transaction, migrations, file);
      if (next === undefined) return true;
      await next.up(transaction, 'sqlite');
      await transaction.insertInto('migration').values({ name: next.name, applied_at_ms: clock.nowMs() }).execute();
      await sql`pragma user_version = ${sql.lit(migrations.indexOf(next) + 1)}`.execute(transaction);
      return false;
    });
  }
}

/** @param file the database */
export function databaseNewer(file: string): Failure {
  return new Failure(
    'database-newer',
    `The database ${file} was written by a newer version of Phasegate, so it was left untouched. ` +
      'Update Phasegate, or set PHASEGATE_HOME to another folder.',
  );
}

async function findNext(
  transaction: Transaction<DatabaseSchema>,
  migrations: readonly Migration[],
  file: string,
): Promise<Migration | undefined> {
  await transaction.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  const applied = await readApplied(transaction, migrations, file);
  return migrations.find((migration) => !applied.has(migration.name));
}

async function allKnown(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  file: string,
): Promise<boolean> {
  return migrations.length === 0 || (await readApplied(queries, migrations, file)).size === migrations.length;
}

async function readApplied(
  queries: Kysely<DatabaseSchema>,
  migrations: readonly Migration[],
  file: string,
): Promise<ReadonlySet<string>> {
  const rows = await queries.selectFrom('migration').select('name').execute();
  if (rows.some((row) => !migrations.some((migration) => migration.name === row.name))) throw databaseNewer(file);
  return new Set(rows.map((row) => row.name));
}

async function readUserVersion(queries: Kysely<DatabaseSchema>): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(queries);
  return rows[0]?.user_version ?? 0;
}
