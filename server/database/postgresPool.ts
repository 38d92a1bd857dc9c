/** The connections of this process to a PostgreSQL server: few, each set up the same way, with errors worded for people. */
import pg from 'pg';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { describePostgresError, isConnectionLost } from './describePostgresError.ts';
import type { PostgresAddress } from './postgresAddress.ts';

/** A server takes a hundred connections by default, and each window of each person has a process of its own. */
const mostConnections = 4;
/** Milliseconds until an unused connection is closed. */
const idleTimeoutMs = 30_000;
/** Milliseconds to reach the server, TLS and password included. */
const connectTimeoutMs = 10_000;
/** Milliseconds that one statement may take on the server. */
const statementTimeoutMs = 30_000;
/** Milliseconds until an answer is not waited for any longer: the server would have given up, so the way to it is cut. */
const queryTimeoutMs = statementTimeoutMs + 10_000;
/** Milliseconds that a transaction may stand still, as when a program is stopped by Ctrl+Z, before others get the lock. */
const idleInTransactionMs = 60_000;
/** Seconds after which a connection is replaced, so that a server that moved is found again. */
const lifetimeSeconds = 3_600;

/** PostgreSQL's numbers of the types bigint and numeric, of which sums and counts are. */
const numberTypes = [20, 1700];

/** How the driver reads values: whole numbers as numbers, as on SQLite. */
const getTypeParser = (type: number, format?: 'text' | 'binary'): unknown =>
  numberTypes.includes(type) && format !== 'binary' ? Number : pg.types.getTypeParser(type, format);

/**
 * What each session is told: to acknowledge only what is durable, whatever the server's default; to end what stands
 * still; and to notice within a minute that this computer is gone, so that its lock is free.
 */
function sessionSetup(lockTimeoutMs: number): string {
  const settings: readonly (readonly [name: string, value: string | number])[] = [
    ['statement_timeout', statementTimeoutMs],
    ['lock_timeout', lockTimeoutMs],
    ['idle_in_transaction_session_timeout', idleInTransactionMs],
    // No statement reads so much that it makes up for the start of further processes.
    ['max_parallel_workers_per_gather', 0],
    ['tcp_keepalives_idle', 30],
    ['tcp_keepalives_interval', 10],
    ['tcp_keepalives_count', 3],
  ];
  const sets = settings.map(([name, value]) => `set ${name} = ${String(value)}`).join('; ');
  return `${sets}; select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;
}

/** Settings of one connection outside the pool. */
export function clientConfig(address: PostgresAddress): pg.ClientConfig {
  const { name: _name, ...place } = address;
  return {
    ...place,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    types: { getTypeParser: getTypeParser as typeof pg.types.getTypeParser },
  };
}

/**
 * The driver's client leaves the connection open when it fails to log in for a reason on this side, such as a missing
 * password; the open socket would keep the process alive until the server gives up, a minute later.
 */
class ClosingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.connection.on('error', () => this.connection.stream.destroy());
  }
}

export class WordedPostgresPool implements PostgresPool {
  readonly options: object = {};
  readonly #pool: pg.Pool;
  readonly #name: string;
  readonly #places = new Places(mostConnections);
  /** Connections that were lost so far, and how many had been when each of those that there are was made. */
  #losses = 0;
  readonly #bornAfter = new WeakMap<pg.PoolClient, number>();

  /** @param lockTimeoutMs how long a statement waits for a lock */
  constructor(address: PostgresAddress, lockTimeoutMs: number) {
    this.#name = address.name;
    const setup = sessionSetup(lockTimeoutMs);
    this.#pool = new pg.Pool({
      ...clientConfig(address),
      Client: ClosingClient,
      max: mostConnections,
      idleTimeoutMillis: idleTimeoutMs,
      maxLifetimeSeconds: lifetimeSeconds,
      verify: (client, done) => {
        client.query(setup).then(() => done(), done);
      },
    });
    // A connection that breaks while nobody uses it is forgotten by the pool; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
    // One that breaks between two statements of a transaction fails the next of them.
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#bornAfter.set(client, this.#losses);
    });
  }

  /** Waits for a free place as long as it takes; only what happens at the server has a time limit. */
  async connect(): Promise<PostgresPoolClient> {
    await this.#places.take();
    try {
      return new WordedClient(await this.#connectAnew(), this.#name, {
        lost: () => this.#losses++,
        released: () => this.#places.free(),
      });
    } catch (error) {
      this.#places.free();
      throw describePostgresError(error, this.#name);
    }
  }

  /** A server that cut one connection has most likely cut the others, which cannot be known before they are used. */
  async #connectAnew(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if (this.#bornAfter.get(client) === this.#losses) return client;
      client.release(true);
    }
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    await this.#pool.end();
  }
}

/** Is told what becomes of a connection. */
interface ConnectionFate {
  readonly lost: () => void;
  readonly released: () => void;
}

class WordedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #name: string;
  readonly #told: ConnectionFate;
  #isLost = false;

  constructor(client: pg.PoolClient, name: string, told: ConnectionFate) {
    this.#client = client;
    this.#name = name;
    this.#told = told;
  }

  query(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<never>>;
  query(): never;
  async query(sql = '', parameters: readonly unknown[] = []): Promise<PostgresQueryResult<never>> {
    try {
      const result: unknown = await this.#client.query(sql, parameters.map(withoutNul));
      return result as PostgresQueryResult<never>;
    } catch (error) {
      if (isConnectionLost(error) && !this.#isLost) {
        this.#isLost = true;
        this.#told.lost();
      }
      throw describePostgresError(error, this.#name);
    }
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#isLost);
    this.#told.released();
  }
}

/** PostgreSQL keeps no NUL in a text; output of programs may hold one. */
export function withoutNul(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\u{FFFD}') : value;
}

/** Lets so many in at a time, in the order in which they came. */
class Places {
  #left: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#left = count;
  }

  async take(): Promise<void> {
    if (this.#left > 0) this.#left--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#left++;
    else next();
  }
}
