/** What the feature that owns a derived table does while its rows are copied to another database. */
import type { Transaction } from 'kysely';
import type { DatabaseKind } from '../migration.ts';
import type { DatabaseSchema } from '../schema.ts';
import type { Row } from './tableShape.ts';

/** A table that is made of another one, such as the words that messages are found by. */
export interface DerivedTable {
  readonly name: string;
  /** The table whose rows it is made of. */
  readonly from: keyof DatabaseSchema;
  /** Makes its rows for rows that were written, in place of those that it had for them. */
  write(transaction: Transaction<DatabaseSchema>, kind: DatabaseKind, rows: readonly Row[]): Promise<void>;
  /**
   * Removes the rows of what is gone.
   * @returns how many rows are missing
   */
  settle(transaction: Transaction<DatabaseSchema>, kind: DatabaseKind): Promise<number>;
}
