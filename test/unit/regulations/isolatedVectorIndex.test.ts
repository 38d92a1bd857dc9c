/** The graph of vectors in a process of its own: it agrees with exact search, and nothing that befalls it is noticed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { checkGraph } from '../../../server/regulations/checkGraph.ts';
import { ExactVectorIndex } from '../../../server/regulations/exactVectorIndex.ts';
import { IsolatedVectorIndex } from '../../../server/regulations/isolatedVectorIndex.ts';
import { buildPassageIndex } from '../../../server/regulations/search/buildPassageIndex.ts';
import { writePassageIndex, type PassageIndex } from '../../../server/regulations/search/passageIndex.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';
import { RegulationFolder } from './regulationFolder.ts';

const script = new URL('../../../server/regulations/graphScript.ts', import.meta.url);
/** Damaged graphs that are tried; the long suite tries 300. */
const damages = Number(process.env['PHASEGATE_GRAPH_DAMAGES'] ?? 4);

describe('the graph of vectors', function () {
  this.timeout(1_800_000);
  let folder: RegulationFolder;
  let index: PassageIndex;
  let file: string;
  let exact: ExactVectorIndex;
  const random = new SeededRandom(4);

  before(() => {
    folder = new RegulationFolder();
    const words = Array.from({ length: 200 }, (_, at) => `word${at}`);
    const passages = Array.from({ length: 1_500 }, (_, at) => ({
      sequence: at + 1,
      document: Math.floor(at / 50),
      ordinal: at % 50,
      parent: null,
      reference: String(at),
      headings: [],
      text: Array.from({ length: 12 }, () => words[random.below(words.length)]).join(' '),
      mentions: [],
    }));
    index = buildPassageIndex({ generation: 'g', passages, earlier: null }, () => undefined);
    file = path.join(folder.path, 'd.index');
    writePassageIndex(file, index);
    exact = new ExactVectorIndex(index.dense.vectors, index.dense.embedder.dimension);
  });
  after(() => folder.remove());

  const open = (generation = 'g'): IsolatedVectorIndex =>
    new IsolatedVectorIndex(exact, { script, index: file, generation });
  const query = (): Float32Array => {
    const { vectors, embedder } = index.dense;
    const at = random.below(index.lexical.sequences.length) * embedder.dimension;
    return vectors.slice(at, at + embedder.dimension);
  };
  /** Share of what exact search finds. */
  const recall = async (graph: IsolatedVectorIndex, rounds: number): Promise<number> => {
    let common = 0;
    for (let round = 0; round < rounds; round++) {
      const vector = query();
      const wanted = new Set((await exact.nearest(vector, 10)).map(({ place }) => place));
      common += (await graph.nearest(vector, 10)).filter(({ place }) => wanted.has(place)).length;
    }
    return common / (rounds * 10);
  };

  it('finds what exact search finds, and is read again instead of built', async () => {
    for (const how of ['built', 'read']) {
      const graph = open();
      assert.match(graph.name, /while the graph is built/);
      assert.equal((await graph.nearest(query(), 10)).length, 10);
      assert.equal(await graph.opened(), true);
      assert.equal(graph.name, 'HNSW');
      assert.ok((await recall(graph, 40)) >= 0.99, how);
      graph.close();
    }
  });

  it('is replaced by exact search when its process dies of a fault, at any moment', async () => {
    for (const isReady of [true, false]) {
      const graph = open();
      if (isReady) await graph.opened();
      process.kill(graph.pid ?? 0, 'SIGSEGV');
      assert.equal(await recall(graph, 5), 1);
      await graph.opened();
      assert.equal(await recall(graph, 5), 1);
      assert.match(graph.name, /exact search, because the graph cannot be used: SIGSEGV ended it/);
    }
  });

  it('of another generation is not used', async () => {
    const graph = open('other');
    assert.equal(await graph.opened(), false);
    assert.match(graph.name, /the index is gone/);
    graph.close();
  });

  it(`is built anew when its file is damaged in any of ${damages} ways`, async () => {
    const first = open();
    await first.opened();
    first.close();
    const graphFile = `${file}.graph`;
    const sound = readFileSync(graphFile);
    for (let round = 0; round < damages; round++) {
      const bytes = Buffer.from(sound);
      if (round % 3 === 0) for (let flip = 0; flip < 8; flip++) bytes[random.below(bytes.length)] = random.below(256);
      else if (round % 3 === 1) bytes.fill(0, random.below(bytes.length), bytes.length);
      writeFileSync(graphFile, round % 3 === 2 ? bytes.subarray(0, random.below(bytes.length)) : bytes);
      const graph = open();
      assert.equal(await graph.opened(), true);
      assert.ok((await recall(graph, 5)) >= 0.98);
      graph.close();
      assert.ok(readFileSync(graphFile).equals(sound));
    }
  });

  it('leaves no process behind', async () => {
    const graph = open();
    await graph.opened();
    const pid = graph.pid ?? 0;
    graph.close();
    const deadline = performance.now() + 10_000;
    const isAlive = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (isAlive() && performance.now() < deadline)
      await once(process, 'nothing', { signal: AbortSignal.timeout(10) }).catch(() => undefined);
    assert.equal(isAlive(), false);
  });
});

describe('the check of the graph', () => {
  it('says whether the addon can be used, and that its lack is no fault', async () => {
    assert.match((await checkGraph(script)).message, /searched in a graph/);
    const missing = await checkGraph(new URL('./missing.ts', import.meta.url));
    assert.equal(missing.ok, true);
    assert.match(missing.message, /cannot be loaded here \(it ended with 1\), so all vectors are compared/);
  }).timeout(30_000);
});
