/** Compares which headings the parser sees with which a CommonMark renderer shows. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';

/**
 * Left out, because the parser differs on purpose: comments that begin inside a line and run on, HTML blocks such as
 * `<details>` that hide the line below them, and text that goes on with the paragraph of a
 * blockquote although the blockquote ends in none.
 */
const lines = [
  '## Phase 1: a',
  '## Phase 2: b',
  '  ## Phase 3: c',
  '   ## Phase 4: d ##',
  '    ## Phase 5: e',
  '\t## Phase 6: f',
  '## Phase 7: `code` <!-- x -->',
  '## Section',
  '# Top',
  '### Sub',
  '####### seven',
  '#',
  '##',
  '```',
  '````',
  '~~~',
  '```js',
  '  ```',
  '   ~~~~',
  '      ```',
  '    ```',
  '\t```',
  '``` a`b',
  '~~~ x~y',
  '- item',
  '  - nested',
  '    - deep',
  '* star',
  '+\ttab',
  '1. one',
  '2) two',
  '10. ten',
  '-',
  '- - x',
  '- ```',
  '1. ~~~',
  '- <!--',
  '- > x',
  '> quote',
  // With the blank line that makes plain where the quote ends.
  '> ```\n',
  '> <!--\n',
  '   > q',
  '<!--',
  '  <!--',
  '-->',
  '<!-- a -->',
  '<!-->',
  'text `<!--` text',
  'text \\<!-- text',
  'text',
  '   text',
  '    indented',
  '\ttext',
  '`',
  '**Status:** TODO',
  '---',
  '***',
  '* * *',
  '',
  '',
  '',
];

const markdownIt = new MarkdownIt('commonmark');

/** Lines of the level-2 ATX headings that read like phases, outside blockquotes. */
export function renderedPhases(text: string): number[] {
  const written = text.split('\n');
  let quotes = 0;
  return markdownIt.parse(text, {}).flatMap((token) => {
    if (token.type === 'blockquote_open') quotes++;
    if (token.type === 'blockquote_close') quotes--;
    const line = token.map?.[0] ?? -1;
    const isPhase = token.type === 'heading_open' && token.markup === '##' && quotes === 0;
    return isPhase && /^ {0,3}## Phase/.test(written[line] ?? '') ? [line] : [];
  });
}

/** Returns how many phases were compared. */
export function compareWithMarkdownIt(runs: number): number {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 12, size: 'max' }), (parts) => {
      const text = parts.join('\n');
      const expected = renderedPhases(text);
      assert.deepEqual(
        parseRoadmap(text).roadmap.phases.map(({ line }) => line),
        expected,
      );
      compared += expected.length;
    }),
    { numRuns: runs },
  );
  return compared;
}
