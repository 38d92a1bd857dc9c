/** A key that the database counts up by itself, in the words of each database; used by migrations. */
import type { ColumnDefinitionBuilder } from 'kysely';
import type { DatabaseKind } from './migration.ts';

/** The type of such a key, and of a column that refers to one. On SQLite only an `integer` is counted up. */
export function sequenceType(kind: DatabaseKind): 'integer' | 'bigint' {
  return kind === 'sqlite' ? 'integer' : 'bigint';
}

/** Rows that are copied from elsewhere bring their number along, so it is given by default only. */
export function sequenceKey(kind: DatabaseKind): (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder {
  return (column) =>
    kind === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey().generatedByDefaultAsIdentity();
}
