/** Compares the graph of nearest vectors with exact search. */
import type { Regulations } from '../server/regulations/regulations.ts';
import { ExactVectorIndex } from '../server/regulations/exactVectorIndex.ts';
import { HnswVectorIndex } from '../server/regulations/hnswVectorIndex.ts';
import type { VectorIndex } from '../server/regulations/vectorIndex.ts';
import type { JudgedQuestion } from './retrievalQuality.ts';
import { formatMs, type BenchRow } from './table.ts';

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
  const queries = questions.map(({ question }) => embedder.embed(question));
  const exact = await ask(new ExactVectorIndex(vectors, embedder.dimension), queries);
  const startMs = performance.now();
  const graph = new HnswVectorIndex(vectors, embedder.dimension);
  const buildMs = performance.now() - startMs;
  const found = await ask(graph, queries);
  let common = 0;
  for (const [at, places] of exact.places.entries())
    common += places.filter((place) => found.places[at]?.includes(place)).length;
  const recall = common / (nearest * queries.length);
  return [
    { name: 'exact search, a query', value: formatMs(exact.meanMs) },
    { name: 'HNSW, a query', value: formatMs(found.meanMs), peer: formatMs(exact.meanMs) },
    { name: 'HNSW, built in', value: `${(buildMs / 1000).toFixed(1)} s` },
    { name: 'recall of HNSW against exact search', value: recall.toFixed(4), goal: '≥ 0.99', isMet: recall >= 0.99 },
  ];
}

async function ask(index: VectorIndex, queries: readonly Float32Array[]) {
  const startMs = performance.now();
  const places: (readonly number[])[] = [];
  for (const query of queries) places.push((await index.nearest(query, nearest)).map(({ place }) => place));
  return { places, meanMs: (performance.now() - startMs) / queries.length };
}
