/** Two hundred generated programs that try to outlive their cancel or timeout. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { endTrees, generateTrees } from '../unit/processes/hostileTrees.ts';

describe('hostile process trees, 200 of them', () => {
  it('leave nobody behind within 7 seconds', async function () {
    if (process.platform !== 'linux') this.skip();
    this.timeout(900_000);
    const ends = await endTrees(generateTrees(200, 1535), 5);
    assert.equal(ends.length, 200);
    assert.deepEqual(
      ends.flatMap(({ survivors }) => survivors),
      [],
    );
    const slowest = Math.max(...ends.map(({ endingMs }) => endingMs));
    assert.ok(slowest <= 7000, `the slowest took ${Math.round(slowest)} ms`);
    console.log(
      `      ${ends.reduce((sum, { processes }) => sum + processes, 0)} processes, slowest end ${Math.round(slowest)} ms`,
    );
  });
});
