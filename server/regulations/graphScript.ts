/** The process in which the graph of nearest vectors is built, kept and searched: native code that may fault. */
import process from 'node:process';
import * as z from 'zod';
import type { ScriptAnswer } from '../base/processes/isolatedScript.ts';
import { HnswVectorIndex } from './hnswVectorIndex.ts';
import { readGraph, writeGraph } from './graphFile.ts';
import { readPassageIndex } from './search/passageIndex.ts';
import { readPassageVectors, stateOf } from './search/passageVectors.ts';

const questionShape = z.discriminatedUnion('kind', [
  /** Whether the addon can be loaded; a script in which it cannot ends before it is asked. */
  z.object({ kind: z.literal('probe') }),
  z.object({
    kind: z.literal('open'),
    index: z.string(),
    graph: z.string(),
    generation: z.string(),
    embedder: z.string().nullable(),
  }),
  z.object({ kind: z.literal('nearest'), vector: z.instanceof(Float32Array), count: z.number() }),
]);
export type GraphQuestion = z.infer<typeof questionShape>;

function open(question: Extract<GraphQuestion, { kind: 'open' }>): HnswVectorIndex {
  const { vectors, dimension, embedder } = read(question);
  const owner = { generation: question.generation, embedder, dimension, vectors: vectors.length / dimension };
  const kept = readGraph(question.graph, owner);
  if (kept !== null) return kept;
  const graph = new HnswVectorIndex(vectors, dimension);
  writeGraph(question.graph, owner, graph);
  return graph;
}

interface Read {
  readonly vectors: Float32Array;
  readonly dimension: number;
  readonly embedder: string;
}

/** @throws Error when the file is of another state than was asked for */
function read({ index, generation, embedder }: Extract<GraphQuestion, { kind: 'open' }>): Read {
  if (embedder === null) {
    const { dense } = readPassageIndex(index, generation) ?? { dense: null };
    if (dense === null) throw new Error('the index is gone');
    return { vectors: dense.vectors, dimension: dense.embedder.dimension, embedder: dense.embedder.id };
  }
  const kept = readPassageVectors(index, embedder);
  if (kept === null || stateOf(kept) !== generation) throw new Error('the vectors are gone');
  return { vectors: kept.vectors, dimension: kept.dimension, embedder };
}

function serve(): void {
  let graph: HnswVectorIndex | null = null;
  const answer = async (question: GraphQuestion): Promise<unknown> => {
    if (question.kind === 'nearest') return (await graph?.nearest(question.vector, question.count)) ?? [];
    if (question.kind === 'probe') return true;
    graph = open(question);
    return true;
  };
  process.on('message', (message: { readonly id: number; readonly question: unknown }) => {
    const send = (result: ScriptAnswer): void => void process.send?.(result);
    answer(questionShape.parse(message.question)).then(
      (value) => send({ id: message.id, value }),
      (error: unknown) => send({ id: message.id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}

serve();
