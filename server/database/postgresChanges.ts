/** Hears from a PostgreSQL server that another process has written, however often the connection breaks. */
import pg from 'pg';
import type { Clock } from '../base/clock.ts';

/** Milliseconds until a broken connection is tried again, at first and at most; a change is seen within a second. */
const firstPauseMs = 50;
const longestPauseMs = 500;

export class PostgresChanges {
  readonly #config: pg.ClientConfig;
  readonly #channel: string;
  readonly #origin: string;
  readonly #clock: Clock;
  #version = 0;
  #client: pg.Client | null = null;
  #pauseMs = firstPauseMs;
  #cancelPause: (() => void) | null = null;
  #state: 'idle' | 'listening' | 'closed' = 'idle';

  /**
   * @param channel where writers say so
   * @param origin what this process's own writes carry
   */
  constructor(config: pg.ClientConfig, channel: string, origin: string, clock: Clock) {
    this.#config = config;
    this.#channel = channel;
    this.#origin = origin;
    this.#clock = clock;
  }

  /** Begins to listen at the first call. Another number each time after somebody else has written. */
  version(): number {
    if (this.#state === 'idle') {
      this.#state = 'listening';
      void this.#listen();
    }
    return this.#version;
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#cancelPause?.();
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  /** Never throws. */
  async #listen(): Promise<void> {
    const client = new pg.Client(this.#config);
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => {
      if (payload !== this.#origin) this.#version++;
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(this.#channel)}`);
      this.#pauseMs = firstPauseMs;
      // Nobody listened until now, so anything may have been written.
      this.#version++;
    } catch {
      this.#lost(client);
    }
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client || this.#state === 'closed') return;
    this.#client = null;
    client.end().catch(() => undefined);
    this.#cancelPause = this.#clock.after(this.#pauseMs, () => void this.#listen());
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }
}
