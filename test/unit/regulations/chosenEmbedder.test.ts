/** Finding passages with an embedder that a person chose: what is embedded when, what answers meanwhile, and what fails. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import { takeWorkLock } from '../../../server/database/workLock.ts';
import type { WatchEmbedding } from '../../../server/regulations/datasetVectors.ts';
import type { FoundPassages } from '../../../server/regulations/findPassages.ts';
import { ingestRegulations } from '../../../server/regulations/ingestRegulations.ts';
import type { ModelSettings } from '../../../server/regulations/models/modelSettings.ts';
import {
  buildRegulations,
  type Regulations,
  type RegulationSettings,
} from '../../../server/regulations/regulations.ts';
import { postJson } from '../../../server/rest/postJson.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { ModelServer } from '../../modelServer/modelServer.ts';
import { passagesJson, RegulationFolder, workerScript } from './regulationFolder.ts';

describe('finding passages with a chosen embedder', function () {
  this.timeout(120_000);
  let database: TemporaryDatabase;
  let folder: RegulationFolder;
  let server: ModelServer;
  let regulations: Regulations;
  const { signal } = new AbortController();

  const endpoint = (model: string, url = server.url): ModelSettings => ({
    embedder: { kind: 'endpoint', url: `${url}/embeddings`, model, key: null, queryPrefix: '', passagePrefix: '' },
    reranker: { kind: 'none' },
  });
  const build = (
    models: ModelSettings,
    awaitsVectors = true,
    watchEmbedding?: WatchEmbedding,
    graph: Partial<RegulationSettings> = {},
  ): Regulations =>
    buildRegulations({
      database,
      clock: systemClock,
      dataDirectory: folder.path,
      workerScript,
      onProgress: () => undefined,
      models,
      post: postJson,
      awaitsVectors,
      ...(watchEmbedding === undefined ? {} : { watchEmbedding }),
      ...graph,
    });
  const passages = Array.from({ length: 40 }, (_, at): [string, string] => [
    `${at + 1}.1`,
    `A firm of kind${at} must keep ledger${at} for ${at + 2} years.`,
  ]);
  const write = (changed = passages): void => void folder.write('regs/a.json', passagesJson('a', changed));
  const ingest = async (): Promise<void> => {
    const { documents, reader } = regulations;
    await ingestRegulations(
      { dataset: 'd', paths: [path.join(folder.path, 'regs')], isDryRun: false, signal, onProgress: () => undefined },
      { documents, read: (file, stop) => reader.read(file, stop) },
    );
  };
  const find = (query = 'Which firm of kind7 keeps ledger7'): Promise<FoundPassages> =>
    regulations.search.find({ query, dataset: 'd', limit: 5 }, signal);
  const legOf = ({ legs }: FoundPassages, name: string) => legs.find(({ leg }) => leg === name);
  const howOf = (found: FoundPassages): string => {
    const dense = legOf(found, 'dense');
    assert.equal(dense?.state, 'answered', JSON.stringify(dense));
    return dense.how;
  };
  const reasonOf = (found: FoundPassages): string => {
    const dense = legOf(found, 'dense');
    assert.equal(dense?.state, 'failed', JSON.stringify(dense));
    return dense.reason;
  };

  beforeEach(async () => {
    folder = new RegulationFolder();
    database = await openTemporaryDatabase();
    server = await ModelServer.start();
    write();
  });
  afterEach(async () => {
    await regulations.close();
    await server.close();
    await database.remove();
    folder.remove();
  });

  it('embeds the passages once, the query each time, and after a change only what changed', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    const found = await find();
    assert.equal(found.results[0]?.passage.reference, '8.1');
    assert.equal(howOf(found), `exact search, by m at ${new URL(server.url).host}`);
    assert.equal(legOf(found, 'trained')?.state, 'answered');
    assert.equal(found.results[0].legs.dense?.rank, 1);
    assert.ok(found.results[0].legs.trained !== undefined);
    assert.equal(server.embedded.length, 41);
    server.next({ kind: 'answer' });
    await find();
    assert.deepEqual(server.embedded, ['Which firm of kind7 keeps ledger7']);
    write(passages.map(([reference, text], at) => [reference, at === 3 ? `${text} It may not lend.` : text]));
    await ingest();
    server.next({ kind: 'answer' });
    await find();
    assert.deepEqual(server.embedded, [
      '4.1 A firm of kind3 must keep ledger3 for 5 years. It may not lend.',
      'Which firm of kind7 keeps ledger7',
    ]);
    // Another process finds what this one had made.
    await regulations.close();
    regulations = build(endpoint('m'));
    server.next({ kind: 'answer' });
    await find();
    assert.deepEqual(server.embedded, ['Which firm of kind7 keeps ledger7']);
  });

  it('finds what has no word in common with the question', async () => {
    server.dimension = 4_096;
    server.synonyms = { enterprise: 'firm', quittances: 'ledger21' };
    regulations = build(endpoint('m'));
    await ingest();
    const found = await find('Enterprise, quittances');
    const [first] = found.results;
    assert.deepEqual([first?.passage.reference, Object.keys(first?.legs ?? {})], ['22.1', ['dense']]);
    regulations.useModels({ embedder: { kind: 'trained' }, reranker: { kind: 'none' } });
    assert.deepEqual((await find('Enterprise, quittances')).results, []);
  });

  it('answers without the server, and says that the dense leg failed and why', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    await find();
    server.next({ kind: 'refuse', status: 401 });
    const found = await find();
    assert.match(reasonOf(found), /refused the key \(401\)/);
    assert.deepEqual(
      found.legs.filter(({ state }) => state === 'answered').map(({ leg }) => leg),
      ['lexical', 'trained', 'references'],
    );
    assert.equal(found.results[0]?.passage.reference, '8.1');
    regulations.useModels({ embedder: { kind: 'unusable', reason: 'No model.' }, reranker: { kind: 'none' } });
    assert.equal(reasonOf(await find()), 'No model.');
    regulations.useModels({ embedder: { kind: 'trained' }, reranker: { kind: 'none' } });
    server.next({ kind: 'answer' });
    const trained = await find();
    assert.deepEqual(
      trained.legs.map(({ leg }) => leg),
      ['lexical', 'dense', 'references'],
    );
    assert.equal(server.requests.length, 0);
  });

  it('is left alone for a while when it does not answer, so that not each search waits for it', async () => {
    let nowMs = 0;
    regulations = build(endpoint('m'), true, undefined, { clock: { ...systemClock, nowMs: () => nowMs } });
    await ingest();
    await find();
    server.next({ kind: 'refuse', status: 503 });
    assert.match(reasonOf(await find()), /has a fault of its own \(503\)/);
    const asked = server.requests.length;
    assert.match(reasonOf(await find()), /\(503\).* It is left alone for 20 s/);
    assert.equal(server.requests.length, asked);
    nowMs += 20_000;
    server.next({ kind: 'answer' });
    assert.match(howOf(await find()), /^exact search, by m/);
  });

  it('keeps what was made when the server goes away in the middle, and asks for the rest only', async () => {
    write(Array.from({ length: 200 }, (_, at): [string, string] => [`${at}.1`, `Rule about matter${at}.`]));
    regulations = build(endpoint('m'));
    await ingest();
    // The first 64 texts take two requests.
    server.next({ kind: 'answer' }, { kind: 'answer' }, { kind: 'refuse', status: 403 });
    assert.match(reasonOf(await find()), /refused the key/);
    server.next({ kind: 'answer' });
    const [dataset] = await regulations.documents.datasets();
    assert.ok(dataset !== undefined);
    await regulations.search.makeVectors(dataset, signal);
    assert.equal(server.embedded.length, 200 - 64);
    assert.match(howOf(await find()), /^exact search, by m at/);
  });

  it('answers from the old vectors while those of another embedder are made, and says so', async () => {
    regulations = build(endpoint('old'), false);
    await ingest();
    const [dataset] = await regulations.documents.datasets();
    assert.ok(dataset !== undefined);
    // While there are none at all, the trained embedder answers.
    let release = (): void => undefined;
    let until = new Promise<void>((resolve) => (release = resolve));
    server.next(({ body }) => (body.input?.length === 1 ? { kind: 'answer' } : { kind: 'held', until }));
    assert.match(howOf(await find()), /trained on the passages: vectors of old at .* are not there yet \(0 % made\)/);
    release();
    await regulations.search.makeVectors(dataset, signal);
    assert.match(howOf(await find()), /^exact search, by old at [^,]*$/);

    until = new Promise<void>((resolve) => (release = resolve));
    server.next(({ body }) =>
      body.model === 'new' && body.input?.length !== 1 ? { kind: 'held', until } : { kind: 'answer' },
    );
    regulations.useModels(endpoint('new'));
    const meanwhile = await find();
    assert.match(howOf(meanwhile), /^exact search, by old at .*, vectors of new at .* are not there yet \(0 % made\)$/);
    assert.equal(meanwhile.results[0]?.passage.reference, '8.1');
    assert.deepEqual(
      server.requests.filter(({ body }) => body.input?.length === 1).map(({ body }) => body.model),
      ['old'],
    );
    release();
    await regulations.search.makeVectors(dataset, signal);
    assert.match(howOf(await find()), /^exact search, by new at [^,]*$/);
    // Going back embeds nothing anew.
    server.next({ kind: 'answer' });
    regulations.useModels(endpoint('old'));
    assert.match(howOf(await find()), /^exact search, by old at [^,]*$/);
    assert.equal(server.requests.length, 1);
  });

  it('tells how far it is, and stops when a person cancels', async () => {
    write(Array.from({ length: 200 }, (_, at): [string, string] => [`${at}.1`, `Rule about matter${at}.`]));
    const shares: number[] = [];
    let cancel = (): void => undefined;
    let ended = (): void => undefined;
    const end = new Promise<void>((resolve) => (ended = resolve));
    regulations = build(endpoint('m'), false, (dataset, embedder, stop) => {
      assert.deepEqual([dataset, embedder], ['d', `m at ${new URL(server.url).host}`]);
      cancel = stop;
      return { report: (share) => shares.push(share), end: () => ended() };
    });
    await ingest();
    server.next({ kind: 'answer' }, { kind: 'answer' }, { kind: 'silence' });
    await find();
    await server.arrived(3);
    cancel();
    await end;
    assert.ok(shares.length >= 2 && shares.every((share, at) => share >= (shares[at - 1] ?? 0)), shares.join());
    server.next({ kind: 'answer' });
    assert.match(reasonOf(await find()), /cancelled/);
    assert.equal(server.requests.length, 0);
    const [dataset] = await regulations.documents.datasets();
    assert.ok(dataset !== undefined);
    await regulations.search.makeVectors(dataset, signal);
    assert.equal(server.embedded.length, 200 - 64);
  });

  it('makes the vectors anew when the model behind the name is another one', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    await find();
    await regulations.close();
    server.dimension = 48;
    regulations = build(endpoint('m'));
    assert.match(reasonOf(await find()), /another model than it was. They are made anew/);
    const found = await find();
    assert.match(howOf(found), /^exact search, by m/);
    assert.equal(found.results[0]?.passage.reference, '8.1');
  });

  it('is searched in a graph where there are many passages, and keeps the files of two embedders', async () => {
    const graphScript = new URL('../../../server/regulations/graphScript.ts', import.meta.url);
    regulations = build(endpoint('m'), true, undefined, { graphScript, leastForGraph: 5 });
    await ingest();
    const searchInGraph = async (model: string): Promise<void> => {
      const deadline = performance.now() + 20_000;
      for (;;) {
        const found = await find();
        assert.equal(found.results[0]?.passage.reference, '8.1');
        const how = howOf(found);
        if (how === `HNSW, by ${model} at ${new URL(server.url).host}`) return;
        assert.match(how, /while the graph is built/);
        assert.ok(performance.now() < deadline, how);
      }
    };
    for (const model of ['m', 'n', 'o']) {
      regulations.useModels(endpoint(model));
      await searchInGraph(model);
    }
    const files = readdirSync(path.join(folder.path, 'indexes'));
    assert.equal(files.filter((name) => name.endsWith('.vectors')).length, 2, files.join());
    assert.equal(files.filter((name) => name.endsWith('.vectors.graph')).length, 2, files.join());
  });

  it('is not asked for what another window is having made', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    await find();
    const indexes = path.join(folder.path, 'indexes');
    const [name = ''] = readdirSync(indexes).filter((entry) => entry.endsWith('.vectors'));
    const file = path.join(indexes, name);
    // As another window would: it holds the lock, and the vectors are there when it is done.
    renameSync(file, `${file}.away`);
    const release = await takeWorkLock(`${file}.lock`, signal);
    server.next({ kind: 'answer' });
    const [dataset] = await regulations.documents.datasets();
    assert.ok(dataset !== undefined);
    const ending = new AbortController();
    const cancelled = regulations.search.makeVectors(dataset, ending.signal);
    ending.abort();
    await assert.rejects(cancelled, (error) => error instanceof Failure && error.code === 'cancelled');
    const making = regulations.search.makeVectors(dataset, signal);
    // Nothing tells that nothing happens; a slow machine makes this weaker, and never wrong.
    const first = await Promise.race([server.arrived(1).then(() => 'asked'), wait(700, 'waited')]);
    renameSync(`${file}.away`, file);
    release();
    await making;
    assert.deepEqual([first, server.requests.length], ['waited', 0]);
  });

  it('is not harmed by a damaged file of vectors', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    await find();
    await regulations.close();
    const folderOfIndexes = path.join(folder.path, 'indexes');
    const [file] = readdirSync(folderOfIndexes).filter((name) => name.endsWith('.vectors'));
    folder.write(path.join('indexes', file ?? ''), 'no vectors');
    regulations = build(endpoint('m'));
    server.next({ kind: 'answer' });
    assert.match(howOf(await find()), /^exact search, by m/);
    assert.equal(server.embedded.length, 41);
  });

  it('is cancelled with the search that waits for it', async () => {
    regulations = build(endpoint('m'));
    await ingest();
    server.next({ kind: 'silence' });
    const ending = new AbortController();
    const search = regulations.search.find({ query: 'ledger7', dataset: 'd', limit: 5 }, ending.signal);
    await server.arrived(1);
    ending.abort();
    await assert.rejects(search, (error) => error instanceof Failure && error.code === 'cancelled');
  });
});
