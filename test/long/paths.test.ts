/** The long form of the proof that no path leads out of the workspace. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hostilePath, makeHostileTree, tryPath } from './drills/hostileTree.ts';
import { raceLinks } from './drills/raceLinks.ts';

describe('paths, long', () => {
  it('lets none of 100,000 generated paths out', function () {
    this.timeout(600_000);
    const tree = makeHostileTree();
    let accepted = 0;
    try {
      fc.assert(
        fc.property(hostilePath, (hostile) => {
          if (tryPath(tree, hostile)) accepted++;
        }),
        { numRuns: 100_000 },
      );
    } finally {
      tree.remove();
    }
    console.log(`      100,000 paths: ${String(accepted)} accepted, 0 escapes`);
    assert.ok(accepted > 10_000 && accepted < 90_000);
  });

  it('reads and writes nothing outside in 1,000 races with a link', async function () {
    this.timeout(600_000);
    if (process.platform === 'win32') this.skip();
    const { inside, refused } = await raceLinks(1000);
    console.log(`      1,000 races: ${String(inside)} inside, ${String(refused)} refused, 0 escapes`);
    assert.ok(inside > 0 && refused > 0);
  });
});
