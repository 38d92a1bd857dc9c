/** What a migration is: one step of the database's tables, forward only. */
import type { Kysely } from 'kysely';

/** There is no way back, because older builds refuse a newer database. */
export interface Migration {
  /** Stored in the database, so it never changes. */
  readonly name: string;
  /** Runs inside a transaction. It must not use the types of `schema.ts`, which describe the last step only. */
  up(database: Pick<Kysely<unknown>, 'schema'>): Promise<void>;
}
