/** Ranks the foremost candidates once more, now that it is known in which company each of them is. */
import { featureCount } from './candidateFeatures.ts';
import { contextFeatureCount, contextFeatures, type RankedCandidates } from './contextFeatures.ts';
import { matchFeatureCount, matchFeatures, type AskedStems } from './matchFeatures.ts';
import { traitCount } from './passageTraits.ts';
import { questionTraitCount, questionTraits } from './questionTraits.ts';
import type { RankingTrees } from './rankingTrees.ts';

export interface SecondLook extends RankedCandidates {
  readonly query: string;
  readonly asked: AskedStems;
  /** What the first ranking knew: `featureCount` numbers for each place. */
  readonly features: Float32Array;
}

/** The foremost candidates, the best first. */
export interface Foremost {
  /** Their rows among all candidates. */
  readonly rows: readonly number[];
  /** `describedCount` numbers for each, one after the other. */
  readonly described: Float32Array;
}

/** Candidates that are looked at again; what stands further behind hardly ever comes among the first ten. */
const foremost = 50;

export const describedCount = featureCount + contextFeatureCount + traitCount + questionTraitCount + matchFeatureCount;

/**
 * The scores of the first ranking say how good a passage is whatever the query, so they stay, and only change hands: the
 * passage that is first now has the greatest of them.
 *
 * @returns a score for each place
 */
export function rankAgain(look: SecondLook, trees: RankingTrees): Float32Array {
  const { scores } = look;
  const { rows, described } = describeForemost(look);
  const again = rows.map((row, at) => ({
    row,
    score: trees.score(described.subarray(at * describedCount, (at + 1) * describedCount)),
  }));
  const result = scores.slice();
  const order = again.toSorted((a, b) => b.score - a.score);
  for (const [at, { row }] of order.entries()) result[row] = scores[rows[at] ?? row] ?? 0;
  return result;
}

export function describeForemost(look: SecondLook): Foremost {
  const { index, places, scores, features, query, asked } = look;
  const rows = Array.from(scores.keys())
    .toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, foremost);
  const placesOfRows = rows.map((row) => places[row] ?? 0);
  const context = contextFeatures(look);
  const match = matchFeatures(placesOfRows, asked, index);
  const question = questionTraits(query);
  const described = new Float32Array(rows.length * describedCount);
  for (const [at, row] of rows.entries()) {
    const place = placesOfRows[at] ?? 0;
    let end = at * describedCount;
    for (const part of [
      features.subarray(row * featureCount, (row + 1) * featureCount),
      context.subarray(row * contextFeatureCount, (row + 1) * contextFeatureCount),
      index.traits.subarray(place * traitCount, (place + 1) * traitCount),
      question,
      match.subarray(at * matchFeatureCount, (at + 1) * matchFeatureCount),
    ]) {
      described.set(part, end);
      end += part.length;
    }
  }
  return { rows, described };
}
