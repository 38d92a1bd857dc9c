/** Embeddings from a server that speaks the wire format of OpenAI, and what becomes of its faults. */
import assert from 'node:assert/strict';
import { Failure } from '../../../server/base/failure.ts';
import { readRetryAfter } from '../../../server/regulations/models/askModel.ts';
import { EndpointEmbedder } from '../../../server/regulations/models/endpointEmbedder.ts';
import { readEmbedder, embedderVariables } from '../../../server/regulations/models/modelSettings.ts';
import { postJson } from '../../../server/rest/postJson.ts';
import { ModelServer, vectorOf, type Behaviour } from '../../modelServer/modelServer.ts';

const key = 'sk-very-secret-7';

describe('embeddings from a server', function () {
  this.timeout(20_000);
  let server: ModelServer;
  const { signal } = new AbortController();
  beforeEach(async () => {
    server = await ModelServer.start();
  });
  afterEach(() => server.close());

  const open = (written: Partial<Parameters<typeof readEmbedder>[0]> = {}): EndpointEmbedder => {
    const settings = readEmbedder(
      {
        kind: 'endpoint',
        url: server.url,
        model: 'm',
        key,
        queryPrefix: 'query: ',
        passagePrefix: '',
        library: '',
        allowsHub: false,
        ...written,
      },
      embedderVariables,
    );
    assert.equal(settings.kind, 'endpoint');
    const patience = { attempts: 3, timeoutMs: 400, firstPauseMs: 5, longestPauseMs: 1_000 };
    return new EndpointEmbedder(settings, postJson, { query: patience, passage: patience });
  };
  const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
    const error: unknown = await work.then(
      () => assert.fail('nothing failed'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Failure, String(error));
    assert.ok(!error.message.includes(key), error.message);
    return error;
  };
  const say = (value: unknown): Behaviour => ({ kind: 'say', text: JSON.stringify(value) });

  it('gives a vector of length 1 for each text, in order, and sends key, model and prefix', async () => {
    const texts = Array.from({ length: 70 }, (_, at) => `text number ${at} about rule${at}`);
    const vectors = await open().embed(texts, 'passage', signal);
    assert.equal(vectors.length, 70);
    for (const [at, vector] of vectors.entries()) {
      const expected = vectorOf(texts[at] ?? '', server.dimension);
      const length = Math.hypot(...expected);
      assert.ok(vector.every((value, place) => Math.abs(value - (expected[place] ?? 0) / length) < 1e-6));
    }
    assert.equal(server.requests.length, 3);
    const [first] = server.requests;
    assert.deepEqual(
      [first?.path, first?.headers.authorization, first?.body.model],
      ['/v1/embeddings', `Bearer ${key}`, 'm'],
    );
    await open().embed(['what is it'], 'query', signal);
    assert.deepEqual(server.requests.at(-1)?.body, { model: 'm', input: ['query: what is it'] });
  });

  it('asks again when there are too many requests, as late as it is told', async () => {
    server.next({ kind: 'refuse', status: 429, headers: { 'retry-after': '0.2' } }, { kind: 'answer' });
    const startMs = performance.now();
    await open().embed(['a'], 'query', signal);
    assert.ok(performance.now() - startMs >= 190);
    assert.equal(server.requests.length, 2);
    server.next({ kind: 'refuse', status: 429, headers: { 'retry-after': '3600' } });
    const failure = await failureOf(open().embed(['a'], 'query', signal));
    assert.deepEqual([failure.code, server.requests.length], ['model-overloaded', 1]);
    assert.match(failure.message, /in 3600 s/);
  });

  it('asks again after a fault of the server or of the connection, and then gives up', async () => {
    server.next({ kind: 'refuse', status: 500 }, { kind: 'cut' }, { kind: 'answer' });
    assert.equal((await open().embed(['a'], 'query', signal)).length, 1);
    server.next({ kind: 'refuse', status: 503 });
    const failure = await failureOf(open().embed(['a'], 'query', signal));
    assert.deepEqual([failure.code, server.requests.length], ['model-unreachable', 3]);
    assert.match(failure.message, /503/);
    server.next({ kind: 'silence' });
    assert.match((await failureOf(open().embed(['a'], 'query', signal))).message, /did not answer within 0.4 s/);
    const embedder = open();
    await server.close();
    const away = await failureOf(embedder.embed(['a'], 'query', signal));
    assert.equal(away.code, 'model-unreachable');
    assert.match(away.message, /cannot be reached: .*ECONNREFUSED/);
    server = await ModelServer.start();
  });

  it('does not ask again where that changes nothing', async () => {
    for (const [behaviour, code, words] of [
      [{ kind: 'refuse', status: 401 }, 'model-key-refused', /PHASEGATE_EMBEDDINGS_KEY/],
      [{ kind: 'refuse', status: 404 }, 'model-failed', /no such model/],
      [{ kind: 'refuse', status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'model-failed', /307/],
      [{ kind: 'say', text: '{"data": [' }, 'model-failed', /no JSON/],
      [say({ ok: true }), 'model-failed', /no embeddings/],
      [say({ data: [] }), 'model-failed', /0 vectors for 1 texts/],
      [say({ data: [{ embedding: [1] }, { embedding: [1] }] }), 'model-failed', /2 vectors for 1 texts/],
      [say({ data: [{ index: 3, embedding: [1] }] }), 'model-failed', /which vector belongs/],
      [say({ data: [{ embedding: [0, 0] }] }), 'model-failed', /zeros/],
      [say({ data: [{ embedding: [1, null] }] }), 'model-failed', /no list of numbers/],
      [{ kind: 'say', text: '{"data": [{"embedding": [1, 1e999]}]}' }, 'model-failed', /no number/],
      [say({ data: [{ embedding: [] }] }), 'model-failed', /no list of numbers/],
      [say({ data: [{ embedding: 'AAAA' }] }), 'model-failed', /no list of numbers/],
    ] as const satisfies readonly (readonly [Behaviour, string, RegExp])[]) {
      server.next(behaviour);
      const failure = await failureOf(open().embed(['a'], 'query', signal));
      assert.equal(failure.code, code, failure.message);
      assert.match(failure.message, words);
      assert.equal(server.requests.length, 1, failure.message);
    }
  });

  it('refuses vectors of another dimension than those before', async () => {
    const embedder = open();
    await embedder.embed(['a'], 'passage', signal);
    server.dimension = 32;
    assert.match(
      (await failureOf(embedder.embed(['a'], 'query', signal))).message,
      /of 32 numbers, where others have 64/,
    );
  });

  it('cuts what is too long for the model, and only that', async () => {
    const longest = 1_500;
    server.next(({ body }) =>
      (body.input ?? []).some(({ length }) => length > longest) ? { kind: 'refuse', status: 400 } : { kind: 'answer' },
    );
    const texts = ['short', 'word '.repeat(800), 'another'];
    assert.equal((await open().embed(texts, 'passage', signal)).length, 3);
    const last = server.requests.filter(({ body }) => body.input?.every(({ length }) => length <= longest));
    assert.deepEqual(
      last
        .map(({ body }) => body.input?.map(({ length }) => length))
        .flat()
        .toSorted(),
      [1_000, 5, 7],
    );
  });

  it('ends at once when nobody wants it any more', async () => {
    server.next({ kind: 'silence' });
    const ending = new AbortController();
    const work = failureOf(open().embed(['a', 'b'], 'passage', ending.signal));
    await server.arrived(1);
    ending.abort();
    assert.equal((await work).code, 'cancelled');
    server.next({ kind: 'refuse', status: 429, headers: { 'retry-after': '1' } });
    const pausing = new AbortController();
    const paused = failureOf(open().embed(['a'], 'passage', pausing.signal));
    await server.arrived(1);
    pausing.abort();
    assert.equal((await paused).code, 'cancelled');
    assert.equal(server.requests.length, 1);
  });

  it('reads how long to wait', () => {
    assert.deepEqual(
      ['7', '0.5', 'Sat, 28 Nov 2026 07:00:10 GMT', 'Sat, 28 Nov 2026 06:00:00 GMT', 'soon', null].map((header) =>
        readRetryAfter(header, Date.parse('2026-11-28T07:00:00Z')),
      ),
      [7_000, 500, 10_000, 0, null, null],
    );
  });
});
