/** The REST API as the built program serves it, and requests to it with any headers at all. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import * as z from 'zod';
import { TerminalWorkspace, type TerminalResult } from '../terminal.ts';

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export interface Received {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

const announcement = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('serve'),
  url: z.string(),
  tokenFile: z.string(),
});

export class ServedApi {
  readonly workspace: TerminalWorkspace;
  readonly url: URL;
  readonly tokenFile: string;
  readonly token: string;
  readonly #running: ReturnType<TerminalWorkspace['start']>;

  private constructor(
    workspace: TerminalWorkspace,
    running: ReturnType<TerminalWorkspace['start']>,
    { url, tokenFile }: z.infer<typeof announcement>,
  ) {
    this.workspace = workspace;
    this.#running = running;
    this.url = new URL(url);
    this.tokenFile = tokenFile;
    this.token = readFileSync(tokenFile, 'utf8').trim();
  }

  /** @param workspace default a new one */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    workspace = new TerminalWorkspace({}),
    ...args: readonly string[]
  ): Promise<ServedApi> {
    const running = workspace.start(['serve', ...args], environment);
    const lines = createInterface({ input: running.child.stdout });
    const first = await Promise.race([once(lines, 'line'), running.ended]);
    assert.ok(Array.isArray(first), `it did not start: ${JSON.stringify(first)}`);
    return new ServedApi(workspace, running, announcement.parse(JSON.parse(String(first[0]))));
  }

  /** As a program of the user asks: with the token, and JSON in both directions. */
  ask(method: string, address: string, body?: unknown, headers: Headers = {}): Promise<Received> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return this.send(
      method,
      address,
      { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      body === undefined ? undefined : JSON.stringify(body),
    );
  }

  /** Nothing is added but Content-Length and, unless it is given, Host. @param address below `/api/v1` */
  send(method: string, address: string, headers: Headers, body?: string | Uint8Array): Promise<Received> {
    return new Promise((resolve, reject) => {
      const { port, pathname } = this.url;
      const request = http.request(
        { host: '127.0.0.1', port, method, path: pathname + address, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = /json/.test(response.headers['content-type'] ?? '');
            const json = isJson ? (JSON.parse(text) as unknown) : undefined;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
          });
        },
      );
      for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
      request.on('error', reject);
      request.end(body);
    });
  }

  /** How many rows each table of the SQLite database has, and the counter of changes. */
  rows(): Readonly<Record<string, unknown>> {
    const connection = new Sqlite(path.join(this.workspace.home, 'phasegate.db'), { readonly: true });
    try {
      const count = (table: string): unknown => connection.prepare(`select count(*) from ${table}`).pluck().get();
      const tables = ['conversation', 'message', 'conversation_tag', 'purged_conversation', 'idempotency_key'];
      const change = connection.prepare('select value from counter').pluck().get();
      return { ...Object.fromEntries(tables.map((table) => [table, count(table)])), change };
    } finally {
      connection.close();
    }
  }

  /** Ends the program as a person or a system does, and keeps the workspace. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<TerminalResult> {
    this.#running.child.kill(signal);
    return this.#running.ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.workspace.dispose();
  }
}
