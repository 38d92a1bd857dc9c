/** Finds the nearest vectors in a navigable graph (Malkov and Yashunin, 2018), with the native addon hnswlib-node. */
import hnswlib from 'hnswlib-node';
import type { Neighbour, VectorIndex } from './vectorIndex.ts';

export interface HnswSettings {
  /** Links of a vector. Default 16. */
  readonly links?: number;
  /** Candidates that are looked at while a vector is put in. Default 200. */
  readonly buildingWidth?: number;
  /** Candidates that are looked at in a search. Default 150. */
  readonly searchWidth?: number;
}

/** Building it takes seconds for ten thousand vectors, in one piece: do it where nobody waits. */
export class HnswVectorIndex implements VectorIndex {
  readonly name = 'HNSW';
  readonly #graph: hnswlib.HierarchicalNSW;
  readonly #count: number;

  /**
   * @param vectors of length 1, one after the other; those of length 0 are left out
   */
  constructor(vectors: Float32Array | hnswlib.HierarchicalNSW, dimension: number, settings: HnswSettings = {}) {
    const { links = 16, buildingWidth = 200, searchWidth = 150 } = settings;
    if (!(vectors instanceof Float32Array)) {
      this.#graph = vectors;
      this.#count = vectors.getCurrentCount();
      this.#graph.setEf(searchWidth);
      return;
    }
    const total = vectors.length / dimension;
    this.#graph = new hnswlib.HierarchicalNSW('ip', dimension);
    this.#graph.initIndex(Math.max(1, total), links, buildingWidth, 17);
    let count = 0;
    for (let place = 0; place < total; place++) {
      // The addon takes plain numbers only.
      const vector = Array.from(vectors.subarray(place * dimension, (place + 1) * dimension));
      if (vector.every((value) => value === 0)) continue;
      this.#graph.addPoint(vector, place);
      count++;
    }
    this.#count = count;
    this.#graph.setEf(searchWidth);
  }

  /**
   * Only for a file that is known to be whole, of this dimension and written here: the addon checks none of it, and a
   * damaged one ends the process.
   */
  static read(file: string, dimension: number): HnswVectorIndex {
    const graph = new hnswlib.HierarchicalNSW('ip', dimension);
    graph.readIndexSync(file);
    return new HnswVectorIndex(graph, dimension);
  }

  write(file: string): void {
    this.#graph.writeIndexSync(file);
  }

  nearest(vector: Float32Array, count: number, isAllowed?: (place: number) => boolean): Promise<readonly Neighbour[]> {
    const wanted = Math.min(count, this.#count);
    if (wanted === 0) return Promise.resolve([]);
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(vector), wanted, isAllowed);
    return Promise.resolve(neighbors.map((place, at) => ({ place, cosine: 1 - (distances[at] ?? 1) })));
  }
}
