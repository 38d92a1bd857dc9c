/** Turns the features of a candidate into one score. */
import { featureCount } from './candidateFeatures.ts';
import { hiddenBiases, hiddenWeights, linearWeights, outputWeights } from './rankingWeights.ts';

/**
 * A linear part and one hidden layer of hyperbolic tangents, fitted by a listwise softmax loss (ListNet, Cao and others,
 * 2007) on one half of the judged questions of ObliQA; several fits from different beginnings are averaged into one.
 *
 * @param features of one candidate or several, one after the other
 * @returns a score for each candidate; comparable within a query
 */
export function scoreCandidates(features: Float32Array): Float32Array {
  const scores = new Float32Array(features.length / featureCount);
  for (let row = 0; row < scores.length; row++) {
    const start = row * featureCount;
    let score = 0;
    for (let at = 0; at < featureCount; at++) score += (linearWeights[at] ?? 0) * (features[start + at] ?? 0);
    for (let unit = 0; unit < hiddenBiases.length; unit++) {
      let sum = hiddenBiases[unit] ?? 0;
      const weights = unit * featureCount;
      for (let at = 0; at < featureCount; at++) sum += (hiddenWeights[weights + at] ?? 0) * (features[start + at] ?? 0);
      score += (outputWeights[unit] ?? 0) * Math.tanh(sum);
    }
    scores[row] = score;
  }
  return scores;
}
