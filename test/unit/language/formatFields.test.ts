/** Formatting changes the blanks of field lines and not one character elsewhere. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyTextEdits, type TextRange } from '../../../server/base/textRange.ts';
import { formatFields } from '../../../server/language/formatFields.ts';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';

function format(text: string, within: TextRange | null = null): string {
  return applyTextEdits(text, formatFields(text, parseRoadmap(text).roadmap.phases, within));
}

describe('formatFields', () => {
  const head = '# Plan  \n\n##  Phase 1:  One  \n';
  const cases: readonly (readonly [before: string, after: string])[] = [
    ['**Status:**  DONE', '**Status:** DONE'],
    ['**Status:**DONE', '**Status:** DONE'],
    ['**Status:**\tDONE \t', '**Status:** DONE'],
    ['**Status:**\u00a0DONE\u3000', '**Status:** DONE'],
    ['  **STATUS:**  done?  ', '  **STATUS:** done?'],
    ['**Status:**   ', '**Status:**'],
    ['**Status:** DONE', '**Status:** DONE'],
    ['**Goal:**  😀  two  words  ', '**Goal:** 😀  two  words'],
    ['**Goal:**  x  <!-- kept -->  ', '**Goal:** x  <!-- kept -->  '],
    ['Prose  with  blanks  ', 'Prose  with  blanks  '],
    ['- **Item:**  x  ', '- **Item:**  x  '],
    ['```\n**Status:**  DONE  \n```', '```\n**Status:**  DONE  \n```'],
    ['<!--\n**Status:**  DONE  \n-->', '<!--\n**Status:**  DONE  \n-->'],
    ['    **Status:**  DONE  ', '    **Status:**  DONE  '],
  ];
  for (const [before, after] of cases)
    for (const lineBreak of ['\n', '\r\n', '\r'])
      it(`${JSON.stringify(before)} becomes ${JSON.stringify(after)} (${JSON.stringify(lineBreak)})`, () => {
        const around = (text: string) => `${head}${text}\n\n---  \n`.replaceAll('\n', lineBreak);
        assert.equal(format(around(before)), around(after));
      });

  it('touches only lines of the range', () => {
    const text = '## Phase 1: One\n**Status:**  DONE\n**Goal:**  x\n## Phase 2: Two\n**Status:**  TODO\n';
    const start = text.indexOf('**Goal');
    assert.equal(format(text, { start, end: start + 3 }), text.replace('**Goal:**  x', '**Goal:** x'));
    assert.equal(format(text, { start: 0, end: 5 }), text);
  });

  it('leaves fields outside phases alone', () => {
    const text = '**Status:**  DONE  \n\n## Phase 1: One\n**Status:** DONE\n\n## Other\n**Status:**  x  \n';
    assert.equal(format(text), text);
  });

  it('changes nothing but blanks and keeps what the roadmap says, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        '## Phase 1: x\n',
        '## Phase 2B: y\r\n',
        '**Status:**',
        '**Spec:**',
        '**Goal:** ',
        ' ',
        '\t',
        '  ',
        'DONE',
        'a.md',
        '\n',
        '\r\n',
        '```\n',
        '<!-- ',
        ' -->',
        '😀',
        '# H\n',
        '- ',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const formatted = format(text);
        assert.equal(formatted.replace(/\s/g, ''), text.replace(/\s/g, ''));
        assert.equal(formatted.split(/\r\n|\n|\r/).length, text.split(/\r\n|\n|\r/).length);
        assert.equal(format(formatted), formatted);
        const said = (read: string) =>
          parseRoadmap(read).roadmap.phases.map(({ id, status, spec, goal, fields }) => ({
            id,
            status,
            spec,
            goal,
            names: fields.map(({ name, value }) => [name, value]),
          }));
        assert.deepEqual(said(formatted), said(text));
      }),
      { numRuns: 3_000 },
    );
  });
});
