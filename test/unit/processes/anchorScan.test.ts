/** The first look at output misses nothing that a plain search finds. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AnchorScan } from '../../../server/base/processes/anchorScan.ts';

describe('AnchorScan', () => {
  it('finds what a plain search finds, and where its first end is', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '-', '1'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 12 }),
        fc.string({ unit: fc.constantFrom('A', 'b', 'c', '-', '1', 'é', ' '), maxLength: 40 }),
        (anchors, text) => {
          const scan = new AnchorScan(anchors.map((anchor, id) => ({ bytes: Buffer.from(anchor), id })));
          const folded = text.toLowerCase();
          const expected = anchors.flatMap((anchor, id) => (folded.includes(anchor.toLowerCase()) ? [id] : []));
          assert.deepEqual(
            [...scan.idsIn(text)].sort((a, b) => a - b),
            expected,
          );
          const bytes = Buffer.from(folded);
          const ends = anchors.flatMap((anchor) => {
            const at = bytes.indexOf(anchor.toLowerCase());
            return at < 0 ? [] : [at + anchor.length - 1];
          });
          assert.equal(
            scan.firstEnd(Buffer.from(text), 0, Buffer.byteLength(text)),
            ends.length === 0 ? -1 : Math.min(...ends),
          );
        },
      ),
    );
  });

  it('works with more kinds of byte than it tells apart', () => {
    const anchors = Array.from(
      { length: 90 },
      (_, at) => `${String.fromCharCode(33 + at)}x${String.fromCharCode(33 + at)}`,
    );
    const scan = new AnchorScan(anchors.map((anchor, id) => ({ bytes: Buffer.from(anchor), id })));
    anchors.forEach((anchor, id) => assert.ok(scan.idsIn(`..${anchor}..`).has(id), anchor));
    assert.equal(scan.firstEnd(Buffer.from('nothing to see'), 0, 14), -1);
  });

  it('works without anchors', () => {
    assert.equal(new AnchorScan([]).firstEnd(Buffer.from('abc'), 0, 3), -1);
  });
});
