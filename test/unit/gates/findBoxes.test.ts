/** Boxes are those that a reader of the rendered spec sees under the heading, and none that only look like it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { findBoxes } from '../../../server/phases/gates/findBoxes.ts';

/** Boxes as "x text" and "- text", so that a whole list can be compared. */
function boxes(markdown: string, heading = 'Acceptance criteria'): readonly string[] | null {
  return findBoxes(markdown, heading)?.map(({ text, isTicked }) => `${isTicked ? 'x' : '-'} ${text}`.trim()) ?? null;
}

const under = (body: string): readonly string[] | null => boxes(`# Phase\n\n## Acceptance criteria\n\n${body}\n`);

describe('findBoxes', () => {
  it('knows the heading in every spelling', () => {
    for (const heading of [
      '## Acceptance criteria',
      '#   ACCEPTANCE   criteria  ##',
      '   ###### acceptance criteria',
      'Acceptance criteria\n---',
      'Acceptance criteria\n===',
    ]) {
      assert.deepEqual(boxes(`text\n\n${heading}\n- [x] a\n`), ['x a'], heading);
    }
    for (const wanted of [
      'Acceptance criteria',
      '  acceptance CRITERIA ',
      '## Acceptance criteria',
      'Acceptance criteria ##',
    ]) {
      assert.deepEqual(boxes('## Acceptance criteria\n- [x] a\n', wanted), ['x a'], wanted);
    }
    assert.equal(boxes('## Acceptance criteria of others\n- [x] a\n'), null);
    assert.equal(boxes('    ## Acceptance criteria\n- [x] a\n'), null);
    assert.equal(boxes('####### Acceptance criteria\n- [x] a\n'), null);
    assert.equal(boxes(''), null);
    assert.deepEqual(boxes('## Acceptance criteria'), []);
  });

  it('reads to the next heading of the same or a higher level', () => {
    const text = '## Acceptance criteria\n- [x] a\n### Part\n- [ ] b\n## Next\n- [ ] c\n';
    assert.deepEqual(boxes(text), ['x a', '- b']);
    assert.deepEqual(boxes('## Acceptance criteria\n- [x] a\n\nNext\n====\n- [ ] c\n'), ['x a']);
    assert.deepEqual(boxes('## Acceptance criteria\n- [x] a\n# Next\n- [ ] c\n## Acceptance criteria\n- [ ] d\n'), [
      'x a',
      '- d',
    ]);
  });

  it('reads every kind of list', () => {
    assert.deepEqual(under('- [ ] a\n* [x] b\n+ [X] c\n1. [ ] d\n2) [x] e'), ['- a', 'x b', 'x c', '- d', 'x e']);
    assert.deepEqual(under('- [x] a\n  - [ ] b\n    1. [x] c\n\n      text\n\n      - [ ] d\n'), [
      'x a',
      '- b',
      'x c',
      '- d',
    ]);
    assert.deepEqual(under('- part\n\n  - [ ] a\n\t- [x] b'), ['- a', 'x b']);
    assert.deepEqual(under('- - [ ] a'), ['- a']);
    assert.deepEqual(under('<details>\n<summary>more</summary>\n\n- [ ] a\n\n</details>'), ['- a']);
    assert.deepEqual(under('> - [ ] a\n> > - [x] b'), ['- a', 'x b']);
    assert.deepEqual(boxes('\uFEFF## Acceptance criteria\r\n\r\n- [ ] a\r\n- [x] b\r\n'), ['- a', 'x b']);
  });

  it('takes only an x for a tick', () => {
    assert.deepEqual(under('- [~] a\n- [-] b\n- [ x ] c\n- [] d\n- [✓] e\n- [\t] f'), [
      '- a',
      '- b',
      '- c',
      '- d',
      '- e',
      '- f',
    ]);
    assert.deepEqual(under('- [x](https://x) a\n- [xx] b\n- [link] c\n- [ ]d\n- (x) e\n-[ ] f\n[ ] g'), []);
    assert.deepEqual(under('- [ ]'), ['-']);
  });

  it('does not see what the rendered text does not show as a box', () => {
    assert.deepEqual(under('```\n- [x] a\n```\n~~~~ md\n- [x] b\n~~~\n- [x] c\n~~~~\n- [ ] d'), ['- d']);
    assert.deepEqual(under('- [x] a\n  ```\n  - [ ] b\n  ```\n- [ ] c'), ['x a', '- c']);
    assert.deepEqual(under('- item\n  ```\n  - [x] b\n- [ ] c'), ['- c']);
    assert.deepEqual(under('text\n\n    - [x] a\n\n- [ ] b\n\n      - [x] c'), ['- b']);
    assert.deepEqual(under('<!-- - [x] a -->\n<!--\n- [x] b\n\n- [x] c\n-->\n- [ ] d'), ['- d']);
    assert.deepEqual(under('- <!-- [x] a -->\n- [ ] b <!-- later -->\n- [x] c'), ['- b', 'x c']);
    assert.deepEqual(under('<pre>\n- [x] a\n\n- [x] b\n</pre>\n- [ ] c'), ['- c']);
    assert.deepEqual(boxes('---\ngates:\n  # Acceptance criteria\n  - [x] a\n---\n# Other\n- [ ] b\n'), null);
  });

  it('is not fooled by comments that are none', () => {
    assert.deepEqual(under('write `<!--` to hide\n- [ ] a\n\nand `-->` after\n- [x] b'), ['- a', 'x b']);
    assert.deepEqual(under('a <!-- forgotten\n\n- [ ] a'), ['- a']);
    assert.deepEqual(under('a \\<!-- b\n- [ ] a\n- [x] -->'), ['- a', 'x -->']);
    assert.deepEqual(under('a <!-- one\ntwo -->\n- [ ] b'), ['- b']);
  });

  it('tells the line of each box', () => {
    const text = '---\nphase: 1\n---\n\n## Acceptance criteria\n\n- [ ] a\n\n- [x] b\n';
    assert.deepEqual(
      findBoxes(text, 'Acceptance criteria')?.map(({ line }) => line),
      [7, 9],
    );
  });

  it('sees the boxes that a renderer shows', () => {
    const renderer = markdownIt({ html: true });
    const line = fc.constantFrom(
      ...[
        '- [ ] a',
        '- [x] b',
        '  - [ ] c',
        '    - [x] d',
        '* [x] e',
        '1. [ ] f',
        '- item',
        '  text',
        'text',
        '',
        '',
        '```',
        '  ```',
        '~~~',
      ],
      ...[
        '## Heading',
        '### Part',
        '> - [ ] q',
        '> text',
        '<!-- note -->',
        '- [ ] x <!-- y -->',
        '---',
        '===',
        '2. [x] two',
        '- - [ ] twice',
        '>',
        '- ```',
        'a `<!--` b',
        'open <!--',
        'end -->',
        '      - [ ] deep',
        '\t- [x] tab',
      ],
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const text = `# Top\n\n${lines.join('\n')}\n`;
        assert.deepEqual(
          boxes(text, 'Top')?.map((box) => box.slice(0, 3)),
          rendered(renderer, text),
        );
      }),
      { numRuns: 5000 },
    );
  });
});

/** Boxes below the first heading as markdown-it sees them: items of lists whose first paragraph begins with a box. */
function rendered(renderer: ReturnType<typeof markdownIt>, text: string): readonly string[] {
  const tokens = renderer.parse(text, {});
  const next = tokens.findIndex(
    ({ type, tag, level }, at) => at > 0 && type === 'heading_open' && tag === 'h1' && level === 0,
  );
  return tokens.slice(0, next < 0 ? tokens.length : next).flatMap((token, at) => {
    if (token.type !== 'list_item_open' || tokens[at + 1]?.type !== 'paragraph_open') return [];
    const box = /^\[([ xX])\](?:\s+(\S)|$)/.exec(tokens[at + 2]?.content ?? '');
    return box === null ? [] : [`${box[1] === ' ' ? '-' : 'x'} ${box[2] ?? ''}`.trim()];
  });
}
