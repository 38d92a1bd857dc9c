/** The columns of a table, as its database says, and the parts of statements that are made of them. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { DatabaseKind } from '../migration.ts';
import type { DatabaseSchema } from '../schema.ts';
import type { TransferredTable } from './transferredTables.ts';

/** `bytes`: neither text nor number. */
export type ColumnKind = 'text' | 'whole' | 'fraction' | 'bytes';

export interface TableShape extends TransferredTable {
  readonly database: DatabaseKind;
  /** Sorted by name, so that both databases have the same order. */
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
}

export type Value = string | number | null | Buffer;
export type Row = Readonly<Record<string, Value>>;
export type Key = readonly Value[];

const kinds: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  integer: 'whole',
  bigint: 'whole',
  real: 'fraction',
  'double precision': 'fraction',
  blob: 'bytes',
  bytea: 'bytes',
};

/** @throws Error for a type of column that this cannot copy, which is a mistake of ours */
export async function readShape(
  queries: Kysely<DatabaseSchema>,
  database: DatabaseKind,
  table: TransferredTable,
): Promise<TableShape> {
  const catalogue =
    database === 'sqlite'
      ? sql<{ name: string; type: string }>`select name, lower(type) as type from pragma_table_info(${table.name})`
      : sql<{ name: string; type: string }>`select column_name::text as name, data_type::text as type
          from information_schema.columns where table_schema = current_schema() and table_name = ${table.name}`;
  const { rows } = await catalogue.execute(queries);
  const columns = rows
    .map(({ name, type }) => {
      const kind = kinds[type];
      if (kind === undefined) throw new Error(`${table.name}.${name} is of type ${type}, which is not copied`);
      return { name, kind };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { ...table, database, columns };
}

export function keyOf({ key }: TransferredTable, row: Row): Key {
  return key.map((name) => row[name] ?? null);
}

export function columnList({ columns }: TableShape): RawBuilder<unknown> {
  return sql.join(columns.map(({ name }) => sql.ref(name)));
}

/** The columns of the key, compared by their bytes: PostgreSQL would compare texts by the rules of a language. */
export function orderedKey({ key, columns, database }: TableShape): RawBuilder<unknown> {
  const isText = (wanted: string): boolean => columns.some(({ name, kind }) => name === wanted && kind === 'text');
  const parts = key.map((name) =>
    database === 'postgres' && isText(name) ? sql`${sql.ref(name)} collate "C"` : sql.ref(name),
  );
  return sql.join(parts);
}

/** A condition that leaves out the rows that stay in their own database. */
export function isTransferred({ ownRows }: TransferredTable): RawBuilder<unknown> {
  return ownRows === undefined ? sql`1 = 1` : sql`${sql.ref(ownRows.column)} not like ${`${ownRows.prefix}%`}`;
}

/** Such as `message (sequence 17)`, for a person. */
export function nameRow(table: TransferredTable, row: Row): string {
  return `${table.name} (${table.key.map((name) => `${name} ${String(row[name])}`).join(', ')})`;
}
