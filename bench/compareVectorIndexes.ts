/** Compares the graph of nearest vectors with exact search, and both with what others offer. */
import type { Regulations } from '../server/regulations/regulations.ts';
import { ExactVectorIndex } from '../server/regulations/exactVectorIndex.ts';
import { HnswVectorIndex } from '../server/regulations/hnswVectorIndex.ts';
import type { VectorIndex } from '../server/regulations/vectorIndex.ts';
import type { JudgedQuestion } from './retrievalQuality.ts';
import { formatMs, type BenchRow } from './table.ts';
import { SqliteVectorIndex, UsearchVectorIndex } from './vectorPeers.ts';

const nearest = 10;

export async function compareVectorIndexes(
  regulations: Regulations,
  name: string,
  questions: readonly JudgedQuestion[],
): Promise<readonly BenchRow[]> {
  const dataset = await regulations.documents.dataset(name);
  if (dataset === null) return [];
  const { index } = await regulations.search.prepare(dataset, new AbortController().signal);
  const { vectors, embedder } = index.dense;
  const { dimension } = embedder;
  const queries = questions
    .map(({ question }) => embedder.embedText(question))
    .filter((vector) => vector.some(Boolean));
  const exact = await measure(() => new ExactVectorIndex(vectors, dimension), queries);
  const graph = await measure(() => new HnswVectorIndex(vectors, dimension), queries);
  const usearch = await measure(() => new UsearchVectorIndex(vectors, dimension), queries);
  const sqlite = await measure(() => new SqliteVectorIndex(vectors, dimension), queries);
  const recallOf = ({ places }: Measured): number => {
    let common = 0;
    for (const [at, wanted] of exact.places.entries())
      common += wanted.filter((place) => places[at]?.includes(place)).length;
    return common / (nearest * queries.length);
  };
  const recall = recallOf(graph);
  const seconds = ({ buildMs }: Measured): string => `${(buildMs / 1000).toFixed(1)} s`;
  const ratio = (own: Measured, peer: Measured): string => `${(own.meanMs / peer.meanMs).toFixed(2)}`;
  return [
    {
      name: 'exact search, a query (peer: sqlite-vec)',
      value: formatMs(exact.meanMs),
      peer: formatMs(sqlite.meanMs),
      ratio: ratio(exact, sqlite),
    },
    {
      name: 'HNSW, a query (peer: usearch)',
      value: formatMs(graph.meanMs),
      peer: formatMs(usearch.meanMs),
      ratio: ratio(graph, usearch),
    },
    { name: 'HNSW, built in (peer: usearch)', value: seconds(graph), peer: seconds(usearch) },
    {
      name: 'recall of HNSW against exact search (peer: usearch)',
      value: recall.toFixed(4),
      peer: recallOf(usearch).toFixed(4),
      goal: '≥ 0.99',
      isMet: recall >= 0.99,
    },
  ];
}

interface Measured {
  readonly places: readonly (readonly number[])[];
  readonly buildMs: number;
  readonly meanMs: number;
}

async function measure(build: () => VectorIndex, queries: readonly Float32Array[]): Promise<Measured> {
  const beganMs = performance.now();
  const index = build();
  const startMs = performance.now();
  const places: (readonly number[])[] = [];
  for (const query of queries) places.push((await index.nearest(query, nearest)).map(({ place }) => place));
  return { places, buildMs: startMs - beganMs, meanMs: (performance.now() - startMs) / queries.length };
}
