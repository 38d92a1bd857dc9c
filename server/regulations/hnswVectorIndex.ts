/** Finds the nearest vectors in a navigable graph (Malkov and Yashunin, 2018), with the native addon hnswlib-node. */
import { createRequire } from 'node:module';
import type * as Hnswlib from 'hnswlib-node';
import type { Neighbour, VectorIndex } from './vectorIndex.ts';

type Addon = typeof Hnswlib;

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
  readonly #graph: Hnswlib.HierarchicalNSW;
  readonly #count: number;

  /**
   * @param vectors of length 1, one after the other; those of length 0 are left out
   * @throws when the addon cannot be loaded here
   */
  constructor(vectors: Float32Array, dimension: number, settings: HnswSettings = {}) {
    const { links = 16, buildingWidth = 200, searchWidth = 150 } = settings;
    const { HierarchicalNSW: Graph } = loadAddon();
    const total = vectors.length / dimension;
    this.#graph = new Graph('ip', dimension);
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

  nearest(vector: Float32Array, count: number): Promise<readonly Neighbour[]> {
    const wanted = Math.min(count, this.#count);
    if (wanted === 0) return Promise.resolve([]);
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(vector), wanted);
    return Promise.resolve(neighbors.map((place, at) => ({ place, cosine: 1 - (distances[at] ?? 1) })));
  }
}

function loadAddon(): Addon {
  return createRequire(import.meta.url)('hnswlib-node') as Addon;
}
