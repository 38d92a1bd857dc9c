/** Carries over how far a database has counted its own keys, so that no number is given twice. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../migration.ts';
import type { DatabaseSchema } from '../schema.ts';
import type { TransferredTable } from './transferredTables.ts';

/** The last number that was given; 0 before the first. It may be of a row that is gone. */
export async function readCounter(
  queries: Kysely<DatabaseSchema>,
  kind: DatabaseKind,
  { name, counted }: TransferredTable,
): Promise<number> {
  const statement =
    kind === 'sqlite'
      ? sql<{ value: number | null }>`select seq as value from sqlite_sequence where name = ${name}`
      : sql<{ value: number | null }>`select pg_sequence_last_value(${sequenceOf(name, counted)}) as value`;
  const { rows } = await statement.execute(queries);
  return rows[0]?.value ?? 0;
}

/** Does nothing where the database has counted as far already. */
export async function raiseCounter(
  queries: Kysely<DatabaseSchema>,
  kind: DatabaseKind,
  table: TransferredTable,
  value: number,
): Promise<void> {
  if ((await readCounter(queries, kind, table)) >= value) return;
  const { name, counted } = table;
  if (kind === 'postgres') {
    await sql`select setval(${sequenceOf(name, counted)}, ${value})`.execute(queries);
    return;
  }
  await sql`delete from sqlite_sequence where name = ${name}`.execute(queries);
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${value})`.execute(queries);
}

function sequenceOf(table: string, counted: string | undefined) {
  return sql`pg_get_serial_sequence(${table}, ${counted ?? ''})::regclass`;
}
