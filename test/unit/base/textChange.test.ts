/** Shows that the stretch in which texts differ is found, and that a line index follows a text through its changes. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../../server/base/lineIndex.ts';
import { findChange } from '../../../server/base/textChange.ts';

const piece = fc.oneof(
  fc.constantFrom('\r', '\n', '\r\n', 'a', '\u{1f680}', 'x'.repeat(5000), ''),
  fc.string({ maxLength: 5 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));

/** Lines as LSP counts them, found in the plainest way. */
function plainStarts(of: string): readonly number[] {
  return [0, ...[...of.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
}

describe('findChange', () => {
  it('finds a stretch that turns the one text into the other, and none where there is none', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const change = findChange(one, other);
        if (change === null) return assert.equal(one, other);
        const { start, oldEnd, newEnd } = change;
        assert.equal(one.slice(0, start) + other.slice(start, newEnd) + one.slice(oldEnd), other);
        assert.ok(start <= oldEnd && start <= newEnd);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds no more than the change', () => {
    const long = 'line\n'.repeat(3000);
    assert.deepEqual(findChange(long, `${long.slice(0, 7000)}new${long.slice(7001)}`), {
      start: 7000,
      oldEnd: 7001,
      newEnd: 7003,
    });
    assert.deepEqual(findChange('aaaa', 'aaa'), { start: 3, oldEnd: 4, newEnd: 3 });
    assert.equal(findChange(long, `${long}`), null);
  });
});

describe('LineIndex', () => {
  it('has the lines of each version, whatever the version before was', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), (versions) => {
        let index: LineIndex | undefined;
        for (const version of versions) {
          index = new LineIndex(version, index);
          assert.deepEqual([...index.starts], plainStarts(version));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the same lines after an edit in the middle', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(5), piece, (before, at, removed, inserted) => {
        const start = Math.min(at % (before.length + 1), before.length);
        const after = before.slice(0, start) + inserted + before.slice(start + removed);
        assert.deepEqual([...new LineIndex(after, new LineIndex(before)).starts], plainStarts(after));
      }),
      { numRuns: 3000 },
    );
  });

  it('turns offsets into positions and back', () => {
    fc.assert(
      fc.property(text, fc.nat(), (of, at) => {
        const index = new LineIndex(of);
        const offset = at % (of.length + 1);
        const position = index.positionAt(offset);
        const isInsideBreak = of[offset] === '\n' && of[offset - 1] === '\r';
        assert.equal(index.offsetAt(position), isInsideBreak ? offset - 1 : offset);
      }),
    );
    const index = new LineIndex('ab\r\ncd');
    assert.equal(index.offsetAt({ line: 0, character: 9 }), 2);
    assert.equal(index.offsetAt({ line: 7, character: 0 }), 6);
    assert.equal(index.offsetAt({ line: -1, character: 3 }), 0);
    assert.deepEqual(index.positionAt(99), { line: 1, character: 2 });
  });
});
