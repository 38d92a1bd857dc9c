/** The one PostgreSQL server of a run of tests: that of `postgresFixture.ts`, else one that the first test starts. */
import process from 'node:process';
import { EmbeddedPostgres } from './embeddedPostgres.ts';
import { PostgresServer } from './postgresConnection.ts';
import { portVariable } from './postgresFixture.ts';

const shared: { server: Promise<EmbeddedPostgres> | null; schemas: number } = { server: null, schemas: 0 };

export async function sharedPostgres(): Promise<PostgresServer> {
  const port = process.env[portVariable];
  if (port !== undefined) return new PostgresServer(Number(port));
  return (shared.server ??= EmbeddedPostgres.start());
}

/** The address of an empty schema of its own. */
export async function freshPostgresUrl(): Promise<string> {
  const server = await sharedPostgres();
  const schema = `test_${String(process.pid)}_${String(shared.schemas++)}`;
  await server.run(`create schema ${schema}`);
  return server.url(schema);
}

/** Drops what `freshPostgresUrl` made. */
export async function dropPostgresSchema(url: string): Promise<void> {
  const schema = /search_path=(\w+)/.exec(decodeURIComponent(url))?.[1] ?? '';
  await (await sharedPostgres()).run(`drop schema ${schema} cascade`);
}

// Outside of any suite, so it runs when all of them are over.
if ('after' in globalThis) {
  after(async () => {
    // One that did not start has failed its tests already.
    const server = await shared.server?.catch(() => null);
    await server?.stop();
  });
}
