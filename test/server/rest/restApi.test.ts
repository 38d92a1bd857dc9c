/** What the REST API promises to a program that may use it, on both databases. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { dropPostgresSchema, freshPostgresUrl } from '../../databases/sharedPostgres.ts';
import { ServedApi, type Received } from './servedApi.ts';

const conversation = z.looseObject({
  id: z.string(),
  title: z.string(),
  tags: z.array(z.string()),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  activeLeaf: z.string().nullable(),
  messageCount: z.number(),
  etag: z.string(),
});
const message = z.looseObject({
  id: z.string(),
  parent: z.string().nullable(),
  isActive: z.boolean(),
  parts: z.array(z.looseObject({ text: z.string() })),
});
const page = z.object({ items: z.array(conversation), next: z.string().nullable() });
const window = z.object({ items: z.array(message), next: z.string().nullable(), length: z.number() });
const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string().optional(),
  errors: z.array(z.object({ detail: z.string(), pointer: z.string() })).optional(),
});

const said = (text: string) => ({ role: 'user', parts: [{ kind: 'text', text }] });

function refused(received: Received, status: number): z.infer<typeof problem> {
  assert.equal(received.status, status, received.text);
  assert.equal(received.headers['content-type'], 'application/problem+json');
  const document = problem.parse(received.json);
  assert.equal(document.status, status);
  return document;
}

function define(environment: () => Promise<Readonly<Record<string, string>>>): void {
  let api: ServedApi;
  before(async () => {
    api = await ServedApi.start(await environment());
  });
  after(() => api.dispose());

  const create = async (body: object = {}): Promise<z.infer<typeof conversation>> => {
    const received = await api.ask('POST', '/conversations', body);
    assert.equal(received.status, 201, received.text);
    return conversation.parse(received.json);
  };
  const append = async (id: string, body: object): Promise<z.infer<typeof message>> => {
    const received = await api.ask('POST', `/conversations/${id}/messages`, body);
    assert.equal(received.status, 201, received.text);
    return message.parse(received.json);
  };
  const read = async (id: string): Promise<z.infer<typeof conversation>> =>
    conversation.parse((await api.ask('GET', `/conversations/${id}`)).json);
  const shown = async (id: string): Promise<readonly string[]> =>
    window
      .parse((await api.ask('GET', `/conversations/${id}/messages`)).json)
      .items.map(({ parts }) => parts[0]?.text ?? '');

  it('begins, reads, changes, deletes and restores a conversation by its version', async () => {
    const made = await api.ask('POST', '/conversations', { title: 'Walls', tags: ['stone'], workspace: '/house' });
    const { id, etag } = conversation.parse(made.json);
    assert.equal(made.headers['etag'], etag);
    assert.equal(made.headers['location'], `/api/v1/conversations/${id}`);
    const address = `/conversations/${id}`;
    assert.equal((await api.ask('GET', address, undefined, { 'if-none-match': etag })).status, 304);

    refused(await api.ask('PATCH', address, { title: 'x' }), 428);
    refused(await api.ask('DELETE', address), 428);
    refused(await api.ask('PATCH', address, { title: 'x' }, { 'if-match': 'nonsense' }), 400);
    refused(await api.ask('PATCH', address, { title: 'x' }, { 'if-match': `W/${etag}` }), 412);

    const pinned = await api.ask('PATCH', address, { isPinned: true, tags: null }, { 'if-match': etag });
    assert.equal(pinned.status, 200);
    assert.notEqual(pinned.headers['etag'], etag);
    assert.deepEqual(conversation.parse(pinned.json).tags, []);
    // Another member, so no conflict; the same member, a later version and a deletion are refused.
    assert.equal((await api.ask('PATCH', address, { title: 'Roof' }, { 'if-match': etag })).status, 200);
    refused(await api.ask('PATCH', address, { isPinned: false }, { 'if-match': etag }), 412);
    refused(await api.ask('PATCH', address, { model: 'm' }, { 'if-match': '"999999"' }), 412);
    refused(await api.ask('DELETE', address, undefined, { 'if-match': etag }), 412);
    const now = await read(id);
    assert.deepEqual([now.title, now.isPinned], ['Roof', true]);

    const gone = await api.ask('DELETE', address, undefined, { 'if-match': now.etag });
    assert.deepEqual([gone.status, gone.text], [204, '']);
    const trash = page.parse((await api.ask('GET', '/conversations?place=trash')).json);
    assert.ok(trash.items.some((item) => item.id === id));
    assert.equal((await api.ask('POST', `${address}/restore`)).status, 200);
    assert.equal((await api.ask('PATCH', address, { isArchived: true }, { 'if-match': '*' })).status, 200);
    const archive = page.parse(
      (await api.ask('GET', '/conversations?place=archive&workspace=%2Fhouse&pinned=true')).json,
    );
    assert.deepEqual(
      archive.items.map((item) => [item.id, item.etag]),
      [[id, (await read(id)).etag]],
    );
    refused(await api.ask('GET', '/conversations/nothing'), 404);
  });

  it('appends, edits as a branch, shows branches, and tells a window at a time', async () => {
    const { id } = await create();
    const first = await append(id, said('one'));
    for (const text of ['two', 'three', 'four', 'five']) await append(id, said(text));
    const edited = await api.ask('POST', `/conversations/${id}/messages/${first.id}/edits`, {
      parts: [{ kind: 'text', text: 'other' }],
    });
    assert.equal(edited.status, 201);
    assert.deepEqual(await shown(id), ['other']);
    const back = await api.ask('POST', `/conversations/${id}/messages/${first.id}/show`);
    assert.equal(conversation.parse(back.json).messageCount, 6);
    assert.deepEqual(await shown(id), ['one', 'two', 'three', 'four', 'five']);
    assert.equal((await read(id)).title, 'one');

    for (const begin of ['newest', 'first']) {
      const texts: string[][] = [];
      let cursor = '';
      do {
        const received = await api.ask('GET', `/conversations/${id}/messages?begin=${begin}&limit=2${cursor}`);
        const { items, next, length } = window.parse(received.json);
        assert.equal(length, 5);
        texts.push(items.map(({ parts }) => parts[0]?.text ?? ''));
        cursor = next === null ? '' : `&cursor=${next}`;
        const other = begin === 'first' ? 'newest' : 'first';
        if (next !== null) refused(await api.ask('GET', `/conversations/${id}/messages?begin=${other}${cursor}`), 400);
      } while (cursor !== '');
      const expected = [['four', 'five'], ['two', 'three'], ['one']];
      assert.deepEqual(texts, begin === 'newest' ? expected : [['one', 'two'], ['three', 'four'], ['five']]);
    }

    refused(await api.ask('POST', `/conversations/${id}/messages`, { ...said('x'), parent: 'nobody' }), 404);
    refused(await api.ask('GET', `/conversations/nothing/messages/${first.id}`), 404);
    refused(await api.ask('GET', `/conversations/nothing/messages`), 404);
    const stranger = await create();
    refused(await api.ask('POST', `/conversations/${stranger.id}/messages/${first.id}/show`), 404);
  });

  it('finds messages, and tells what changed since a number', async () => {
    const changes = z.object({
      conversations: z.array(conversation),
      messages: z.array(message),
      purged: z.array(z.string()),
      upTo: z.number(),
      hasMore: z.boolean(),
    });
    let after = 0;
    for (let hasMore = true; hasMore;) {
      const received = await api.ask('GET', `/changes?after=${after}&limit=3`);
      ({ upTo: after, hasMore } = changes.parse(received.json));
    }
    const { id } = await create();
    const made = await append(id, said('The quick brown walrus'));
    const since = changes.parse((await api.ask('GET', `/changes?after=${after}`)).json);
    assert.deepEqual(
      [since.conversations.map((one) => one.id), since.messages.map((one) => one.id)],
      [[id], [made.id]],
    );
    const found = z
      .object({ items: z.array(z.looseObject({ message, snippet: z.object({ text: z.string() }) })) })
      .parse((await api.ask('GET', '/messages?q=walr')).json);
    assert.deepEqual(
      found.items.map((item) => [item.message.id, item.snippet.text]),
      [[made.id, 'The quick brown walrus']],
    );
  });

  it('lists every conversation once, however small the pages are', async () => {
    const made = new Set<string>();
    for (let count = 0; count < 12; count++) made.add((await create({ title: `n${count % 3}`, tags: ['paged'] })).id);
    for (const order of ['updated', 'created', 'title']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const received = await api.ask('GET', `/conversations?tag=paged&order=${order}&limit=5${cursor}`);
        const { items, next } = page.parse(received.json);
        seen.push(...items.map((item) => item.id));
        cursor = next === null ? '' : `&cursor=${next}`;
      } while (cursor !== '');
      assert.deepEqual([seen.length, new Set(seen)], [12, made]);
    }
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=',
      'cursor=zzz',
      'place=attic',
      'unknown=1',
      'limit=1&limit=2',
    ]) {
      refused(await api.ask('GET', `/conversations?${query}`), 400);
    }
    for (const cursor of [
      ['updated', 1e300, 'a'],
      ['updated', 'x', 'a'],
      ['updated', 1, '\0'],
      ['title', '\0', 'a'],
      [],
      null,
    ]) {
      const written = Buffer.from(JSON.stringify(cursor)).toString('base64url');
      for (const order of ['updated', 'title']) {
        refused(await api.ask('GET', `/conversations?order=${order}&cursor=${written}`), 400);
      }
    }
  });

  it('does once what is sent with the same key, also after it was served anew', async () => {
    const key = { 'idempotency-key': 'key one' };
    const first = await api.ask('POST', '/conversations', { title: 'once' }, key);
    const again = await api.ask('POST', '/conversations', { title: 'once' }, { 'idempotency-key': '"key one"' });
    assert.equal(first.status, 400, 'a bare key has no blank');
    assert.equal(again.status, 201);
    const quoted = { 'idempotency-key': '"key one"' };
    const repeated = await api.ask('POST', '/conversations', { title: 'once' }, quoted);
    assert.deepEqual([repeated.status, repeated.json], [201, again.json]);
    assert.deepEqual(
      [repeated.headers['etag'], repeated.headers['location']],
      [again.headers['etag'], again.headers['location']],
    );
    assert.equal(repeated.headers['idempotency-replayed'], 'true');
    refused(await api.ask('POST', '/conversations', { title: 'twice' }, quoted), 422);

    // What failed has left no key.
    const other = { 'idempotency-key': 'other' };
    refused(await api.ask('POST', '/conversations/nothing/messages', said('x'), other), 404);
    const { id } = await create();
    const sent = await Promise.all(
      Array.from({ length: 8 }, () => api.ask('POST', `/conversations/${id}/messages`, said('hello'), other)),
    );
    assert.ok(
      sent.every(({ status }) => status === 201 || status === 409),
      sent.map(({ text }) => text).join(),
    );
    assert.equal(new Set(sent.filter(({ status }) => status === 201).map(({ text }) => text)).size, 1);
    assert.equal((await read(id)).messageCount, 1);

    // A change that was sent twice is no conflict with itself.
    const { etag } = await read(id);
    const change = { 'if-match': etag, 'idempotency-key': 'change' };
    const changed = await api.ask('PATCH', `/conversations/${id}`, { title: 'new' }, change);
    assert.deepEqual((await api.ask('PATCH', `/conversations/${id}`, { title: 'new' }, change)).json, changed.json);

    const restore = { 'idempotency-key': 'restore' };
    const restored = await api.ask('POST', `/conversations/${id}/restore`, undefined, restore);
    assert.deepEqual((await api.ask('POST', `/conversations/${id}/restore`, undefined, restore)).json, restored.json);
    assert.equal(restored.status, 200);

    const { workspace } = api;
    await api.stop();
    api = await ServedApi.start(await environment(), workspace);
    const late = await api.ask('POST', '/conversations', { title: 'once' }, quoted);
    assert.deepEqual([late.status, late.json], [201, again.json]);
  });

  it('carries conversations out and in', async () => {
    const { id } = await create({ title: 'Carried' });
    await append(id, said('one'));
    const file = await api.ask('GET', `/conversations/${id}/export`);
    assert.match(file.headers['content-disposition'] ?? '', /conversations\.json/);
    const markdown = await api.ask('GET', `/conversations/${id}/export?format=markdown`);
    assert.match(markdown.text, /^# Carried\n[^]*\n## You, .*\n\none\n$/);
    const all = z.object({ conversations: z.array(z.looseObject({ id: z.string() })) });
    assert.ok(all.parse((await api.ask('GET', '/export')).json).conversations.some((one) => one.id === id));
    refused(await api.ask('GET', '/conversations/nothing/export'), 404);

    const other = await ServedApi.start();
    try {
      const counts = z.object({ conversations: z.looseObject({ created: z.number(), unchanged: z.number() }) });
      const take = async (query: string) =>
        counts.parse((await other.ask('POST', `/import${query}`, file.json)).json).conversations;
      assert.equal((await take('?dryRun=true')).created, 1);
      assert.equal((await take('')).created, 1);
      assert.deepEqual(await take(''), { created: 0, extended: 0, unchanged: 1, inTrash: 0 });
      const back = await other.ask('GET', `/conversations/${id}/export`);
      const timeless = (text: string): string => text.replace(/"exportedAt":"[^"]*"/, '');
      assert.equal(timeless(back.text), timeless(file.text));
      refused(await other.ask('POST', '/import', { conversations: [] }), 422);
      refused(await other.ask('POST', '/import?dryRun=maybe', file.json), 400);
    } finally {
      await other.dispose();
    }
  });

  it('says what is wrong with a body, and where', async () => {
    const { id } = await create({ title: 'untouched' });
    const address = `/conversations/${id}/messages`;
    const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
    const send = (body: string | Uint8Array, extra = {}): Promise<Received> =>
      api.send('POST', address, { ...headers, ...extra }, body);
    refused(await send('{"role":'), 400);
    refused(await send(''), 400);
    refused(await send(Uint8Array.of(0x22, 0xff, 0x22)), 400);
    refused(await send('['.repeat(400_000)), 400);
    refused(await send(`"${'x'.repeat(1024 * 1024)}"`), 413);
    refused(await send(`"${'x'.repeat(2 * 1024 * 1024)}"`, { 'transfer-encoding': 'chunked' }), 413);
    const unknown = refused(await send(JSON.stringify({ ...said('x'), extra: 1 })), 400);
    assert.match(unknown.errors?.[0]?.detail ?? '', /extra/);
    const wrong = refused(await send(JSON.stringify({ role: 'user', parts: [{ kind: 'text', text: 5 }] })), 422);
    assert.equal(wrong.errors?.[0]?.pointer, '/parts/0/text');
    assert.equal(refused(await send(JSON.stringify(said('\ud800'))), 422).code, 'text-invalid');
    assert.equal((await send(JSON.stringify(said('\0 a NUL is text, too')))).status, 201);
    refused(await api.ask('PATCH', `/conversations/${id}`, { title: 'a\0b' }, { 'if-match': '*' }), 422);
    refused(await api.ask('PATCH', `/conversations/${id}`, { owner: 'me' }, { 'if-match': '*' }), 400);
    refused(
      await api.ask(
        'PATCH',
        `/conversations/${id}`,
        { title: 'x' },
        { 'if-match': '*', 'content-type': 'application/json' },
      ),
      415,
    );
    refused(await api.ask('GET', '/conversations/%00'), 400);
    refused(await api.ask('GET', '/messages?q=a&limit=500'), 400);
    assert.equal((await api.ask('GET', '/messages?q=%00%ff')).status, 200);
    const now = await read(id);
    assert.deepEqual([now.title, now.messageCount], ['untouched', 1]);
  });

  it('never answers a bad request with a mistake of its own', async () => {
    const { id } = await create();
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(id, 'null', '..', '%00', '*', ''),
    );
    const value = fc.jsonValue({ maxDepth: 3 });
    const body = fc.oneof(
      value,
      fc.record(
        { role: fc.constantFrom('user', 'judge'), parts: fc.array(value), parent: value },
        { requiredKeys: [] },
      ),
      fc.record({ title: value, tags: value, isPinned: value, links: value }, { requiredKeys: [] }),
      fc.record({ schemaVersion: fc.constant(1), kind: fc.constant('conversations'), conversations: value }),
    );
    const address = fc.oneof(
      part.map((one) => `/conversations/${encodeURIComponent(one)}`),
      fc
        .tuple(part, part)
        .map(([one, two]) => `/conversations/${encodeURIComponent(one)}/messages?cursor=${encodeURIComponent(two)}`),
      fc
        .tuple(part, part)
        .map(([one, two]) => `/conversations?order=${encodeURIComponent(one)}&tag=${encodeURIComponent(two)}`),
      part.map((one) => `/messages?q=${encodeURIComponent(one)}`),
      part.map((one) => `/changes?after=${encodeURIComponent(one)}`),
      fc.constantFrom('/import', '/conversations', `/conversations/${id}/messages`, `/conversations/${id}`),
    );
    const method = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE');
    await fc.assert(
      fc.asyncProperty(method, address, body, part, async (verb, where, what, condition) => {
        const headers = /^[\x20-\x7e]+$/.test(condition) ? { 'if-match': condition, 'idempotency-key': condition } : {};
        const received = await api.ask(verb, where, verb === 'GET' ? undefined : what, headers);
        assert.ok(received.status < 500, `${verb} ${where} ${JSON.stringify(what)}: ${received.text}`);
      }),
      { numRuns: 300 },
    );
    assert.equal((await read(id)).id, id);
  });
}

describe('the REST API on SQLite', () => {
  define(() => Promise.resolve({}));
});

describeOnPostgres('the REST API on PostgreSQL', () => {
  let url: string | null = null;
  define(async () => ({ PHASEGATE_DATABASE_URL: (url ??= await freshPostgresUrl()) }));
  after(async () => {
    if (url !== null) await dropPostgresSchema(url);
  });
});
