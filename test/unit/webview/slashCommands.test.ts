/** Tests what is a command in a composer, and what of it has been typed. */
import assert from 'node:assert/strict';
import { readCommand } from '../../../webview/chat/slashCommands.ts';

describe('a command in the composer', () => {
  const matching = (text: string): readonly string[] => {
    const typed = readCommand(text);
    return typed.kind === 'beginning' ? typed.matching.map(({ name }) => name) : [];
  };

  it('is offered from its first letter on', () => {
    assert.deepEqual(matching('/'), ['regulation', 'memory', 'phase', 'export']);
    assert.deepEqual(matching('/RE'), ['regulation']);
    assert.deepEqual(matching('/export'), ['export']);
  });

  it('has words once a space follows', () => {
    assert.deepEqual(readCommand('/regulation six years '), {
      kind: 'command',
      name: 'regulation',
      words: 'six years',
    });
    assert.deepEqual(readCommand('/Phase\n17A'), { kind: 'command', name: 'phase', words: '17A' });
    assert.deepEqual(readCommand('/memory '), { kind: 'command', name: 'memory', words: '' });
  });

  it('is none anywhere but at the start', () => {
    for (const text of ['', 'a /regulation', ' /regulation x', '/ and', 'either/or'])
      assert.equal(readCommand(text).kind, 'none', text);
  });

  it('that nobody knows is said, with those that there are', () => {
    for (const text of ['/regulate', '/regulations x', '/etc/hosts is wrong', '/re x', '/__proto__']) {
      const typed = readCommand(text);
      assert.match(
        typed.kind === 'unknown' ? typed.note : typed.kind,
        /\/regulation, \/memory, \/phase, \/export.*space/,
      );
    }
  });
});
