/** Starts one PostgreSQL server for all processes among which mocha shares out the files of a suite. */
import process from 'node:process';
import { EmbeddedPostgres } from './embeddedPostgres.ts';
import { whyNoPostgres } from './postgresPackage.ts';

/** Tells those processes the server's port. */
export const portVariable = 'PHASEGATE_TEST_POSTGRES_PORT';

let server: EmbeddedPostgres | null = null;

/** Mocha calls it before it starts the others. */
export async function mochaGlobalSetup(): Promise<void> {
  if (whyNoPostgres() !== null) return;
  server = await EmbeddedPostgres.start();
  process.env[portVariable] = String(server.port);
}

export async function mochaGlobalTeardown(): Promise<void> {
  await server?.stop();
}
