/** Corners of fences, comments, lists and inline code, each of which decides whether a phase or a field is seen. */
import assert from 'node:assert/strict';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { renderedPhases } from './compareWithMarkdownIt.ts';

function lines(text: string): number[] {
  return parseRoadmap(text).roadmap.phases.map(({ line }) => line);
}

describe('lines that are hidden', () => {
  /** What the renderer must say is given as well, so that both are held to it. */
  const corners: readonly (readonly [string, readonly string[], readonly number[]])[] = [
    [
      'a comment is no paragraph that a list item would interrupt',
      ['<!-- a -->', '2) two', '   ~~~', '## Phase 1: a'],
      [3],
    ],
    ['a number other than 1 interrupts no paragraph', ['text', '2) two', '   ~~~', '## Phase 1: a'], []],
    ['an empty item interrupts no paragraph', ['text', '*', '  ```', '## Phase 1: a'], []],
    ['an empty item interrupts a blockquote', ['> quote', '*', '  ```', '## Phase 1: a'], [3]],
    ['so it does after a line that goes on with the quote', ['> quote', 'text', '*', '  ```', '## Phase 1: a'], [4]],
    ['an empty item ends at a blank line', ['-', '', '  ```', '- ```', '\ttext', '## Phase 1: a'], []],
    ['one hyphen underlines a paragraph', ['text', '-', '-', '  ## Phase 1: a', '  ```', '## Phase 2: b'], [3, 5]],
    ['text without indent goes on with an item', ['- item', 'text', '  ```', '## Phase 1: a'], [3]],
    ['inline code of three backticks does so too', ['- item', '``` a`b', '  ```', '## Phase 1: a'], [3]],
    ['a heading without indent does not', ['- item', '### Sub', '  ```', '## Phase 1: a'], []],
    ['an item with indented code is two columns wide', ['-      ```', '', '  ```', '## Phase 1: a'], [3]],
    ['a tab goes to the next stop', ['- item', '', '   \t```', '  ## Phase 1: a', '## Phase 2: b'], [4]],
    ['a rule is no list item', ['* * *', '  ```', '## Phase 1: a'], []],
    ['nested items on one line', ['- - ```', '    code', '  ## Phase 1: a'], [2]],
    ['a fence four columns in is code', ['    ```', '## Phase 1: a'], [1]],
    ['a closing fence four columns in is code', ['```', '    ```', '## Phase 1: a'], []],
    ['a comment in an item ends with the item', ['- <!--', '  ## Phase 1: a', '## Phase 2: b'], [2]],
    ['seven hashes are text', ['####### seven', '2) two', '   ~~~', '## Phase 1: a'], []],
  ];
  for (const [title, corner, expected] of corners) {
    it(`are those that a CommonMark renderer hides: ${title}`, () => {
      const text = corner.join('\n');
      assert.deepEqual(renderedPhases(text), expected);
      assert.deepEqual(lines(text), expected);
    });
  }

  /** Each line is followed by a phase and the end of a comment; if the line opens one, the phase is hidden. */
  const openers: readonly (readonly [string, boolean])[] = [
    ['a <!-- b', true],
    ['`a <!-- b`', false],
    ['`` a ` <!-- b ``', false],
    ['` a <!-- b ``', true],
    ['`a` <!-- `b`', true],
    ['`a` `<!--`', false],
    ['\\` a <!-- b `', true],
    ['\\\\` a <!-- b `', false],
    ['\\<!-- a', false],
    ['\\\\<!-- a', true],
    ['a <!-- ` --> b `<!--`', false],
    ['a <!-- ` --> b <!-- `', true],
    ['`x` <!-- ` --> b `<!--`', false],
    ['`x` <!-- ` --> b <!-- `', true],
    ['a <!--> b', false],
    ['a <!---> b', false],
    ['a <!-- b --> c <!-- d', true],
    ['a <!- b', false],
    ['    <!-- code', false],
    ['text\n    <!-- no code', true],
    ['## Section <!-- b', true],
    ['**Goal:** a <!-- b', true],
    ['| a | <!-- b |', true],
    ['- a <!-- b', true],
  ];
  for (const [opener, opens] of openers) {
    it(`follow a comment opener or do not: ${JSON.stringify(opener)}`, () => {
      const { roadmap } = parseRoadmap(`## Phase 1: a\n\n${opener}\n\n## Phase 2: b\n\n-->\n\n## Phase 3: c\n`);
      assert.deepEqual(
        roadmap.phases.map(({ id }) => id),
        opens ? ['1', '3'] : ['1', '2', '3'],
      );
    });
  }

  it('are the fields in a fence of an item, too, although tabs may indent fields', () => {
    for (const marker of ['-', '10.']) {
      const text = `## Phase 1: a\n${marker} item\n\n\t\`\`\`\n\t**Status:** DONE\n\t\`\`\`\n\n\t**Status:** TODO\n`;
      assert.equal(parseRoadmap(text).roadmap.phases[0]?.status, 'TODO', marker);
    }
  });
});

describe('field lines', () => {
  const fieldsOf = (line: string): string[][] =>
    (parseRoadmap(`## Phase 1: a\n${line}\n`).roadmap.phases[0]?.fields ?? []).map(({ name, value }) => [name, value]);

  it('are what stands in bold with a colon at the start of a line', () => {
    for (const [line, name, value] of [
      ['**Status:** TODO', 'Status', 'TODO'],
      ['   **Status:** TODO', 'Status', 'TODO'],
      ['\t\t\t**Status:** TODO', 'Status', 'TODO'],
      ['**Status:**TODO', 'Status', 'TODO'],
      ['**Status:**', 'Status', ''],
      ['**Status:** \t TODO \u00a0\u3000', 'Status', 'TODO'],
      ['**Done when:** all is `**well**`', 'Done when', 'all is `**well**`'],
      ['**a:b:** c', 'a:b', 'c'],
      ['**目标:** 目', '目标', '目'],
      ['**Status:*** TODO', 'Status', '* TODO'],
    ] as const)
      assert.deepEqual(fieldsOf(line), [[name, value]], line);
  });

  it('are nothing else', () => {
    for (const line of [
      '    **Status:** TODO',
      '** Status:** TODO',
      '**Status :** TODO',
      '**Status**: TODO',
      '**Status** TODO',
      '*Status:* TODO',
      '***Status:** TODO',
      '**Sta*tus:** TODO',
      '**:** TODO',
      '**Status:* TODO',
      '**Status:',
      '- **Status:** TODO',
      '> **Status:** TODO',
      'See **Status:** TODO',
      '<b>x</b> **Status:** TODO',
    ])
      assert.deepEqual(fieldsOf(line), [], line);
  });
});
