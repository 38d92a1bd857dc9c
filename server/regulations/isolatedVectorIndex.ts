/** Finds the nearest vectors in a graph that another process holds, and by exact search whenever that has no answer. */
import * as z from 'zod';
import { IsolatedScript } from '../base/processes/isolatedScript.ts';
import type { ExactVectorIndex } from './exactVectorIndex.ts';
import type { GraphQuestion } from './graphScript.ts';
import type { Neighbour, VectorIndex } from './vectorIndex.ts';

export interface GraphPlace {
  /** The script of the graph: a file that runs on this runtime. */
  readonly script: URL;
  /** Absolute path of the file whose vectors are searched; the graph is kept beside it. */
  readonly index: string;
  /** What the vectors are of; another state has another graph. */
  readonly generation: string;
  /** The embedder whose vectors the file holds alone; null for an index with all that belongs to it. Default null. */
  readonly embedder?: string | null;
}

const neighbours = z.array(z.object({ place: z.number(), cosine: z.number() }));

export class IsolatedVectorIndex implements VectorIndex {
  readonly #exact: ExactVectorIndex;
  readonly #script: IsolatedScript;
  readonly #opened: Promise<boolean>;
  #state: 'opening' | 'ready' | string = 'opening';

  constructor(exact: ExactVectorIndex, { script, index, generation, embedder = null }: GraphPlace) {
    this.#exact = exact;
    this.#script = new IsolatedScript(script);
    this.#opened = this.#ask({ kind: 'open', index, graph: `${index}.graph`, generation, embedder }).then(
      () => {
        this.#state = 'ready';
        return true;
      },
      (error: unknown) => this.#fail(error),
    );
  }

  get name(): string {
    switch (this.#state) {
      case 'ready':
        return 'HNSW';
      case 'opening':
        return 'exact search, while the graph is built';
      default:
        return `exact search, because the graph cannot be used: ${this.#state}`;
    }
  }

  /** The process that holds the graph. */
  get pid(): number | undefined {
    return this.#script.pid;
  }

  /** Settles when the graph is there, or cannot be had. @returns whether it is there */
  opened(): Promise<boolean> {
    return this.#opened;
  }

  /** Some places only are looked through one by one: a graph is slow at leaving out. */
  async nearest(
    vector: Float32Array,
    count: number,
    isAllowed?: (place: number) => boolean,
  ): Promise<readonly Neighbour[]> {
    if (this.#state === 'ready' && isAllowed === undefined) {
      try {
        return neighbours.parse(await this.#ask({ kind: 'nearest', vector: Float32Array.from(vector), count }));
      } catch (error) {
        this.#fail(error);
      }
    }
    return this.#exact.nearest(vector, count, isAllowed);
  }

  close(): void {
    this.#script.close();
  }

  #ask(question: GraphQuestion): Promise<unknown> {
    return this.#script.ask(question);
  }

  #fail(error: unknown): boolean {
    this.#state = error instanceof Error ? error.message : String(error);
    return false;
  }
}
