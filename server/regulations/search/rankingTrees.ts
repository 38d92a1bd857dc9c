/** Scores a described candidate by the trees that were fitted to judged questions. */
import { fittedTrees } from './fittedTrees.ts';

/** Decisions on the way to a leaf. */
const depth = 3;
const splits = 2 ** depth - 1;
const leaves = 2 ** depth;

/** Of all trees, one after the other: node `n` goes on to `2n + 1` where the feature is below the threshold, else to `2n + 2`. */
const features = new Uint8Array(fittedTrees.length * splits);
const thresholds = new Float32Array(fittedTrees.length * splits);
const values = new Float32Array(fittedTrees.length * leaves);
for (const [tree, text] of fittedTrees.entries()) {
  const [decisions = '', ends = ''] = text.split('|');
  for (const [at, decision] of decisions.trim().split(' ').entries()) {
    const [feature, threshold] = decision.split('<');
    features[tree * splits + at] = Number(feature);
    thresholds[tree * splits + at] = Number(threshold);
  }
  values.set(ends.trim().split(' ').map(Number), tree * leaves);
}

/**
 * Gradient-boosted trees (Friedman, 2001) with a pairwise loss, as LambdaMART has them (Burges, 2010).
 *
 * @returns comparable within a query
 */
export function scoreByTrees(described: Float32Array): number {
  let score = 0;
  for (let tree = 0; tree < fittedTrees.length; tree++) {
    let node = 0;
    while (node < splits) {
      const at = tree * splits + node;
      node = (described[features[at] ?? 0] ?? 0) < (thresholds[at] ?? 0) ? 2 * node + 1 : 2 * node + 2;
    }
    score += values[tree * leaves + node - splits] ?? 0;
  }
  return score;
}
