/** A workspace full of links that lead elsewhere, and paths that try to get out of it. */
import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { Failure } from '../../../server/base/failure.ts';
import { resolveInside } from '../../../server/base/resolveInside.ts';

export interface HostileTree {
  /** Without links. */
  readonly root: string;
  readonly outside: string;
  remove(): void;
}

export function makeHostileTree(): HostileTree {
  const base = mkdtempSync(path.join(tmpdir(), 'phasegate-tree-'));
  const root = path.join(base, 'workspace');
  const outside = path.join(base, 'outside');
  mkdirSync(path.join(root, 'folder', 'deep'), { recursive: true });
  mkdirSync(path.join(outside, 'folder'), { recursive: true });
  // A neighbour whose name begins as the workspace's does.
  mkdirSync(path.join(base, 'workspace-twin'));
  writeFileSync(path.join(root, 'file'), 'inside');
  writeFileSync(path.join(outside, 'file'), 'secret');
  const links: readonly (readonly [name: string, target: string])[] = [
    ['in', 'folder/deep'],
    ['in-absolute', path.join(root, 'folder')],
    ['in-dangling', 'folder/not-yet'],
    ['out', outside],
    ['out-relative', '../outside'],
    ['out-file', path.join(outside, 'file')],
    ['out-dangling', path.join(outside, 'not-yet')],
    ['out-twin', '../workspace-twin'],
    ['chain', 'chain-next'],
    ['chain-next', 'out-dangling'],
    ['through', 'in/../../../outside/not-yet'],
    ['circle', 'circle'],
    ['up', '..'],
    ['folder/up', '../..'],
  ];
  for (const [name, target] of links) symlinkSync(target, path.join(root, name));
  return { root, outside, remove: () => rmSync(base, { recursive: true }) };
}

const segment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('folder', 'deep', 'file', 'not-yet', 'in', 'in-absolute', 'in-dangling') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'out',
      'out-relative',
      'out-file',
      'out-dangling',
      'out-twin',
      'chain',
      'through',
      'circle',
      'up',
    ),
  },
  { weight: 5, arbitrary: fc.constantFrom('..', '.', '') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '...',
        '.. ',
        '..\\',
        '..\\..',
        '%2e%2e',
        '%2e%2e%2f',
        '..%2f..',
        '..%5c',
        '..;',
        '\u2025',
        '．．',
        '~',
        '$HOME',
      ],
      ...[
        'C:',
        'c:file',
        'C:\\Windows',
        '\\\\server\\share',
        '\\\\?\\C:\\x',
        'file::$DATA',
        'file:stream',
        'NUL',
        'aux.txt',
      ],
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(300), 'a\0b', '\0', 'folder\n', '-rf') },
);

/** Relative, absolute and crooked paths; most of them begin with something that exists in a `HostileTree`. */
export const hostilePath = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      fc.constantFrom('/', '//', '\\', 'C:/', '/proc/self/root/', './'),
    ),
    fc.array(segment, { minLength: 1, maxLength: 8 }),
    fc.constantFrom('/', '/', '/', '/', '\\', '//'),
  )
  .map(([start, segments, separator]) => start + segments.join(separator));

/**
 * Resolves one path and looks, by the file system itself, whether the answer is inside and free of links.
 * @returns whether the path was accepted
 */
export function tryPath(tree: HostileTree, hostile: string): boolean {
  let resolved: string;
  try {
    resolved = resolveInside(tree.root, hostile);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, 'path-outside-workspace', error.message);
    return false;
  }
  assert.ok(resolved === tree.root || resolved.startsWith(tree.root + path.sep), `${hostile} → ${resolved}`);
  let way = tree.root;
  for (const name of path.relative(tree.root, resolved).split(path.sep)) {
    assert.ok(name !== '..', resolved);
    way = path.join(way, name);
    let isLink: boolean;
    try {
      isLink = lstatSync(way).isSymbolicLink();
    } catch {
      break;
    }
    assert.ok(!isLink, `${hostile} → ${resolved}, where ${way} is a link`);
  }
  return true;
}

/** Everything outside the workspace, as one text to compare. */
export function describeOutside(tree: HostileTree): string {
  return readdirSync(tree.outside, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return entry.isFile() ? `${file}=${readFileSync(file, 'utf8')}` : file;
    })
    .sort()
    .join('\n');
}
