/** Tells whether the numbers of changes still mean what they meant: a restore sets their counter back. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DatabaseKind } from './migration.ts';
import type { DatabaseSchema } from './schema.ts';

/**
 * Something to compare for equality: another one after the database was replaced by a backup or begun anew, whichever
 * process did it. Whoever has remembered a number of a change keeps this beside it, reads both in one transaction, and
 * begins from nothing when it differs. On PostgreSQL it notices `pg_restore` into another database or with `--clean`,
 * because the tables are other ones then.
 */
export async function readGeneration(queries: Kysely<DatabaseSchema>, kind: DatabaseKind): Promise<string> {
  const row = await queries
    .selectFrom('upkeep')
    .select('done_at_ms')
    .where('duty', '=', restoreDuty)
    .executeTakeFirst();
  const restored = String(row?.done_at_ms ?? 0);
  if (kind === 'sqlite') return restored;
  const { rows } = await sql<{
    tables: string;
  }>`select d.oid::text || '.' || 'counter'::regclass::oid::text as tables
      from pg_database d where d.datname = current_database()`.execute(queries);
  return `${rows[0]?.tables ?? ''}.${restored}`;
}

/** The row of `upkeep` that each restore writes. */
export const restoreDuty = 'restore';
