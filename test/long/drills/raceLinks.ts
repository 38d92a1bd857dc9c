/** Reads and writes through a folder that another process keeps exchanging for a link out of the workspace. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../../server/base/failure.ts';
import { readTextFile, replaceFileSync } from '../../../server/base/replaceFile.ts';
import { resolveInside } from '../../../server/base/resolveInside.ts';
import { describeOutside, makeHostileTree } from './hostileTree.ts';

export interface RaceFigures {
  /** Reads and writes that took place inside. */
  readonly inside: number;
  /** Attempts that were refused, found nothing, or found the file changed. */
  readonly refused: number;
}

/**
 * @param races attempts to read and then to write that begin while the folder is no link
 * @throws AssertionError at the first escape
 */
export async function raceLinks(races: number): Promise<RaceFigures> {
  const tree = makeHostileTree();
  const flipped = path.join(tree.root, 'flip');
  mkdirSync(flipped);
  writeFileSync(path.join(flipped, 'file'), 'inside');
  symlinkSync(tree.outside, path.join(tree.root, 'flip-link'));
  const before = describeOutside(tree);

  const flipper = spawn(process.execPath, [path.join(import.meta.dirname, 'linkFlipper.ts'), flipped], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let inside = 0;
  let refused = 0;
  let after = '';
  try {
    await once(flipper.stdout, 'data');
    while (inside + refused < races) {
      const file = resolveUnlessLink(tree.root);
      if (file === null) continue;
      try {
        const read = await readTextFile(file, 1000, tree.root);
        if (read.kind === 'text') assert.equal(read.text, 'inside', 'a file outside was read');
        const written = replaceFileSync(file, Buffer.from('inside'), [Buffer.from('inside')], tree.root);
        // The hash of the file outside is given as the expected one, so that only the place can save it.
        const escaped = replaceFileSync(file, Buffer.from('secret'), [Buffer.from('overwritten')], tree.root);
        assert.equal(escaped, 'changed', 'a file outside was written');
        if (read.kind === 'text' && written === 'written') inside++;
        else refused++;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        assert.ok(['path-outside-workspace', 'write-failed'].includes(error.code), error.message);
        refused++;
      }
    }
  } finally {
    flipper.kill('SIGKILL');
    await once(flipper, 'close');
    after = describeOutside(tree);
    tree.remove();
  }
  assert.equal(after, before, 'something outside the workspace was made or changed');
  return { inside, refused };
}

/** Null while the folder is a link, which is no race. */
function resolveUnlessLink(root: string): string | null {
  try {
    return resolveInside(root, 'flip/file');
  } catch (error) {
    if (error instanceof Failure && error.code === 'path-outside-workspace') return null;
    throw error;
  }
}
