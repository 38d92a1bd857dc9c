/** Scores a described candidate by the trees that were fitted to judged questions. */

/** Decisions on the way to a leaf. */
const depth = 3;
const splits = 2 ** depth - 1;
const leaves = 2 ** depth;

/** Gradient-boosted trees (Friedman, 2001) with a pairwise loss, as LambdaMART has them (Burges, 2010). */
export class RankingTrees {
  readonly #count: number;
  /** Of all trees, one after the other: node `n` goes on to `2n + 1` where the feature is below the threshold, else to `2n + 2`. */
  readonly #features: Uint8Array;
  readonly #thresholds: Float32Array;
  readonly #values: Float32Array;

  /** @param trees as in `fittedTrees.ts` */
  constructor(trees: readonly string[]) {
    this.#count = trees.length;
    this.#features = new Uint8Array(trees.length * splits);
    this.#thresholds = new Float32Array(trees.length * splits);
    this.#values = new Float32Array(trees.length * leaves);
    for (const [tree, text] of trees.entries()) {
      const [decisions = '', ends = ''] = text.split(' | ');
      for (const [at, decision] of decisions.split(' ').entries()) {
        const [feature, threshold] = decision.split('<');
        this.#features[tree * splits + at] = Number(feature);
        this.#thresholds[tree * splits + at] = Number(threshold);
      }
      this.#values.set(ends.split(' ').map(Number), tree * leaves);
    }
  }

  /** @returns comparable within a query */
  score(described: Float32Array): number {
    let score = 0;
    for (let tree = 0; tree < this.#count; tree++) {
      let node = 0;
      while (node < splits) {
        const at = tree * splits + node;
        const isBelow = (described[this.#features[at] ?? 0] ?? 0) < (this.#thresholds[at] ?? 0);
        node = 2 * node + (isBelow ? 1 : 2);
      }
      score += this.#values[tree * leaves + node - splits] ?? 0;
    }
    return score;
  }
}
