/** Programs that try to outlive their cancel or timeout: a small, fixed set; the long form has hundreds. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { endTrees, generateTrees, type HostileProcess } from './hostileTrees.ts';

const leaf: HostileProcess = {
  way: 'fork',
  ignoresTerm: false,
  respawns: false,
  holdsPipe: true,
  clearsEnvironment: false,
  leavesChildren: false,
  children: [],
};

describe('hostile process trees', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  const named: Readonly<Record<string, HostileProcess>> = {
    'ignores SIGTERM': { ...leaf, ignoresTerm: true },
    'left its session': { ...leaf, children: [{ ...leaf, way: 'setsid', ignoresTerm: true }] },
    'lost its parent and its session': { ...leaf, children: [{ ...leaf, way: 'setsid-double-fork' }] },
    'grandchildren whose parent has ended': {
      ...leaf,
      children: [{ ...leaf, leavesChildren: true, children: [{ ...leaf, way: 'double-fork', holdsPipe: false }] }],
    },
    'cleared its environment': { ...leaf, children: [{ ...leaf, clearsEnvironment: true, ignoresTerm: true }] },
    'starts a successor when it is asked to end': { ...leaf, respawns: true },
  };

  it('leave nobody behind within 7 seconds', async function () {
    this.timeout(60_000);
    const names = [...Object.keys(named), ...Array.from({ length: 6 }, (_, at) => `generated ${at}`)];
    const ends = await endTrees([...Object.values(named), ...generateTrees(6, 15)], 4);
    ends.forEach(({ by, outcome, survivors, endingMs }, at) => {
      assert.equal(outcome, by === 'cancel' ? 'cancelled' : 'timed-out', names[at]);
      assert.deepEqual(survivors, [], names[at]);
      assert.ok(endingMs <= 7000, `${names[at] ?? ''} took ${Math.round(endingMs)} ms`);
    });
    assert.ok(ends.some(({ processes }) => processes > 3));
  });
});
