/** Finds the nearest vectors by comparing all of them, which is exact and, for some ten thousand, fast enough. */
import { productAt } from './search/denseScores.ts';
import { topPlaces } from './search/topPlaces.ts';
import type { Neighbour, VectorIndex } from './vectorIndex.ts';

export class ExactVectorIndex implements VectorIndex {
  readonly name = 'exact search';
  readonly #vectors: Float32Array;
  readonly #dimension: number;
  readonly #cosines: Float32Array;

  /** @param vectors of length 1, one after the other */
  constructor(vectors: Float32Array, dimension: number) {
    this.#vectors = vectors;
    this.#dimension = dimension;
    this.#cosines = new Float32Array(dimension === 0 ? 0 : vectors.length / dimension);
  }

  /** Numbers that a search goes through. */
  get length(): number {
    return this.#vectors.length;
  }

  nearest(vector: Float32Array, count: number, isAllowed?: (place: number) => boolean): Promise<readonly Neighbour[]> {
    const cosines = this.#cosines;
    for (let place = 0; place < cosines.length; place++) {
      if (isAllowed?.(place) === false) cosines[place] = 0;
      else cosines[place] = productAt(vector, 0, this.#vectors, place * this.#dimension, this.#dimension);
    }
    return Promise.resolve(topPlaces(cosines, count).map((place) => ({ place, cosine: cosines[place] ?? 0 })));
  }
}
