/** The second ranking: company counts, scores only change hands, and what stands far behind stays there. */
import assert from 'node:assert/strict';
import { contextFeatureCount, contextFeatures } from '../../../server/regulations/search/contextFeatures.ts';
import { featureCount } from '../../../server/regulations/search/candidateFeatures.ts';
import { fittedTrees } from '../../../server/regulations/search/fittedTrees.ts';
import { buildLexicalIndex } from '../../../server/regulations/search/lexicalIndex.ts';
import { RankingTrees } from '../../../server/regulations/search/rankingTrees.ts';
import { describedCount, rankAgain } from '../../../server/regulations/search/rankAgain.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';

/** Two documents, one passage after the other. */
function indexOf(texts: readonly string[], perDocument: number) {
  const passages = texts.map((text, place) => ({
    sequence: place + 1,
    document: Math.floor(place / perDocument) + 1,
    ordinal: place % perDocument,
    parent: null,
    reference: `${Math.floor((place % perDocument) / 2) + 1}.${(place % 2) + 1}`,
    headings: [],
    text,
    mentions: [],
  }));
  return buildLexicalIndex(passages, new TermSplitter());
}

const index = indexOf(
  [
    'Records must be kept for six years.',
    'Records must be kept where they can be read.',
    'A fee is due each year.',
    'Directors meet twice.',
    'Records of trades must be kept.',
    'Auditors are appointed by members.',
  ],
  4,
);

describe('the company of candidates', () => {
  const places = [0, 1, 3, 4];
  const scores = Float32Array.of(4, 1, 0, 2);
  const features = contextFeatures({ index, places, scores, dense: null });
  const of = (row: number): readonly number[] =>
    Array.from(features.subarray(row * contextFeatureCount, (row + 1) * contextFeatureCount));

  it('is how far behind the first a candidate stands, and which rank it has', () => {
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => of(row)[0]),
      [0, -3, -4, -2],
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => Math.round(Math.expm1(of(row)[1] ?? 0))),
      [0, 2, 3, 1],
    );
  });

  it('is the nearest candidate of the same document, and no neighbour of another', () => {
    const [, , , nextOfSecond, nearOfSecond] = of(1);
    assert.equal(nextOfSecond, 0);
    assert.equal(nearOfSecond, 0);
    const [, , , nextOfThird, nearOfThird] = of(2);
    assert.equal(nextOfThird, -12);
    assert.equal(nearOfThird, 0);
    const [, , , nextOfOther, nearOfOther] = of(3);
    assert.deepEqual([nextOfOther, nearOfOther], [-12, -12]);
  });

  it('is what the rest of the document and of the section weigh', () => {
    const share = (row: number): number => of(row)[2] ?? 0;
    assert.ok(Math.abs([0, 1, 2, 3].reduce((sum, row) => sum + share(row), 0) - 1) < 1e-6);
    assert.ok(Math.abs((of(1)[5] ?? 0) - share(0) - share(2)) < 1e-6);
    assert.ok(Math.abs((of(1)[6] ?? 0) - share(0)) < 1e-6);
    assert.ok((of(3)[5] ?? 1) < 1e-6);
  });

  it('is what a text has in common with the first', () => {
    const common = [0, 1, 2, 3].map((row) => of(row)[9] ?? 0);
    assert.equal(common[0], 0);
    assert.ok((common[1] ?? 0) > (common[2] ?? 0));
  });
});

describe('the second ranking', () => {
  it('has whole trees over features that there are', () => {
    for (const [at, tree] of fittedTrees.entries()) {
      const [decisions = '', leaves = ''] = tree.split(' | ');
      const numbers = decisions.split(' ').map((decision) => decision.split('<').map(Number));
      assert.equal(numbers.length, 7, `tree ${at}`);
      assert.equal(leaves.split(' ').length, 8, `tree ${at}`);
      for (const [feature = NaN, threshold = NaN] of numbers) {
        assert.ok(Number.isInteger(feature) && feature < describedCount, `tree ${at}`);
        assert.ok(Number.isFinite(threshold), `tree ${at}`);
      }
      assert.ok(leaves.split(' ').map(Number).every(Number.isFinite), `tree ${at}`);
    }
  });

  it('goes down a tree by its decisions, and sums up all trees', () => {
    const trees = new RankingTrees([
      '0<0.5 1<0.5 1<2.5 0<1e9 0<1e9 0<1e9 0<1e9 | 1 0 2 0 3 0 4 0',
      '1<0.5 0<1e9 0<1e9 0<1e9 0<1e9 0<1e9 0<1e9 | 10 0 0 0 20 0 0 0',
    ]);
    const score = (...described: number[]): number => trees.score(Float32Array.from(described));
    assert.deepEqual([score(0, 0), score(0, 1), score(1, 0), score(1, 3)], [11, 22, 13, 24]);
  });

  it('lets the scores change hands, and leaves what stands far behind where it is', () => {
    const many = indexOf(
      Array.from({ length: 80 }, (_, place) => `Rule ${place} on records of kind ${place % 7}`),
      40,
    );
    const random = new SeededRandom(5);
    const places = Array.from({ length: 80 }, (_, place) => place);
    const scores = Float32Array.from(places, (place) => 8 - place / 10);
    const features = Float32Array.from({ length: 80 * featureCount }, () => random.below(1_000) / 1_000);
    const again = rankAgain(
      {
        index: many,
        query: 'Which records?',
        asked: { stems: [], shares: new Map() },
        places,
        scores,
        dense: null,
        features,
      },
      new RankingTrees(fittedTrees),
    );
    assert.deepEqual(again.toSorted(), scores.toSorted());
    assert.deepEqual(again.subarray(50), scores.subarray(50));
    assert.notDeepEqual(again.subarray(0, 50), scores.subarray(0, 50));
  });
});
