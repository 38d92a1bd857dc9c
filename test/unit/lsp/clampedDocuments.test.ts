/** Tests that a change outside the text goes to its nearest place, and that places are right afterwards. */
import assert from 'node:assert/strict';
import { clampedDocuments } from '../../../server/lsp/clampedDocuments.ts';

const open = (text: string) => clampedDocuments.create('file:///a.md', 'markdown', 1, text);
const at = (line: number, character: number) => ({ line, character });

describe('clampedDocuments', () => {
  it('put a change far behind the end at the end, and count lines as before', () => {
    const range = { start: at(2_147_483_647, 7), end: at(2_147_483_647, 9) };
    const document = clampedDocuments.update(open('a\nb\n'), [{ range, text: 'c\nd' }], 2);
    assert.equal(document.getText(), 'a\nb\nc\nd');
    assert.deepEqual(document.positionAt(7), at(3, 1));
    assert.deepEqual([document.lineCount, document.version], [4, 2]);
  });

  it('make changes in turn, each in the text that the one before left', () => {
    const changes = [
      { range: { start: at(0, 99), end: at(1, 0) }, text: ' ' },
      { range: { start: at(0, 0), end: at(0, 1) }, text: 'x\n' },
      { text: 'whole' },
      { range: { start: at(5, 0), end: at(5, 0) }, text: '!' },
    ];
    assert.equal(clampedDocuments.update(open('a\nb'), changes.slice(0, 2), 2).getText(), 'x\n b');
    assert.equal(clampedDocuments.update(open('a\nb'), changes, 2).getText(), 'whole!');
  });
});
