/** A PostgreSQL server that tests reach over the network, whoever started it. */
import pg from 'pg';

export class PostgresServer {
  readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  /** The address of a database in which the user has a schema of its own; without one, of its database `postgres`. */
  url(schema?: string, user = 'postgres', password = 'correct horse'): string {
    const options = schema === undefined ? '' : `?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${String(this.port)}/postgres${options}`;
  }

  /** Runs statements as the one who may do everything. */
  async run(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      const result: { rows?: Record<string, unknown>[] } = await client.query(sql);
      return result.rows ?? [];
    } finally {
      await client.end();
    }
  }
}
