/** What a migration is: one step of the database's tables, forward only. */
import type { Kysely, QueryExecutorProvider } from 'kysely';

/** The two databases that the stores serve. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** There is no way back, because older builds refuse a newer database. */
export interface Migration {
  /** Stored in the database, so it never changes. */
  readonly name: string;
  /**
   * Runs inside a transaction. It must not use the types of `schema.ts`, which describe the last step only.
   *
   * @param kind for what the two databases have each in its own way, such as full-text search
   */
  up(database: Pick<Kysely<unknown>, 'schema'> & QueryExecutorProvider, kind: DatabaseKind): Promise<void>;
}
