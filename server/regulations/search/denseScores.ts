/** Cosines of a query with passages, worked out when somebody asks for them. */
import type { DenseIndex } from './passageIndex.ts';

export class DenseScores {
  readonly #vectors: Float32Array;
  readonly #dimension: number;
  readonly #query: Float32Array;
  readonly #known = new Map<number, number>();

  /** @param query of length 1, or of length 0 for a query in which nothing is known */
  constructor({ vectors, embedder }: DenseIndex, query: Float32Array) {
    this.#vectors = vectors;
    this.#dimension = embedder.dimension;
    this.#query = query;
  }

  /** Of the query with the passage at a place; 0 where there is none. */
  cosine(place: number): number {
    if (place < 0) return 0;
    const known = this.#known.get(place);
    if (known !== undefined) return known;
    const cosine = productAt(this.#query, 0, this.#vectors, place * this.#dimension, this.#dimension);
    this.#known.set(place, cosine);
    return cosine;
  }

  /** Of two passages. */
  between(place: number, other: number): number {
    const dimension = this.#dimension;
    return productAt(this.#vectors, place * dimension, this.#vectors, other * dimension, dimension);
  }
}

/** Product of two vectors that stand among others, which is the cosine where both have length 1. */
export function productAt(a: Float32Array, startA: number, b: Float32Array, startB: number, dimension: number): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  // Four sums that do not wait for each other take a fifth less time than two.
  const whole = dimension - (dimension % 4);
  for (let at = 0; at < whole; at += 4) {
    const left = startA + at;
    const right = startB + at;
    first += (a[left] ?? 0) * (b[right] ?? 0);
    second += (a[left + 1] ?? 0) * (b[right + 1] ?? 0);
    third += (a[left + 2] ?? 0) * (b[right + 2] ?? 0);
    fourth += (a[left + 3] ?? 0) * (b[right + 3] ?? 0);
  }
  for (let at = whole; at < dimension; at++) first += (a[startA + at] ?? 0) * (b[startB + at] ?? 0);
  return first + second + third + fourth;
}
