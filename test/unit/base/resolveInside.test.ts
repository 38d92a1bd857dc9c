/** Shows that no path that a workspace names leads out of it. */
import assert from 'node:assert/strict';
import { closeSync, openSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { confirmInside, refusedSpelling, resolveInside } from '../../../server/base/resolveInside.ts';
import { hostilePath, makeHostileTree, tryPath } from '../../long/drills/hostileTree.ts';
import type { HostileTree } from '../../long/drills/hostileTree.ts';
import { raceLinks } from '../../long/drills/raceLinks.ts';

describe('resolveInside', () => {
  let tree: HostileTree;

  beforeEach(() => {
    tree = makeHostileTree();
  });
  afterEach(() => {
    tree.remove();
  });

  const outside = { name: 'Failure', code: 'path-outside-workspace' };

  it('gives the real path of what exists and of what does not exist yet', () => {
    const { root } = tree;
    assert.equal(resolveInside(root, 'file'), path.join(root, 'file'));
    assert.equal(resolveInside(root, '.'), root);
    assert.equal(resolveInside(root, 'in/../file'), path.join(root, 'file'));
    assert.equal(resolveInside(root, '../workspace/file'), path.join(root, 'file'));
    assert.equal(resolveInside(root, 'in/new/file'), path.join(root, 'folder/deep/new/file'));
    assert.equal(resolveInside(root, 'in-dangling/x'), path.join(root, 'folder/not-yet/x'));
    assert.equal(resolveInside(root, 'file/below-a-file'), path.join(root, 'file/below-a-file'));
    assert.equal(resolveInside(root, '..names/begin...so'), path.join(root, '..names/begin...so'));
  });

  it('takes encoded tricks for the plain names that they are', () => {
    for (const name of ['%2e%2e', '..%2f..%2fetc', '．．', '~', '$HOME'])
      assert.equal(resolveInside(tree.root, `${name}/x`), path.join(tree.root, name, 'x'));
  });

  it('follows a link that stands for the workspace itself', () => {
    const alias = path.join(tree.outside, 'alias');
    symlinkSync(tree.root, alias);
    assert.equal(resolveInside(alias, 'in'), path.join(tree.root, 'folder/deep'));
  });

  for (const escape of [
    ...['..', '../outside/file', 'folder/../../outside', '../workspace-twin', '/etc/passwd', '//etc/passwd'],
    ...[
      'out',
      'out/file',
      'out-relative/new',
      'out-file',
      'out-dangling',
      'out-twin',
      'chain',
      'through',
      'up',
      'up/x',
    ],
    ...['folder/up/x', 'circle', 'circle/x', 'a\0b', 'C:\\Windows', 'c:file', '\\Windows', '\\\\server\\share\\x'],
  ])
    it(`refuses ${JSON.stringify(escape)}`, () => {
      assert.throws(() => resolveInside(tree.root, escape), outside);
    });

  it('knows what Windows makes of a name', () => {
    for (const name of [
      'file:stream',
      'file::$DATA',
      'a/NUL',
      'com1.txt',
      'lpt²',
      'dots..',
      'space ',
      '.. /x',
      'a\\b.',
    ])
      assert.notEqual(refusedSpelling(name, true), null, name);
    for (const name of ['a/../b', '.', 'null', 'console.ts', 'com.txt', '.hidden', 'a.b/c'])
      assert.equal(refusedSpelling(name, true), null, name);
    assert.equal(refusedSpelling('file:stream', false), null);
  });

  it('says which folder is missing', () => {
    const gone = path.join(tree.root, 'gone');
    assert.throws(() => resolveInside(gone, 'x'), { code: 'read-failed', message: /gone/ });
  });

  it('lets none of 5,000 generated paths out, and the harmless ones through', function () {
    this.timeout(60_000);
    let accepted = 0;
    fc.assert(
      fc.property(hostilePath, (hostile) => {
        if (tryPath(tree, hostile)) accepted++;
      }),
      { numRuns: 5_000 },
    );
    assert.ok(accepted > 500 && accepted < 4_500, `${String(accepted)} of 5,000 were accepted`);
  });

  it('notices after opening that a folder was exchanged for a link', () => {
    const file = resolveInside(tree.root, 'folder/file');
    renameSync(path.join(tree.root, 'folder'), path.join(tree.root, 'moved'));
    symlinkSync(tree.outside, path.join(tree.root, 'folder'));
    const descriptor = openSync(file, 'a');
    try {
      assert.throws(() => confirmInside(tree.root, file, descriptor), outside);
    } finally {
      closeSync(descriptor);
    }
  });

  it('notices after opening that another file has the name now', () => {
    const file = path.join(tree.root, 'file');
    const descriptor = openSync(file, 'r');
    try {
      assert.equal(confirmInside(tree.root, file, descriptor), 'inside');
      writeFileSync(`${file}.new`, 'inside');
      renameSync(`${file}.new`, file);
      assert.equal(confirmInside(tree.root, file, descriptor), 'exchanged');
    } finally {
      closeSync(descriptor);
    }
  });

  it('reads and writes nothing outside in 100 races with a link', async function () {
    this.timeout(60_000);
    if (process.platform === 'win32') this.skip();
    const { inside, refused } = await raceLinks(100);
    assert.equal(inside + refused, 100);
    assert.ok(inside > 0 && refused > 0, `${String(inside)} inside, ${String(refused)} refused`);
  });
});
