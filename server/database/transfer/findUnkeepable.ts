/** Finds values that the target could not keep as they are, before anything is copied. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { TableEnd } from './syncTable.ts';
import { columnList, nameRow, type ColumnKind, type Row, type Value } from './tableShape.ts';

export interface Unkeepable {
  /** Such as `gate_run (run_id r1, name unit)`: the first row of the table. */
  readonly row: string;
  readonly column: string;
  /** `nul`: a text holds the character U+0000. `type`: not of the type that the column has in the target. */
  readonly kind: 'nul' | 'type';
  /** How many rows of the table are like it. */
  readonly rows: number;
}

/** For a table of SQLite, which keeps any value in any column, and texts with NUL. */
export async function findUnkeepable({ queries, shape }: TableEnd): Promise<readonly Unkeepable[]> {
  const found: Unkeepable[] = [];
  for (const kind of ['nul', 'type'] as const) {
    const conditions = shape.columns.map((column) => condition(kind, column.name, column.kind));
    const { rows } = await sql<Row & { readonly found_rows: number }>`
      select ${columnList(shape)}, count(*) over () as found_rows from ${sql.table(shape.name)}
      where ${sql.join(conditions, sql` or `)} limit 1`.execute(queries);
    const [row] = rows;
    if (row === undefined) continue;
    const column = shape.columns.find((one) => isUnkeepable(kind, row[one.name] ?? null, one.kind));
    found.push({ kind, row: nameRow(shape, row), column: column?.name ?? '', rows: row.found_rows });
  }
  return found;
}

/** PostgreSQL keeps no NUL in a text; this is what its stores write instead. */
export function withoutNuls(row: Row): Row {
  const entries = Object.entries(row);
  if (!entries.some(([, value]) => hasNul(value))) return row;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value.replaceAll('\0', '\u{FFFD}') : value]),
  );
}

function hasNul(value: Value): boolean {
  return typeof value === 'string' && value.includes('\0');
}

function condition(what: Unkeepable['kind'], name: string, kind: ColumnKind): RawBuilder<unknown> {
  const column = sql.ref(name);
  if (what === 'nul') return kind === 'text' ? sql`instr(cast(${column} as blob), x'00') > 0` : sql`false`;
  switch (kind) {
    case 'text':
      return sql`typeof(${column}) not in ('text', 'null')`;
    case 'bytes':
      return sql`typeof(${column}) not in ('blob', 'null')`;
    case 'fraction':
      return sql`typeof(${column}) not in ('real', 'integer', 'null')`;
    case 'whole':
      return sql`(typeof(${column}) not in ('integer', 'null') or abs(${column}) > ${sql.lit(Number.MAX_SAFE_INTEGER)})`;
  }
}

function isUnkeepable(what: Unkeepable['kind'], value: Value, kind: ColumnKind): boolean {
  if (value === null) return false;
  if (what === 'nul') return kind === 'text' && hasNul(value);
  switch (kind) {
    case 'text':
      return typeof value !== 'string';
    case 'bytes':
      return !Buffer.isBuffer(value);
    case 'fraction':
      return typeof value !== 'number';
    case 'whole':
      return !Number.isSafeInteger(value);
  }
}
