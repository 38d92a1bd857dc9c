/** The port to the database: what stores have of it, be it a SQLite file or a PostgreSQL server. */
import type { Kysely } from 'kysely';
import type { DatabaseKind } from './migration.ts';
import type { DatabaseSchema } from './schema.ts';

/**
 * An open database. Every transaction takes the write lock when it begins, so what it reads is still true when it
 * commits; nothing inside may wait for the world.
 */
export interface Database {
  readonly kind: DatabaseKind;
  /** What messages call it: the file, or the address without its password. */
  readonly name: string;
  readonly queries: Kysely<DatabaseSchema>;
  /**
   * A number that is another one each time after another process or connection has written, within a second. Costs
   * microseconds. On PostgreSQL the first call begins to listen, and a server that was away counts as a write.
   */
  changeVersion(): number;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}

/** Where a database is: an absolute path, or an address such as `postgres://ann@db.example.com/phasegate`. */
export type DatabasePlace = { readonly file: string } | { readonly url: string };
