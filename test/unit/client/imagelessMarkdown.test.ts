/** Tests that no image is left of Markdown, wherever its pieces are cut. */
import assert from 'node:assert/strict';
import { ImagelessMarkdown } from '../../../client/imagelessMarkdown.ts';

function shown(pieces: readonly string[]): string {
  const markdown = new ImagelessMarkdown();
  return pieces.map((piece) => markdown.add(piece)).join('') + markdown.end();
}

describe('Markdown without images', () => {
  const text = 'Wait! See ![x](https://evil.example/?q=1), ![y][z] and [a link](https://example.com)!';

  it('says all of the text, and shows no image, wherever it is cut', () => {
    const expected = text.replaceAll('![', '!\\[');
    for (let cut = 0; cut <= text.length; cut++) {
      assert.equal(shown([text.slice(0, cut), text.slice(cut)]), expected);
    }
    assert.equal(shown([...text]), expected);
  });

  it('holds nothing back in the end', () => {
    assert.equal(shown(['Wait', '!']), 'Wait!');
    assert.equal(shown(['!', '', '[x](y)']), '!\\[x](y)');
  });
});
