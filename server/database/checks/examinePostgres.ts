/** Examines a database on a PostgreSQL server: the way to it, its version, its tables and contents. */
import process from 'node:process';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { describePostgresError } from '../describePostgresError.ts';
import { examineServer } from '../openPostgresDatabase.ts';
import { readPostgresAddress } from '../postgresAddress.ts';
import { WordedPostgresPool } from '../postgresPool.ts';
import type { DatabaseSchema } from '../schema.ts';
import { listTables } from '../listTables.ts';
import type { DataCheck } from '../verifyDatabase.ts';
import { examineLeases, examineLogs, type IsOwnerAlive } from './examineRuns.ts';
import { examineMigrations } from './examineSqlite.ts';

interface Surroundings {
  readonly dataDirectory: string;
  readonly isOwnerAlive: IsOwnerAlive;
}

/** @throws Failure `database-unavailable` with what to do about it */
export async function examinePostgres(url: string, surroundings: Surroundings): Promise<readonly DataCheck[]> {
  const address = readPostgresAddress(url, process.env);
  const pool = new WordedPostgresPool(address, 5_000);
  try {
    const { schema } = await examineServer(pool, address.name);
    const queries = new Kysely<DatabaseSchema>({ dialect: new PostgresDialect({ pool }) });
    const { rows } = await sql<{ release: string; fsync: string; standby: boolean }>`select
      current_setting('server_version') as release, current_setting('fsync') as fsync,
      pg_is_in_recovery() as standby`.execute(queries);
    const [server] = rows;
    const isDurable = server?.fsync === 'on';
    const checks: DataCheck[] = [
      { name: 'database', ok: true, message: `${address.name} answers, schema ${schema}.` },
      {
        name: 'server',
        ok: server?.standby === false,
        message: `PostgreSQL ${server?.release ?? ''}${server?.standby === false ? '.' : ' is a standby and takes no writes. Name the primary server.'}`,
      },
      {
        name: 'durability',
        ok: isDurable,
        message: isDurable
          ? 'What is acknowledged is on the disk (fsync=on).'
          : 'The server does not wait for its disk (fsync=off), so a crash can lose or damage data. Have it switched on.',
      },
    ];
    const hasTables = (await listTables(queries, 'postgres')).has('migration');
    if (!hasTables) {
      return [
        ...checks,
        { name: 'migrations', ok: true, message: 'There are no tables yet; the first run makes them.' },
      ];
    }
    const applied = await queries.selectFrom('migration').select('name').execute();
    const tables = examineMigrations(
      address.name,
      applied.map(({ name }) => name),
    );
    checks.push(tables);
    if (tables.ok) {
      checks.push(await examineLeases(queries, surroundings.isOwnerAlive));
      checks.push(await examineLogs(queries, surroundings.dataDirectory));
    }
    checks.push({ name: 'backups', ok: true, message: 'Backups are up to the server; pg_dump makes one.' });
    return checks;
  } catch (error) {
    throw describePostgresError(error, address.name);
  } finally {
    await pool.end();
  }
}
