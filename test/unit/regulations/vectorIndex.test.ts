/** Both indexes of vectors find what is nearest; the graph as good as all of it. */
import assert from 'node:assert/strict';
import { ExactVectorIndex } from '../../../server/regulations/exactVectorIndex.ts';
import { HnswVectorIndex } from '../../../server/regulations/hnswVectorIndex.ts';
import { SeededRandom } from '../../../server/regulations/search/seededRandom.ts';

const dimension = 16;
const count = 2_000;

describe('indexes of vectors', () => {
  const random = new SeededRandom(5);
  const unit = (): Float32Array => {
    const vector = Float32Array.from({ length: dimension }, () => random.normal());
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const vectors = new Float32Array(count * dimension);
  // The last one stays 0, as that of a passage without known words.
  for (let place = 0; place < count - 1; place++) vectors.set(unit(), place * dimension);

  it('find a vector itself first, and never one of length 0', async () => {
    for (const index of [new ExactVectorIndex(vectors, dimension), new HnswVectorIndex(vectors, dimension)]) {
      const [first] = await index.nearest(vectors.slice(70 * dimension, 71 * dimension), 5);
      assert.equal(first?.place, 70);
      assert.ok(Math.abs(first.cosine - 1) < 1e-5);
      const all = await index.nearest(unit(), count);
      assert.ok(all.every(({ place }) => place !== count - 1));
    }
  });

  it('agree on at least 99 of 100 neighbours', async () => {
    const exact = new ExactVectorIndex(vectors, dimension);
    const graph = new HnswVectorIndex(vectors, dimension);
    let common = 0;
    for (let round = 0; round < 100; round++) {
      const query = unit();
      const wanted = new Set((await exact.nearest(query, 10)).map(({ place }) => place));
      common += (await graph.nearest(query, 10)).filter(({ place }) => wanted.has(place)).length;
    }
    assert.ok(common >= 990, `${common} of 1000`);
  });
});
