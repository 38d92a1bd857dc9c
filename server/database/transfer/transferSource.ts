/** Opens the database that is copied, at the state of one moment and without changing anything in it. */
import { existsSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Failure } from '../../base/failure.ts';
import type { DatabasePlace } from '../database.ts';
import { describePostgresError } from '../describePostgresError.ts';
import { openToLook } from '../openToLook.ts';
import { databaseDamaged, describeSqliteError } from '../describeSqliteError.ts';
import { databaseNewer } from '../migrateDatabase.ts';
import { migrations } from '../migrations.ts';
import { examineServer } from '../openPostgresDatabase.ts';
import { readPostgresAddress } from '../postgresAddress.ts';
import { WordedPostgresPool } from '../postgresPool.ts';
import type { DatabaseKind } from '../migration.ts';
import type { DatabaseSchema } from '../schema.ts';
import { unfinishedCopy, unfinishedCopyMark } from '../unfinishedCopy.ts';
import { listTables } from '../listTables.ts';

export interface TransferSource {
  readonly kind: DatabaseKind;
  /** For messages. */
  readonly name: string;
  /** Tells it from every other database, in whatever way it is named; kept in the target while the copy is unfinished. */
  readonly id: string;
  /** All of them see the same moment. */
  readonly queries: Kysely<DatabaseSchema>;
}

/** @throws Failure `usage` when there is none, `database-damaged`, `database-unavailable`, and what the action throws */
export async function withTransferSource<Result>(
  place: DatabasePlace,
  action: (source: TransferSource) => Promise<Result>,
): Promise<Result> {
  return 'url' in place ? withPostgres(place.url, action) : withSqlite(place.file, action);
}

async function withSqlite<Result>(file: string, action: (source: TransferSource) => Promise<Result>): Promise<Result> {
  if (!existsSync(file)) throw new Failure('usage', `There is no database ${file}, so there is nothing to copy.`);
  const looked = await openToLook(file);
  try {
    try {
      looked.connection.exec('begin');
      const findings = looked.connection.prepare<[], string>('pragma quick_check(1)').pluck().all();
      if (findings[0] !== 'ok') throw databaseDamaged(file, findings.join('; '));
    } catch (error) {
      throw describeSqliteError(error, file);
    }
    const id = `sqlite://${hostname()}${realpathSync(file)}`;
    await refuseOtherStep(looked.queries, 'sqlite', file);
    return await action({ kind: 'sqlite', name: file, id, queries: looked.queries });
  } finally {
    await looked.close();
  }
}

async function withPostgres<Result>(url: string, action: (source: TransferSource) => Promise<Result>): Promise<Result> {
  const address = readPostgresAddress(url, process.env);
  const pool = new WordedPostgresPool(address, 5_000);
  try {
    const { schema } = await examineServer(pool, address.name);
    const queries = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
    return await queries.connection().execute(async (connection) => {
      // The other database is written while this one waits.
      await sql`set idle_in_transaction_session_timeout = 0`.execute(connection);
      await sql`begin isolation level repeatable read read only`.execute(connection);
      try {
        await refuseOtherStep(connection, 'postgres', address.name);
        return await action({
          kind: 'postgres',
          name: address.name,
          id: await postgresId(connection, address.host ?? process.env['PGHOST'] ?? 'localhost', address.port, schema),
          queries: connection,
        });
      } finally {
        // One that is gone has rolled back by itself.
        await sql`rollback`.execute(connection).catch(() => undefined);
      }
    });
  } catch (error) {
    throw describePostgresError(error, address.name);
  } finally {
    await pool.end();
  }
}

/** Bringing its tables up to date would change it, and is what every other verb does. */
async function refuseOtherStep(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, name: string): Promise<void> {
  if (!(await listTables(queries, kind)).has('migration')) {
    throw new Failure('usage', `${name} is no database of Phasegate, so there is nothing to copy.`);
  }
  const applied = await queries.selectFrom('migration').select('name').execute();
  const mark = applied.find((row) => row.name.startsWith(unfinishedCopyMark));
  if (mark !== undefined) throw unfinishedCopy(name, mark.name);
  if (!applied.every((row) => migrations.some((migration) => migration.name === row.name))) {
    throw databaseNewer({ kind, name, another: 'name another database' });
  }
  if (applied.length < migrations.length) {
    throw new Failure(
      'usage',
      `The database ${name} has the tables of an older version. Open it once with this one, for example with ` +
        '"phasegate history", and then copy it.',
    );
  }
}

/** Whoever asks, and under which name of a user, does not matter. */
async function postgresId(
  queries: Kysely<DatabaseSchema>,
  host: string,
  port: number | undefined,
  schema: string,
): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database()::text as name`.execute(queries);
  return `postgres://${host}:${String(port ?? process.env['PGPORT'] ?? 5432)}/${rows[0]?.name ?? ''} schema ${schema}`;
}
