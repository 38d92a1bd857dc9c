/** Ranks the foremost candidates once more, now that it is known in which company each of them is. */
import { featureCount } from './candidateFeatures.ts';
import { contextFeatureCount, contextFeatures, type RankedCandidates } from './contextFeatures.ts';
import type { RankingTrees } from './rankingTrees.ts';

export interface SecondLook extends RankedCandidates {
  /** What the first ranking knew: `featureCount` numbers for each place. */
  readonly features: Float32Array;
  readonly trees: RankingTrees;
}

/** Candidates that are looked at again; what stands further behind hardly ever comes among the first ten. */
const foremost = 50;

/**
 * The scores of the first ranking say how good a passage is whatever the query, so they stay, and only change hands: the
 * passage that is first now has the greatest of them.
 *
 * @returns a score for each place
 */
export function rankAgain(look: SecondLook): Float32Array {
  const { places, scores, features, trees } = look;
  const rows = places
    .map((_, row) => row)
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, foremost);
  const context = contextFeatures(look);
  const described = new Float32Array(featureCount + contextFeatureCount);
  const again = rows.map((row) => {
    described.set(features.subarray(row * featureCount, (row + 1) * featureCount));
    described.set(context.subarray(row * contextFeatureCount, (row + 1) * contextFeatureCount), featureCount);
    return { row, score: trees.score(described) };
  });
  const result = scores.slice();
  const order = again.toSorted((a, b) => b.score - a.score);
  for (const [at, { row }] of order.entries()) result[row] = scores[rows[at] ?? row] ?? 0;
  return result;
}
