/** Learns vectors of terms from pairs of texts that belong together, against all other pairs of a batch. */

/** The terms of a text, each once, with how much it counts. */
export interface TermBag {
  readonly terms: Int32Array;
  readonly weights: Float32Array;
}

/**
 * The loss is InfoNCE (van den Oord and others, 2018) in both directions over cosines, the steps are those of AdaGrad
 * (Duchi and others, 2011). Of all vectors only those of the batch's terms are touched.
 */
export class ContrastiveTrainer {
  readonly #vectors: Float32Array;
  readonly #dimension: number;
  /** Sums of squared gradients, as AdaGrad needs them. */
  readonly #squares: Float32Array;
  readonly #gradients: Float32Array;

  /** @param vectors of all terms, one after the other; changed in place */
  constructor(vectors: Float32Array, dimension: number) {
    this.#vectors = vectors;
    this.#dimension = dimension;
    this.#squares = new Float32Array(vectors.length);
    this.#gradients = new Float32Array(vectors.length);
  }

  /**
   * @param views and `texts`: at the same place stands what belongs together
   * @param pace share of the full step, from 0 to 1
   */
  learn(views: readonly TermBag[], texts: readonly TermBag[], pace: number): void {
    const dimension = this.#dimension;
    const size = views.length;
    const left = this.#embed(views);
    const right = this.#embed(texts);
    const shares = pullAndPush(similarities(left.units, right.units, size, dimension), size);
    const leftGradient = product(shares, right.units, size, dimension, false);
    const rightGradient = product(shares, left.units, size, dimension, true);
    const touched = new Set<number>();
    this.#spread(views, left, leftGradient, touched);
    this.#spread(texts, right, rightGradient, touched);
    this.#step(touched, fullStep * pace);
  }

  #embed(bags: readonly TermBag[]): Embedded {
    const dimension = this.#dimension;
    const units = new Float32Array(bags.length * dimension);
    const lengths = new Float32Array(bags.length);
    for (const [row, { terms, weights }] of bags.entries()) {
      const sum = units.subarray(row * dimension, (row + 1) * dimension);
      for (let index = 0; index < terms.length; index++) {
        addScaled(sum, this.#vectors, (terms[index] ?? 0) * dimension, weights[index] ?? 0);
      }
      let square = 0;
      for (let at = 0; at < dimension; at++) square += (sum[at] ?? 0) ** 2;
      const length = Math.max(Math.sqrt(square), 1e-6);
      lengths[row] = length;
      for (let at = 0; at < dimension; at++) sum[at] = (sum[at] ?? 0) / length;
    }
    return { units, lengths };
  }

  /** Takes the gradient of a text back to its terms, through the division by its length. */
  #spread(bags: readonly TermBag[], { units, lengths }: Embedded, gradient: Float32Array, touched: Set<number>): void {
    const dimension = this.#dimension;
    for (const [row, { terms, weights }] of bags.entries()) {
      const start = row * dimension;
      const own = gradient.subarray(start, start + dimension);
      let along = 0;
      for (let at = 0; at < dimension; at++) along += (own[at] ?? 0) * (units[start + at] ?? 0);
      const length = lengths[row] ?? 1;
      for (let at = 0; at < dimension; at++) own[at] = ((own[at] ?? 0) - along * (units[start + at] ?? 0)) / length;
      for (let index = 0; index < terms.length; index++) {
        const term = terms[index] ?? 0;
        touched.add(term);
        const sum = this.#gradients.subarray(term * dimension, (term + 1) * dimension);
        addScaled(sum, own, 0, weights[index] ?? 0);
      }
    }
  }

  #step(touched: ReadonlySet<number>, step: number): void {
    const dimension = this.#dimension;
    const gradients = this.#gradients;
    const squares = this.#squares;
    const vectors = this.#vectors;
    for (const term of touched) {
      const end = (term + 1) * dimension;
      for (let at = term * dimension; at < end; at++) {
        const gradient = gradients[at] ?? 0;
        const square = (squares[at] ?? 0) + gradient * gradient;
        squares[at] = square;
        vectors[at] = (vectors[at] ?? 0) - (step * gradient) / (Math.sqrt(square) + 1e-7);
        gradients[at] = 0;
      }
    }
  }
}

interface Embedded {
  /** Vectors of length 1, one after the other. */
  readonly units: Float32Array;
  /** Their lengths before. */
  readonly lengths: Float32Array;
}

/** Cosines are divided by this: the lower, the more the nearest wrong text counts. */
const temperature = 0.1;
const fullStep = 0.02;

function addScaled(sum: Float32Array, from: Float32Array, start: number, scale: number): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + scale * (from[start + at] ?? 0);
}

/** Products of each row of `a` with each row of `b`, divided by the temperature. */
function similarities(a: Float32Array, b: Float32Array, size: number, dimension: number): Float32Array {
  const result = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const start = row * dimension;
    for (let column = 0; column < size; column++) {
      const other = column * dimension;
      let first = 0;
      let second = 0;
      for (let at = 0; at < dimension; at += 2) {
        first += (a[start + at] ?? 0) * (b[other + at] ?? 0);
        second += (a[start + at + 1] ?? 0) * (b[other + at + 1] ?? 0);
      }
      result[row * size + column] = (first + second) / temperature;
    }
  }
  return result;
}

/** Gradient of the loss by each cosine: below zero on the diagonal, where what belongs together is pulled together. */
function pullAndPush(cosines: Float32Array, size: number): Float32Array {
  const gradient = new Float32Array(size * size);
  for (let line = 0; line < size; line++) {
    for (const [start, stride] of [
      [line * size, 1],
      [line, size],
    ] as const) {
      let greatest = -Infinity;
      for (let at = 0; at < size; at++) greatest = Math.max(greatest, cosines[start + at * stride] ?? 0);
      let sum = 0;
      for (let at = 0; at < size; at++) sum += Math.exp((cosines[start + at * stride] ?? 0) - greatest);
      for (let at = 0; at < size; at++) {
        const place = start + at * stride;
        const share = Math.exp((cosines[place] ?? 0) - greatest) / sum - (at === line ? 1 : 0);
        gradient[place] = (gradient[place] ?? 0) + share / (2 * temperature * size);
      }
    }
  }
  return gradient;
}

/** `shares` times `rows`, or its transpose times `rows`. */
function product(
  shares: Float32Array,
  rows: Float32Array,
  size: number,
  dimension: number,
  isTransposed: boolean,
): Float32Array {
  const result = new Float32Array(size * dimension);
  for (let row = 0; row < size; row++) {
    const sum = result.subarray(row * dimension, (row + 1) * dimension);
    for (let column = 0; column < size; column++) {
      const share = shares[isTransposed ? column * size + row : row * size + column] ?? 0;
      // Most texts are told from most others already.
      if (Math.abs(share) > 1e-7) addScaled(sum, rows, column * dimension, share);
    }
  }
  return result;
}
