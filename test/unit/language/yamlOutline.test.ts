/** The outline of YAML that is being typed: where the cursor stands, whatever the rest of the text is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outlineYaml } from '../../../server/language/yamlOutline.ts';
import { atCursor } from './cursor.ts';

/** The place in short: kind, path and what would be replaced. */
function placeIn(marked: string): string {
  const { text, offset } = atCursor(marked);
  const { place } = outlineYaml(text, { start: 0, end: text.length }, offset);
  if (place === null) return 'none';
  return `${place.kind} ${place.path.join('/')} <${text.slice(place.range.start, place.range.end)}>`;
}

describe('outlineYaml: the place', () => {
  const places: readonly (readonly [marked: string, place: string])[] = [
    ['¦', 'key  <>'],
    ['ga¦', 'key  <ga>'],
    ['phase: 1\nga¦\n', 'key  <ga>'],
    ['phase:¦', 'value phase <>'],
    ['phase: ¦', 'value phase <>'],
    ['phase: 17¦A', 'value phase <17A>'],
    ['ph¦ase: 17A', 'key  <phase>'],
    ['gates:\n  - ¦', 'value gates/0 <>'],
    ['gates:\n- ¦', 'value gates/0 <>'],
    ['gates:\n  - a\n  - typ¦\n  - c', 'value gates/1 <typ>'],
    ['gates:\n  ¦', 'key gates <>'],
    ['gates:\n  - name: a\n    ¦', 'key gates/0 <>'],
    ['gates:\n  - name: a\n    ti¦\n    run: x\n', 'key gates/0 <ti>'],
    ['gates:\n- name: a\n  ti¦', 'key gates/0 <ti>'],
    ['gates:\n  - na¦me: a', 'key gates/0 <name>'],
    ['gates:\n  - name: a\n   ti¦', 'none'],
    ['gates:\n  - name: a\n    needs: [b, ¦', 'value gates/0/needs/1 <>'],
    ['gates:\n  - name: a\n    needs: [b, c¦]\n', 'value gates/0/needs/1 <c>'],
    ['gates:\n  - name: a\n    needs: [¦]\n', 'value gates/0/needs/0 <>'],
    ['gates:\n  - name: a\n    needs:\n      - ¦\n    run: x', 'value gates/0/needs/0 <>'],
    ['gates:\n  - { name: a, ¦ }', 'key gates/0 <>'],
    ['gates:\n  - { name: a, ti¦ }', 'key gates/0 <ti>'],
    ['gates:\n  - { name: a, timeout: ¦', 'value gates/0/timeout <>'],
    ['gates:\n  - { name: a, timeout: 5¦m, run: x }', 'value gates/0/timeout <5m>'],
    ['gates: [a, ¦\nphase: 1', 'value gates/1 <>'],
    ['gates: [a,\n  ¦]\nphase: 1', 'value gates/1 <>'],
    ['gates:\n  a: { run: npm ¦run x }', 'value gates/a/run <npm run x>'],
    ['gates:\n  a: { run: "npm ¦", problems: x }', 'value gates/a/run <npm >'],
    ['gates:\n  a: { needs: [x, ¦], run: y }', 'value gates/a/needs/1 <>'],
    ['gates:\n  a: { needs: [x], ¦ }', 'key gates/a <>'],
    ['gates:\n  a: { env: { CI: ¦ } }', 'value gates/a/env/CI <>'],
    ['gates:\n  a: { env: {} }¦', 'none'],
    ['run: "npm ¦test"', 'value run <npm test>'],
    ['run: npm run ¦', 'value run <npm run >'],
    ['run: npm run te¦st', 'value run <npm run test>'],
    ['run: |\n  npm ¦', 'none'],
    ['run: |\n  npm test\n\n  ¦', 'none'],
    ['run: |\n  npm test\n¦', 'key  <>'],
    ['# ga¦', 'none'],
    ['phase: 1 # ¦', 'none'],
    ['phase: # ¦', 'none'],
    ['gates: [a, # ¦\n  b]', 'none'],
    ['run: a#b ¦', 'value run <a#b >'],
    ['"ga¦tes": 1', 'key  <gates>'],
    ['url: http://x¦', 'value url <http://x>'],
    ['a: 1\r\ngates:\r\n  - {name: 😀, run: ¦}\r\n', 'value gates/0/run <>'],
    ['😀: 1\nb: ¦', 'value b <>'],
    ['gates:\n  - name: "a\n    ti¦', 'key gates/0 <ti>'],
    ['gates:\n  - name: a\n    run: [npm, ¦\n    timeout: 1m', 'value gates/0/run/1 <>'],
  ];
  for (const [marked, expected] of places)
    it(`${JSON.stringify(marked)} is ${expected}`, () => assert.equal(placeIn(marked), expected));
});

describe('outlineYaml: the entries', () => {
  it('has every key and item with its value, in block and flow style', () => {
    const text =
      'phase: "17A"\ngates:\n  - unit # the tests\n  - name: a\n    needs: [unit, \'b\']\n  - { name: c, run: [x, y] }\n';
    const { entries } = outlineYaml(text, { start: 0, end: text.length }, null);
    assert.deepEqual(
      entries.map(({ path, value }) => `${path.join('/')}=${value}`),
      [
        'phase=17A',
        'gates=',
        'gates/0=unit',
        'gates/1/name=a',
        'gates/1/needs=',
        'gates/1/needs/0=unit',
        'gates/1/needs/1=b',
        'gates/2=',
        'gates/2/name=c',
        'gates/2/run=',
        'gates/2/run/0=x',
        'gates/2/run/1=y',
      ],
    );
    for (const { value, valueRange } of entries) assert.equal(text.slice(valueRange.start, valueRange.end), value);
  });

  it('goes on after a list that is not closed', () => {
    const text = 'default: [a, b\nparallel: 2\n';
    const { entries } = outlineYaml(text, { start: 0, end: text.length }, null);
    assert.deepEqual(
      entries.map(({ path }) => path.join('/')),
      ['default', 'default/0', 'default/1', 'parallel'],
    );
  });

  it('is linear in nesting that nobody means', () => {
    for (const text of ['['.repeat(200_000), '- '.repeat(200_000), '{a: '.repeat(100_000), ' '.repeat(200_000) + '#']) {
      const start = performance.now();
      outlineYaml(text, { start: 0, end: text.length }, text.length);
      assert.ok(performance.now() - start < 2_000, `${text.slice(0, 8)}… took ${performance.now() - start} ms`);
    }
  });

  it('never throws, ends, and gives ranges inside the text', () => {
    const piece = fc.constantFrom(
      ...[
        'gates',
        ': ',
        ':',
        '- ',
        '\n',
        '\r\n',
        '\n  ',
        '\n    ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '"',
        "'",
        ' # ',
        '|',
        'a',
        '😀',
        '\t',
        '---',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, at) => {
        const text = pieces.join('');
        const offset = at % (text.length + 1);
        const { entries, place } = outlineYaml(text, { start: 0, end: text.length }, offset);
        const ranges = entries.flatMap(({ keyRange, valueRange }) => [
          valueRange,
          ...(keyRange === null ? [] : [keyRange]),
        ]);
        for (const { start, end } of [...ranges, ...(place === null ? [] : [place.range])])
          assert.ok(start >= 0 && start <= end && end <= text.length, JSON.stringify({ text, start, end }));
        if (place !== null) assert.ok(place.range.start <= offset && offset <= place.range.end);
      }),
      { numRuns: 3_000 },
    );
  });
});
