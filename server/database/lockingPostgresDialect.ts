/** The PostgreSQL dialect of kysely, in which whoever writes holds the one write lock, as on SQLite. */
import { CompiledQuery, PostgresDialect, PostgresDriver } from 'kysely';
import type { DatabaseConnection, PostgresPool, QueryResult } from 'kysely';

export interface LockingPostgresSettings {
  readonly pool: PostgresPool;
  /** Number of the advisory lock, one for each schema of Phasegate's tables. */
  readonly lockKey: number;
  /** Where others hear that something was written. */
  readonly channel: string;
  /** Goes with each of these messages, so that this process knows its own. */
  readonly origin: string;
}

/** First half of the advisory lock's number, the letters "PGAT": other programs may have locks in the same database. */
export const lockClass = 0x50_47_41_54;

/** The lock that a transaction holds until it ends, on the server alone; it is granted in the order of asking. */
export function lockStatement(lockKey: number): string {
  return `select pg_advisory_xact_lock(${String(lockClass)}, ${String(lockKey)})`;
}

export class LockingPostgresDialect extends PostgresDialect {
  readonly #settings: LockingPostgresSettings;

  constructor(settings: LockingPostgresSettings) {
    super({ pool: settings.pool });
    this.#settings = settings;
  }

  override createDriver(): PostgresDriver {
    return new LockingPostgresDriver(this.#settings);
  }
}

/**
 * A transaction begins with the lock and then reads what is committed at each statement, so nothing that it read can
 * change before it ends. The alternative, serializable transactions that are repeated when they collide, would repeat
 * actions that write files (`PhaseLeaseStore.whileHeld`). Nor are they faster: on two cores, one writer made 454 commits
 * a second with the lock and 514 without, four writers 216 and 158, sixteen 217 and 114, of which the longest took 0.3
 * and 1.4 seconds.
 */
class LockingPostgresDriver extends PostgresDriver {
  readonly #settings: LockingPostgresSettings;

  constructor(settings: LockingPostgresSettings) {
    super({ pool: settings.pool });
    this.#settings = settings;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new LockedConnection(await super.acquireConnection(), this);
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      // One message to the server, whatever its default isolation is.
      await connection.executeQuery(
        CompiledQuery.raw(`begin isolation level read committed read write; ${lockStatement(this.#settings.lockKey)}`),
      );
    } catch (error) {
      await this.rollbackTransaction(connection);
      throw error;
    }
    if (connection instanceof LockedConnection) connection.begun();
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { channel, origin } = this.#settings;
    if (connection instanceof LockedConnection && connection.hasWritten) {
      await connection.executeQuery(CompiledQuery.raw(`select pg_notify('${channel}', '${origin}'); commit`));
    } else {
      await super.commitTransaction(connection);
    }
    if (connection instanceof LockedConnection) connection.ended();
  }

  /** Never throws: what made the transaction fail is the news, and a server that is gone has rolled back by itself. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (connection instanceof LockedConnection) connection.ended();
    try {
      await super.rollbackTransaction(innermost(connection));
    } catch {
      // The connection is marked by now, and is not used again.
    }
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await super.releaseConnection(innermost(connection));
  }
}

type PostgresConnection = Parameters<PostgresDriver['releaseConnection']>[0];

function innermost(connection: DatabaseConnection): PostgresConnection {
  // Only `acquireConnection` makes connections, and the driver above made the one inside.
  return (connection instanceof LockedConnection ? connection.inner : connection) as PostgresConnection;
}

/** A connection that puts a write outside of any transaction into one of its own, so that it has the lock, too. */
class LockedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #driver: LockingPostgresDriver;
  #isInTransaction = false;
  hasWritten = false;

  constructor(inner: DatabaseConnection, driver: LockingPostgresDriver) {
    this.inner = inner;
    this.#driver = driver;
  }

  begun(): void {
    this.#isInTransaction = true;
    this.hasWritten = false;
  }

  ended(): void {
    this.#isInTransaction = false;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isInTransaction || !writes(query)) {
      const result = await this.inner.executeQuery<Row>(query);
      if ((result.numAffectedRows ?? 0n) > 0n) this.hasWritten = true;
      return result;
    }
    await this.#driver.beginTransaction(this);
    try {
      const result = await this.executeQuery<Row>(query);
      await this.#driver.commitTransaction(this);
      return result;
    } catch (error) {
      await this.#driver.rollbackTransaction(this);
      throw error;
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.inner.streamQuery<Row>(query, chunkSize);
  }
}

/** Written as SQL by hand, a write outside of a transaction is not recognised; the stores write none. */
function writes({ query }: CompiledQuery): boolean {
  return ['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode', 'MergeQueryNode'].includes(query.kind);
}
