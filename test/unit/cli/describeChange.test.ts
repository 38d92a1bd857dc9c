/** What would change is told line by line, and nothing of it is left out. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeChange } from '../../../server/cli/describeChange.ts';

describe('describeChange', () => {
  it('shows what comes and goes, with the lines near it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\n';
    assert.equal(
      describeChange(before, 'a\nb\nc\nd\nx\nf\ng\nh\n'),
      '    …\n    c\n    d\n  - e\n  + x\n    f\n    g\n  + h\n',
    );
    assert.equal(describeChange('', 'a\n'), '  + a\n');
    assert.equal(describeChange(before, before), '');
  });

  it('tells every line that differs, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    const marked = (change: string, sign: string) =>
      change.split('\n').filter((line) => line.startsWith(`  ${sign}`)).length;
    const lines = (of: string) => of.replace(/\n$/, '').split('\n').length - (of === '' ? 1 : 0);
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = describeChange(before, after);
        assert.equal(lines(before) - marked(change, '-') + marked(change, '+'), lines(after));
      }),
    );
  });
});
