/** A real PostgreSQL server for tests, which ends with the process that started it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { PostgresServer } from './postgresConnection.ts';

export class EmbeddedPostgres extends PostgresServer {
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  private constructor(port: number, child: ChildProcess, lines: Interface) {
    super(port);
    this.#child = child;
    this.#lines = lines;
  }

  /** @param flags of the server, such as `-c fsync=on` */
  static async start(...flags: readonly string[]): Promise<EmbeddedPostgres> {
    const program = path.join(import.meta.dirname, 'postgresServer.ts');
    // A group of its own, so that Ctrl+C reaches only this process, whose end then ends the other.
    const child = spawn(process.execPath, [program, ...flags], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
    if (line === null) throw new Error(`PostgreSQL did not start: ${complaints}`);
    const { port } = JSON.parse(String(line[0])) as { port: number };
    return new EmbeddedPostgres(port, child, lines);
  }

  /** Ends every connection and the server, as a restart of its computer would; its data stays. */
  async goAway(): Promise<void> {
    const answer = once(this.#lines, 'line');
    this.#child.stdin?.write('stop\n');
    assert.equal(String((await answer)[0]), 'stopped');
  }

  async comeBack(): Promise<void> {
    const answer = once(this.#lines, 'line');
    this.#child.stdin?.write('start\n');
    await answer;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await ended;
  }
}
