/** Opens a SQLite database to look at it: nothing in it or beside it is another afterwards. */
import { existsSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { DatabaseSchema } from './schema.ts';

export interface LookedAtDatabase {
  readonly connection: Sqlite.Database;
  /** Over the same connection. */
  readonly queries: Kysely<DatabaseSchema>;
  close(): Promise<void>;
}

/**
 * Where there is a log, a connection that could write would move it into the database when it closes; where there is
 * none, one that only reads would leave an empty log behind.
 * @throws what SQLite throws
 */
export async function openToLook(file: string): Promise<LookedAtDatabase> {
  const { default: Connection } = await import('better-sqlite3');
  const hasLog = existsSync(`${file}-wal`);
  const connection = new Connection(file, { readonly: hasLog, fileMustExist: true, timeout: 5_000 });
  try {
    connection.pragma('query_only = on');
    connection.pragma('trusted_schema = off');
    connection.pragma('cell_size_check = on');
  } catch (error) {
    connection.close();
    throw error;
  }
  const queries = new Kysely<DatabaseSchema>({ dialect: new SqliteDialect({ database: connection }) });
  return {
    connection,
    queries,
    close: async () => {
      if (connection.inTransaction) connection.exec('rollback');
      await queries.destroy();
      if (connection.open) connection.close();
    },
  };
}
