/** The tables that a database has, those of its own bookkeeping left out. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DatabaseKind } from './migration.ts';
import type { DatabaseSchema } from './schema.ts';

export async function listTables(queries: Kysely<DatabaseSchema>, kind: DatabaseKind): Promise<ReadonlySet<string>> {
  const statement =
    kind === 'sqlite'
      ? sql<{
          name: string;
        }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'`
      : sql<{ name: string }>`select tablename::text as name from pg_tables where schemaname = current_schema()`;
  const { rows } = await statement.execute(queries);
  return new Set(rows.map(({ name }) => name));
}
