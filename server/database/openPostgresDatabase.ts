/** Opens a database on a PostgreSQL server that a team shares, and makes sure that it may be relied on. */
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { Kysely } from 'kysely';
import { Failure } from '../base/failure.ts';
import type { Database } from './database.ts';
import type { OpeningSettings } from './openingSettings.ts';
import { describePostgresError } from './describePostgresError.ts';
import { LockingPostgresDialect } from './lockingPostgresDialect.ts';
import { migrateDatabase } from './migrateDatabase.ts';
import { migrations as allMigrations } from './migrations.ts';
import { readPostgresAddress } from './postgresAddress.ts';
import { PostgresChanges } from './postgresChanges.ts';
import { clientConfig, WordedPostgresPool } from './postgresPool.ts';
import type { DatabaseSchema } from './schema.ts';

interface PostgresSettings extends OpeningSettings {
  /** `postgres://user@host:port/database`; what it leaves out comes from PG* variables and `~/.pgpass`. */
  readonly url: string;
}

/** The oldest release that its makers still mend; `server_version_num`. */
const neededServerVersion = 140_000;

/** @throws Failure `database-unavailable`, `database-newer` (nothing is changed then) or `database-damaged` */
export async function openPostgresDatabase(settings: PostgresSettings): Promise<Database> {
  const { url, clock, busyTimeoutMs = 5_000, migrations = allMigrations, forCopy = false } = settings;
  const address = readPostgresAddress(url, process.env);
  const { name } = address;
  const pool = new WordedPostgresPool(address, busyTimeoutMs);
  try {
    const { schema, lockKey } = await examineServer(pool, name);
    const channel = channelOf(schema);
    const origin = randomUUID();
    const queries = new Kysely<DatabaseSchema>({
      dialect: new LockingPostgresDialect({ pool, lockKey, channel, origin }),
    });
    const another = 'name another database in PHASEGATE_DATABASE_URL';
    await migrateDatabase(queries, migrations, clock, { kind: 'postgres', name, another, forCopy });
    const changes = new PostgresChanges(clientConfig(address), channel, origin, clock);
    return new PostgresDatabase(name, queries, changes, pool);
  } catch (error) {
    await pool.end();
    throw describePostgresError(error, name);
  }
}

class PostgresDatabase implements Database {
  readonly kind = 'postgres';
  readonly name: string;
  readonly queries: Kysely<DatabaseSchema>;
  readonly #changes: PostgresChanges;
  readonly #pool: WordedPostgresPool;
  #closing: Promise<void> | null = null;

  constructor(name: string, queries: Kysely<DatabaseSchema>, changes: PostgresChanges, pool: WordedPostgresPool) {
    this.name = name;
    this.queries = queries;
    this.#changes = changes;
    this.#pool = pool;
  }

  changeVersion(): number {
    return this.#changes.version();
  }

  close(): Promise<void> {
    this.#closing ??= this.#changes.close().then(() => this.#pool.end());
    return this.#closing;
  }
}

/** Tables of the same names may stand in several schemas of one database, each with its own lock and news. */
function channelOf(schema: string): string {
  // Channels have at most 63 bytes, of which a schema's name may take all.
  return `phasegate_${Buffer.from(schema).toString('hex').slice(-48)}`;
}

interface ServerRow {
  readonly version: number;
  readonly release: string;
  readonly encoding: string;
  readonly schema: string | null;
  readonly key: number;
}

/** @throws Failure `database-unavailable` for a server that Phasegate cannot use */
export async function examineServer(
  pool: WordedPostgresPool,
  name: string,
): Promise<{ readonly schema: string; readonly lockKey: number }> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<ServerRow>(
      `select current_setting('server_version_num')::int as version, current_setting('server_version') as release,
        current_setting('server_encoding') as encoding, current_schema()::text as schema,
        hashtext(current_schema()::text) as key`,
      [],
    );
    const [row] = rows;
    const unusable = (what: string): Failure => new Failure('database-unavailable', `The database ${name} ${what}`);
    if (row === undefined) throw unusable('does not answer as PostgreSQL does.');
    if (row.version < neededServerVersion) {
      throw unusable(`is on PostgreSQL ${row.release}, which is too old. Phasegate needs PostgreSQL 14 or newer.`);
    }
    if (row.encoding !== 'UTF8') {
      throw unusable(`keeps text as ${row.encoding}. Create one with "createdb --encoding=UTF8 --template=template0".`);
    }
    if (row.schema === null) {
      throw unusable(
        'has no schema for this user. Create the schema that search_path names, or grant the user its use.',
      );
    }
    return { schema: row.schema, lockKey: row.key };
  } finally {
    client.release();
  }
}
