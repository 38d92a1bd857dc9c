/** Reads and writes rows of any table, a batch at a time, in the order of their keys. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { DatabaseSchema } from '../schema.ts';
import { canonicalRow, TableChecksum } from './tableChecksum.ts';
import { columnList, isTransferred, keyOf, orderedKey, type Key, type Row, type TableShape } from './tableShape.ts';

type Queries = Kysely<DatabaseSchema>;

const mostRows = 400;
const fewestRows = 16;
/** About so many characters in a batch; a row may have a million by itself. */
const wantedCharacters = 2_000_000;

/** All rows, in batches whose size follows the size of the rows. */
export async function* readBatches(queries: Queries, shape: TableShape): AsyncGenerator<readonly Row[]> {
  let after: Key | null = null;
  let limit = fewestRows * 4;
  for (;;) {
    const rows: readonly Row[] = await readRows(queries, shape, after, null, limit);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = keyOf(shape, last);
    const fitting = Math.floor((rows.length * wantedCharacters) / Math.max(1, charactersOf(rows)));
    limit = Math.max(fewestRows, Math.min(mostRows, fitting, limit * 2));
  }
}

/** Rows whose key is larger than one and not larger than another; null where there is no bound. */
export async function readRows(
  queries: Queries,
  shape: TableShape,
  after: Key | null,
  upTo: Key | null,
  limit: number | null,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`select ${columnList(shape)} from ${sql.table(shape.name)}
    where ${within(shape, after, upTo)} order by ${orderedKey(shape)}
    ${limit === null ? sql`` : sql`limit ${limit}`}`.execute(queries);
  return rows;
}

export async function hasRowsAfter(queries: Queries, shape: TableShape, after: Key | null): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(shape.name)}
    where ${within(shape, after, null)} limit 1`.execute(queries);
  return rows.length > 0;
}

export async function countRows(queries: Queries, shape: TableShape): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from ${sql.table(shape.name)} where ${isTransferred(shape)}`.execute(queries);
  return rows[0]?.count ?? 0;
}

export async function checksumOf(
  queries: Queries,
  shape: TableShape,
  kept: (row: Row) => Row,
  onBatch: (rowsSoFar: number) => void,
): Promise<TableChecksum> {
  const checksum = new TableChecksum(shape);
  for await (const rows of readBatches(queries, shape)) {
    for (const row of rows) checksum.add(canonicalRow(shape, kept(row)));
    onBatch(checksum.rows);
  }
  return checksum;
}

/** Writes rows, over those of the same keys. */
export async function writeRows(queries: Queries, shape: TableShape, rows: readonly Row[]): Promise<void> {
  const { columns, key } = shape;
  const others = columns.filter(({ name }) => !key.includes(name));
  const onConflict =
    others.length === 0
      ? sql`nothing`
      : sql`update set ${sql.join(others.map(({ name }) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}`;
  const values = rows.map((row) => sql`(${sql.join(columns.map(({ name }) => sql`${row[name] ?? null}`))})`);
  await sql`insert into ${sql.table(shape.name)} (${columnList(shape)}) values ${sql.join(values)}
    on conflict (${sql.join(key.map((name) => sql.ref(name)))}) do ${onConflict}`.execute(queries);
}

export async function removeRows(queries: Queries, shape: TableShape, keys: readonly Key[]): Promise<void> {
  for (const key of keys) {
    const matches = shape.key.map((name, index) => sql`${sql.ref(name)} = ${key[index] ?? null}`);
    await sql`delete from ${sql.table(shape.name)} where ${sql.join(matches, sql` and `)}`.execute(queries);
  }
}

export async function removeRowsAfter(queries: Queries, shape: TableShape, after: Key | null): Promise<void> {
  await sql`delete from ${sql.table(shape.name)} where ${within(shape, after, null)}`.execute(queries);
}

function within(shape: TableShape, after: Key | null, upTo: Key | null): RawBuilder<unknown> {
  const compared = (operator: RawBuilder<unknown>, key: Key): RawBuilder<unknown> =>
    sql`(${orderedKey(shape)}) ${operator} (${sql.join(key.map((value) => sql`${value}`))})`;
  const conditions = [isTransferred(shape)];
  if (after !== null) conditions.push(compared(sql`>`, after));
  if (upTo !== null) conditions.push(compared(sql`<=`, upTo));
  return sql.join(conditions, sql` and `);
}

function charactersOf(rows: readonly Row[]): number {
  let sum = 0;
  for (const row of rows)
    for (const value of Object.values(row)) if (value !== null && typeof value !== 'number') sum += value.length;
  return sum;
}
