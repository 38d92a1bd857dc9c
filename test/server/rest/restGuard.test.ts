/** Nobody but programs of the user gets anything from the REST API, or makes it do anything. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as z from 'zod';
import { documents } from '../terminal.ts';
import { ServedApi, type Headers } from './servedApi.ts';

const operations = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

describe('the REST API', () => {
  let api: ServedApi;
  let id: string;
  let messageId: string;

  before(async () => {
    api = await ServedApi.start();
    id = z.object({ id: z.string() }).parse((await api.ask('POST', '/conversations', { title: 'Walls' })).json).id;
    const said = await api.ask('POST', `/conversations/${id}/messages`, {
      role: 'user',
      parts: [{ kind: 'text', text: 'secret of the house' }],
    });
    messageId = z.object({ id: z.string() }).parse(said.json).id;
  });
  after(() => api.dispose());

  /** Every operation of the OpenAPI document, and the document itself. */
  const everyRoute = async (): Promise<readonly (readonly [method: string, address: string])[]> => {
    const { paths } = operations.parse((await api.ask('GET', '/openapi.json')).json);
    const listed = Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods).map((method): readonly [string, string] => [
        method.toUpperCase(),
        template
          .replace('/api/v1', '')
          .replace('{id}', id)
          .replace('{message}', messageId)
          .replace(/\/messages$/, method === 'get' && !template.includes('{id}') ? '/messages?q=secret' : '/messages'),
      ]),
    );
    return [...listed, ['GET', '/openapi.json'], ['OPTIONS', '/conversations'], ['GET', '/nothing']];
  };

  /** Bodies that would do something, were the headers in order. */
  const bodyOf = (method: string, address: string): string | undefined => {
    if (method === 'PATCH') return '{"title":"stolen"}';
    if (method !== 'POST') return undefined;
    if (address === '/conversations') return '{"title":"planted"}';
    if (address === '/import') {
      return '{"schemaVersion":1,"kind":"conversations","exportedAt":"2026-01-01T00:00:00.000Z","conversations":[]}';
    }
    return '{"role":"user","parts":[{"kind":"text","text":"planted"}]}';
  };

  const headerSets = (method: string): readonly (readonly [expected: number, headers: Headers])[] => {
    const port = api.url.port;
    const good = {
      authorization: `Bearer ${api.token}`,
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      'if-match': '*',
    };
    const wrong = `${api.token.slice(0, -1)}${api.token.endsWith('A') ? 'B' : 'A'}`;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${Number(port) + 1}`,
      `0.0.0.0:${port}`,
      `[::1]:${port}`,
      `127.0.0.1:${port}.evil.example`,
    ];
    const origins = [
      'null',
      'https://evil.example',
      `http://evil.example:${port}`,
      `http://127.0.0.1:${Number(port) + 1}`,
      'http://127.0.0.1',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      'vscode-webview://abc',
      'file://',
    ];
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=utf-16',
      'text/json',
      'application/jsonp',
      '',
    ];
    return [
      ...[
        undefined,
        '',
        'Bearer',
        'Bearer ',
        `Bearer ${wrong}`,
        `Basic ${Buffer.from(`:${api.token}`).toString('base64')}`,
        `Bearer ${api.token}x`,
      ].map((authorization): [number, Headers] => {
        const { authorization: _, ...rest } = good;
        return [401, authorization === undefined ? rest : { ...rest, authorization }];
      }),
      [401, { ...good, authorization: '', cookie: `token=${api.token}` }],
      ...hosts.map((host): [number, Headers] => [403, { ...good, host }]),
      ...origins.map((origin): [number, Headers] => [403, { ...good, origin }]),
      [403, { ...good, 'sec-fetch-site': 'cross-site' }],
      [403, { ...good, 'sec-fetch-site': 'same-site' }],
      ...types.map((type): [number, Headers] => [415, { ...good, 'content-type': type }]),
      [415, { ...good, 'content-encoding': 'gzip' }],
    ];
  };

  it('refuses every route with every wrong set of headers, and does nothing', async () => {
    const before = api.rows();
    const routes = await everyRoute();
    assert.ok(routes.length >= 18, String(routes.length));
    for (const [method, address] of routes) {
      const sets = headerSets(method);
      assert.ok(sets.length >= 30);
      for (const [expected, headers] of sets) {
        const { status, text, headers: received } = await api.send(method, address, headers, bodyOf(method, address));
        const name = `${method} ${address} ${JSON.stringify(headers)}`;
        assert.equal(status, expected, `${name}: ${text}`);
        assert.doesNotMatch(text, /secret of the house|Walls/, name);
        assert.equal(received['content-type'], 'application/problem+json', name);
        assert.ok(!Object.keys(received).some((header) => header.startsWith('access-control-')), name);
        assert.equal(received['set-cookie'], undefined, name);
      }
    }
    assert.deepEqual(api.rows(), before);
    assert.equal((await api.ask('GET', `/conversations/${id}`)).status, 200);
  });

  it('refuses a request in a form that only a proxy or an attacker writes', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = net.connect(Number(api.url.port), '127.0.0.1', () => socket.end(text));
        let received = '';
        socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
        socket.on('error', reject);
        socket.on('close', () => resolve(received.split('\r\n')[0] ?? ''));
      });
    const own = `127.0.0.1:${api.url.port}`;
    const token = `Authorization: Bearer ${api.token}\r\nConnection: close\r\n`;
    const target = '/api/v1/conversations';
    assert.match(await raw(`GET ${target} HTTP/1.1\r\nHost: ${own}\r\n${token}\r\n`), /200/);
    assert.match(await raw(`GET ${target} HTTP/1.1\r\n${token}\r\n`), /400/);
    assert.match(await raw(`GET ${target} HTTP/1.1\r\nHost: ${own}\r\nHost: evil.example\r\n${token}\r\n`), /40[03]/);
    assert.match(await raw(`GET ${target} HTTP/1.0\r\n${token}\r\n`), /40[03]/);
    assert.match(await raw(`GET http://evil.example${target} HTTP/1.1\r\nHost: evil.example\r\n${token}\r\n`), /403/);
    assert.match(await raw(`GET ${target} HTTP/1.1\r\nHost: ${own}\r\n${token}${token}\r\n`), /40[013]/);
  });

  it('keeps its token where only the user reads it, and only while it is served', async () => {
    const mine = await ServedApi.start();
    try {
      assert.ok(Buffer.from(mine.token, 'base64url').length >= 32);
      assert.notEqual(mine.token, api.token);
      assert.equal(mine.tokenFile, path.join(mine.workspace.home, 'rest', `${mine.url.port}.token`));
      assert.equal(mine.url.hostname, '127.0.0.1');
      if (process.platform !== 'win32') {
        assert.equal(statSync(mine.tokenFile).mode & 0o777, 0o600);
        assert.equal(statSync(path.dirname(mine.tokenFile)).mode & 0o777, 0o700);
      }
      const { exitCode, stdout, stderr } = await mine.stop('SIGINT');
      assert.deepEqual([exitCode, stdout.trim().split('\n').length], [0, 1], stderr);
      assert.ok(!existsSync(mine.tokenFile));
    } finally {
      await mine.dispose();
    }
  });

  it('says that a port is taken', async () => {
    const { exitCode, document } = await api.workspace.json(documents.failure, 'serve', '--port', api.url.port);
    assert.deepEqual([exitCode, document.failure.code], [2, 'port-unavailable']);
  });
});
