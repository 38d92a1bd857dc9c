/** Tests that a command line falls into the words that a real shell sees. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { splitWords } from '../../../server/phases/executors/splitWords.ts';

describe('splitWords', () => {
  it('splits at white space and keeps what is quoted', () => {
    assert.deepEqual(splitWords(`agent --spec '{spec}' "a b"c \\$x ""`), [
      'agent',
      '--spec',
      '{spec}',
      'a bc',
      '$x',
      '',
    ]);
    assert.deepEqual(splitWords('  '), []);
  });

  it('is null when a quote is not closed', () => {
    for (const text of [`a 'b`, `a "b`, `"a\\"`]) assert.equal(splitWords(text), null, text);
  });

  it('agrees with sh', function () {
    if (process.platform === 'win32') this.skip();
    const piece = fc.constantFrom('a', 'b c', ' ', "'", '"', '\\', '\\"', "\\'", '{spec}', '--x=1', '😀', '\t');
    const lines = fc
      .sample(fc.array(piece, { maxLength: 12 }), { numRuns: 400, seed: 7 })
      .map((parts) => parts.join(''))
      .filter((line) => splitWords(line) !== null && !line.endsWith('\\'));
    assert.ok(lines.length > 100);
    const script = lines.map((line) => `printf '%s\\0' ${line}; printf '\\001'`).join('\n');
    const output = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
    for (const [index, printed] of output.split('\u0001').slice(0, -1).entries()) {
      const words = splitWords(lines[index] ?? '');
      // Without an argument printf prints its format once, as one empty word.
      const expected = words?.length === 0 ? [''] : words;
      assert.deepEqual(printed.split('\0').slice(0, -1), expected, lines[index]);
    }
  });
});
