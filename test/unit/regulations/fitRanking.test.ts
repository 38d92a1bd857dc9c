/** Fitting a ranking: what is learnt orders candidates that were not learnt from. */
import assert from 'node:assert/strict';
import { fitModel } from '../../../bench/ranking/fitModel.ts';
import { fitTrees } from '../../../bench/ranking/fitTrees.ts';
import { featureCount } from '../../../server/regulations/search/candidateFeatures.ts';
import { RankingModel } from '../../../server/regulations/search/rankingModel.ts';
import { RankingTrees } from '../../../server/regulations/search/rankingTrees.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';

const candidates = 20;

/** The candidate that answers is the one whose two features together are greatest, which neither of them tells alone. */
function questions(count: number, width: number, seed: number) {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => {
    const described = Float32Array.from({ length: candidates * width }, () => random.next());
    const worth = Array.from({ length: candidates }, (_, row) => {
      const [first = 0, second = 0] = described.subarray(row * width, row * width + 2);
      return Math.min(first, second);
    });
    const best = worth.indexOf(Math.max(...worth));
    return { described, isRelevant: Uint8Array.from(worth, (_, row) => (row === best ? 1 : 0)) };
  });
}

/** The share of the questions whose answer is first. */
function shareFirst(
  asked: ReturnType<typeof questions>,
  score: (described: Float32Array) => ArrayLike<number>,
): number {
  const right = asked.filter(({ described, isRelevant }) => {
    const scores = Array.from(score(described));
    return isRelevant[scores.indexOf(Math.max(...scores))] === 1;
  });
  return right.length / asked.length;
}

describe('a fit', () => {
  it('of the trees finds out what puts the answer first', () => {
    const width = 4;
    const trees = new RankingTrees(fitTrees(questions(400, width, 1), width));
    const share = shareFirst(questions(200, width, 2), (described) =>
      Array.from({ length: candidates }, (_, row) => trees.score(described.subarray(row * width, (row + 1) * width))),
    );
    assert.ok(share > 0.6, String(share));
  });

  it('of the model finds it out too, and is the same each time', () => {
    const learnt = questions(300, featureCount, 3).map(({ described, isRelevant }) => ({
      query: '',
      asked: { stems: [], shares: new Map<number, number>() },
      places: Array.from(isRelevant.keys()),
      features: described,
      dense: null,
      isRelevant,
    }));
    const weights = fitModel(learnt);
    assert.deepEqual(fitModel(learnt), weights);
    const model = new RankingModel(weights);
    const share = shareFirst(questions(200, featureCount, 4), (described) => model.score(described));
    assert.ok(share > 0.5, String(share));
  });
});
