/** Turns the features of a candidate into one score. */
import { featureCount } from './candidateFeatures.ts';

/** As they stand in `rankingWeights.ts`. */
export interface RankingWeights {
  /** One for each feature. */
  readonly linear: readonly number[];
  /** For each hidden unit one for each feature. */
  readonly hidden: readonly number[];
  /** One for each hidden unit. */
  readonly biases: readonly number[];
  /** One for each hidden unit. */
  readonly output: readonly number[];
}

/**
 * A linear part and one hidden layer of hyperbolic tangents, fitted by a listwise softmax loss (ListNet, Cao and others,
 * 2007); several fits from different beginnings are averaged into one.
 */
export class RankingModel {
  readonly #linear: Float64Array;
  readonly #hidden: Float64Array;
  readonly #biases: Float64Array;
  readonly #output: Float64Array;

  constructor({ linear, hidden, biases, output }: RankingWeights) {
    this.#linear = Float64Array.from(linear);
    this.#hidden = Float64Array.from(hidden);
    this.#biases = Float64Array.from(biases);
    this.#output = Float64Array.from(output);
  }

  /**
   * @param features of one candidate or several, one after the other
   * @returns a score for each candidate; comparable within a query
   */
  score(features: Float32Array): Float32Array {
    const scores = new Float32Array(features.length / featureCount);
    for (let row = 0; row < scores.length; row++) {
      const start = row * featureCount;
      let score = 0;
      for (let at = 0; at < featureCount; at++) score += (this.#linear[at] ?? 0) * (features[start + at] ?? 0);
      for (let unit = 0; unit < this.#biases.length; unit++) {
        let sum = this.#biases[unit] ?? 0;
        const weights = unit * featureCount;
        for (let at = 0; at < featureCount; at++)
          sum += (this.#hidden[weights + at] ?? 0) * (features[start + at] ?? 0);
        score += (this.#output[unit] ?? 0) * Math.tanh(sum);
      }
      scores[row] = score;
    }
    return scores;
  }
}
