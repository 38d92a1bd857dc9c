/** How much the cosines of a chosen embedder count, whatever they are like. */
import assert from 'node:assert/strict';
import { chosenScores, type ChosenLeg } from '../../../server/regulations/search/chosenLeg.ts';

describe('the cosines of a chosen embedder', () => {
  const places = [4, 7, 9, 12, 20, 31];
  const legOf = (cosines: readonly number[]): ChosenLeg => ({
    kind: 'answered',
    found: [],
    cosine: (place) => cosines[places.indexOf(place)] ?? 0,
    how: 'test',
  });
  const rounded = (scores: Float32Array): readonly number[] =>
    [...scores].map((score) => Math.round(score * 1_000) / 1_000);
  const cosines = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];

  it('count in standard deviations above the mean of the candidates', () => {
    const scores = rounded(chosenScores(places, legOf(cosines)));
    assert.deepEqual(scores, [-0.732, -0.439, -0.146, 0.146, 0.439, 0.732]);
    // Another model spreads them otherwise and means the same.
    const narrow = cosines.map((cosine) => 0.8 + cosine / 10);
    assert.deepEqual(rounded(chosenScores(places, legOf(narrow))), scores);
  });

  it('leave a passage without a vector where it is', () => {
    const [first, second] = rounded(chosenScores(places, legOf([0, ...cosines.slice(1)])));
    assert.equal(first, 0);
    assert.equal(second, -0.707);
  });

  it('say nothing where there are few, where all are alike, or where there are none', () => {
    for (const leg of [legOf([0.1, 0.9]), legOf(places.map(() => 0.5)), { kind: 'absent', note: null } as const])
      assert.ok(chosenScores(places, leg).every((score) => Object.is(score, 0)));
  });
});
