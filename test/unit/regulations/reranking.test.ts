/** Passages that are ranked again by a server: in which order they come, and what becomes of its faults. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import type { FoundPassages } from '../../../server/regulations/findPassages.ts';
import { ingestRegulations } from '../../../server/regulations/ingestRegulations.ts';
import { EndpointReranker } from '../../../server/regulations/models/endpointReranker.ts';
import { buildRegulations, type Regulations } from '../../../server/regulations/regulations.ts';
import { postJson } from '../../../server/rest/postJson.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { ModelServer, type Behaviour } from '../../modelServer/modelServer.ts';
import { passagesJson, RegulationFolder, workerScript } from './regulationFolder.ts';

const { signal } = new AbortController();
const say = (value: unknown): Behaviour => ({ kind: 'say', text: JSON.stringify(value) });

describe('a server that ranks again', function () {
  this.timeout(20_000);
  let server: ModelServer;
  beforeEach(async () => {
    server = await ModelServer.start();
  });
  afterEach(() => server.close());
  const open = (key: string | null = 'secret-key'): EndpointReranker =>
    new EndpointReranker({ kind: 'endpoint', url: `${server.url}/rerank`, model: 'r', key }, postJson, {
      attempts: 2,
      timeoutMs: 300,
      firstPauseMs: 5,
      longestPauseMs: 100,
    });
  const texts = ['one word', 'keep records for six years', 'records'];

  it('rates texts in the order in which they were sent', async () => {
    assert.deepEqual(await open().score('keep records', texts, signal), [0, 2, 1]);
    const [request] = server.requests;
    assert.deepEqual(
      [request?.path, request?.headers.authorization, request?.body],
      ['/v1/rerank', 'Bearer secret-key', { model: 'r', query: 'keep records', documents: texts }],
    );
    server.next(say({ data: [2, 0, 1].map((index) => ({ index, relevance_score: index / 2 })) }));
    assert.deepEqual(await open().score('as Voyage answers', texts, signal), [0, 0.5, 1]);
  });

  it('is refused when it rates other texts, or none', async () => {
    const rated = (...indexes: readonly number[]): Behaviour =>
      say({ results: indexes.map((index) => ({ index, relevance_score: 1 })) });
    for (const [behaviour, words] of [
      [rated(0, 1), /rated 2 of 3/],
      [rated(0, 1, 1), /rated 2 of 3/],
      [rated(0, 1, 3), /not asked about/],
      [say({ results: [{ index: 0, relevance_score: null }] }), /no ranking/],
      [say([]), /no ranking/],
      [{ kind: 'refuse', status: 401 }, /refused the key \(401\).*PHASEGATE_RERANKER_KEY/],
      [{ kind: 'silence' }, /did not answer within 0\.3 s/],
      [{ kind: 'cut' }, /cannot be reached/],
    ] as const satisfies readonly (readonly [Behaviour, RegExp])[]) {
      server.next(behaviour);
      await assert.rejects(open().score('q', texts, signal), (error) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, words);
        assert.ok(!error.message.includes('secret-key'));
        return true;
      });
    }
  });
});

describe('finding passages with a server that ranks again', function () {
  this.timeout(60_000);
  let database: TemporaryDatabase;
  let folder: RegulationFolder;
  let server: ModelServer;
  let regulations: Regulations;

  before(async () => {
    folder = new RegulationFolder();
    database = await openTemporaryDatabase();
    server = await ModelServer.start();
    const passages = Array.from({ length: 60 }, (_, at): [string, string] => [
      `${at + 1}.1`,
      `Records of trade ${at} are kept. ${at === 30 ? 'The keeper of the records of a trade answers for them.' : ''}`,
    ]);
    folder.write('regs/a.json', passagesJson('a', passages));
    regulations = buildRegulations({
      database,
      clock: systemClock,
      dataDirectory: folder.path,
      workerScript,
      onProgress: () => undefined,
      models: {
        embedder: { kind: 'trained' },
        reranker: { kind: 'endpoint', url: `${server.url}/rerank`, model: 'r', key: null },
      },
      post: postJson,
    });
    const { documents, reader } = regulations;
    await ingestRegulations(
      { dataset: 'd', paths: [path.join(folder.path, 'regs')], isDryRun: false, signal, onProgress: () => undefined },
      { documents, read: (file, stop) => reader.read(file, stop) },
    );
  });
  after(async () => {
    await regulations.close();
    await server.close();
    await database.remove();
    folder.remove();
  });
  const find = (limit = 5, ending = signal): Promise<FoundPassages> =>
    regulations.search.find({ query: 'trade', dataset: null, limit }, ending);
  const fusedOrder = ({ results }: FoundPassages): readonly number[] => results.map(({ fusedRank }) => fusedRank);

  it('has the first fifty looked at, and says where each was before', async () => {
    server.next(({ body }) => {
      const last = (body.documents?.length ?? 0) - 1;
      const results = (body.documents ?? []).map((_, index) => ({
        index,
        relevance_score: index === last ? 1 : -index,
      }));
      return say({ results });
    });
    const found = await find();
    assert.equal(server.requests[0]?.body.documents?.length, 50);
    assert.deepEqual(fusedOrder(found), [50, 1, 2, 3, 4]);
    assert.deepEqual(found.results[0]?.legs.rerank, { rank: 1, score: 1 });
    assert.deepEqual(found.legs.at(-1), {
      leg: 'rerank',
      state: 'answered',
      found: 50,
      how: `r at ${new URL(server.url).host}`,
      dataset: '',
    });
    const all = await find(60);
    assert.deepEqual(fusedOrder(all).slice(49), [49, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60]);
    assert.equal(all.results[50]?.legs.rerank, undefined);
  });

  it('keeps the order of the legs when it fails, and says why', async () => {
    server.next({ kind: 'refuse', status: 404 });
    const found = await find();
    assert.deepEqual(fusedOrder(found), [1, 2, 3, 4, 5]);
    const state = found.legs.at(-1);
    assert.ok(state?.leg === 'rerank' && state.state === 'failed');
    assert.match(state.reason, /no such model \(404\)/);
  });

  it('is cancelled with the search', async () => {
    server.next({ kind: 'silence' });
    const ending = new AbortController();
    const search = find(5, ending.signal);
    await server.arrived(1);
    ending.abort();
    await assert.rejects(search, (error) => error instanceof Failure && error.code === 'cancelled');
  });
});
