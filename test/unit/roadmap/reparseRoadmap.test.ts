/** Shows that a roadmap parsed version by version is what parsing each version anew gives. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { reparseRoadmap } from '../../../server/roadmap/reparseRoadmap.ts';
import { checkReparsing, inFull } from './fuzzRoadmap.ts';

const plan = Array.from(
  { length: 40 },
  (_, index) =>
    `## Phase ${index}: Title ${index}\n**Status:** TODO\n**Spec:** stages/${index}.md\n**Goal:** Goal ${index}\n\n`,
).join('');

describe('reparseRoadmap', () => {
  it('gives what parsing anew gives, edit after edit', () => {
    const reused = checkReparsing(1500);
    assert.ok(reused > 500, `only ${reused} phases were reused`);
  });

  it('reuses the phases before a change and moves those behind it', () => {
    const before = reparseRoadmap(null, plan);
    const after = reparseRoadmap(before, plan.replace('Title 20', 'Another title\nand a line'));
    assert.deepEqual(inFull(after.parsed), parseRoadmap(after.text));
    assert.equal(after.parsed.roadmap.phases[18], before.parsed.roadmap.phases[18]);
    assert.notEqual(after.parsed.roadmap.phases[20], before.parsed.roadmap.phases[20]);
    assert.notEqual(after.parsed.roadmap.phases[21], before.parsed.roadmap.phases[21]);
    const replaced = reparseRoadmap(after, after.text.replace('Goal 3\n', 'Goal 4\n'));
    assert.equal(replaced.parsed.roadmap.phases[39], after.parsed.roadmap.phases[39]);
    assert.deepEqual(inFull(replaced.parsed), parseRoadmap(replaced.text));
  });

  for (const [what, edit] of [
    ['a fence is opened', (text: string) => text.replace('**Goal:** Goal 5', '```\n**Goal:** Goal 5')],
    ['a comment is opened', (text: string) => text.replace('**Goal:** Goal 5', '<!--\n**Goal:** Goal 5')],
    ['a heading stops being one', (text: string) => text.replace('## Phase 7:', '- item\n  ## Phase 7:')],
    ['a heading joins the line above', (text: string) => text.replace('\n\n## Phase 9:', '## Phase 9:')],
    ['everything goes', () => ''],
  ] as const) {
    it(`gives what parsing anew gives when ${what}, and when it is taken back`, () => {
      const before = reparseRoadmap(null, plan);
      const changed = reparseRoadmap(before, edit(plan));
      assert.deepEqual(inFull(changed.parsed), parseRoadmap(changed.text));
      const back = reparseRoadmap(changed, plan);
      assert.deepEqual(inFull(back.parsed), before.parsed);
    });
  }

  it('keeps no earlier version of the text alive', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    let version = reparseRoadmap(null, plan + 'x'.repeat(4_000_000));
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 30; index++) {
      version = reparseRoadmap(version, version.text.replace(`Title ${index}\n`, `A rather long title ${index}!\n`));
    }
    gc();
    const grownMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    assert.equal(version.parsed.roadmap.phases.length, 40);
    assert.ok(grownMb < 12, `${grownMb.toFixed(1)} MB more`);
  });
});
