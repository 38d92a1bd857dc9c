/** A package with a file too many, or without one it needs, is refused. */
import assert from 'node:assert/strict';
import { addonName, findContentFaults, needed } from '../../../scripts/packageContents.ts';

const target = 'linux-x64';
const whole = [...needed, addonName(target)];

describe('the contents of a package', () => {
  it('are in order when they are what the list names', () => {
    assert.deepEqual(findContentFaults([...whole, 'extension/media/walkthrough/run.md'], target), []);
  });

  for (const leak of [
    'extension/.env',
    'extension/dist/server.cjs.map',
    'extension/dist/win32-x64.node',
    'extension/server/main.ts',
    'extension/media/../secret.png',
    'extension/docs/problems/notes.md',
    'extension/node_modules/zod/package.json',
  ]) {
    it(`are refused with ${leak}`, () => assert.equal(findContentFaults([...whole, leak], target).length, 1));
  }

  for (const name of whole) {
    it(`are refused without ${name}`, () => {
      const faults = findContentFaults(
        whole.filter((one) => one !== name),
        target,
      );
      assert.deepEqual(faults, [`${name} is missing from the package.`]);
    });
  }
});
