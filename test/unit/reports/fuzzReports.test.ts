/** No text makes a reader throw or answer nonsense: samples with random edits, and random texts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findPlaces } from '../../../server/phases/reports/findPlaces.ts';
import { readJUnitReport } from '../../../server/phases/reports/readJUnitReport.ts';
import { readReport } from '../../../server/phases/reports/readReport.ts';
import { readSarifReport } from '../../../server/phases/reports/readSarifReport.ts';
import { readTapReport } from '../../../server/phases/reports/readTapReport.ts';
import { isRed, type ReadReport } from '../../../server/phases/reports/report.ts';

const samples: readonly (readonly [string, (text: string) => ReadReport, string])[] = [
  [
    'JUnit',
    readJUnitReport,
    `<?xml version="1.0"?><testsuites><testsuite name="a" file="b.js" time="1"><properties><property name="x" value="&lt;"/></properties>
<testcase classname="a b" name="a b c" time="1,000.5" line="3"><failure message="m&#10;n" type="t"><![CDATA[at f (/w/b.js:3:7)]]></failure><system-out>o</system-out></testcase>
<testcase name="d" status="skipped"><skipped/></testcase><!-- x --><error>e</error></testsuite></testsuites>`,
  ],
  [
    'TAP',
    readTapReport,
    `TAP version 14
1..3
# Subtest: a
    ok 1 - b # time=1ms
    not ok 2 - c \\# d # TODO later
    1..2
not ok 1 - a
  ---
  at: { file: b.js, line: 3 }
  error: "x"
  stack: |-
    f (/w/b.js:3:7)
  ...
ok 2 - e {
    ok 1 - f # SKIP g
}
Bail out! h`,
  ],
  [
    'SARIF',
    readSarifReport,
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 't',
              rules: [{ id: 'r', messageStrings: { m: { text: 'a {0}' } }, defaultConfiguration: { level: 'note' } }],
            },
          },
          originalUriBaseIds: { S: { uri: 'file:///w/' } },
          artifacts: [{ location: { uri: 'a.js', uriBaseId: 'S' } }],
          invocations: [{ executionSuccessful: true }],
          results: [
            {
              ruleIndex: 0,
              level: 'error',
              message: { id: 'm', arguments: ['x'] },
              suppressions: [{ status: 'rejected' }],
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { index: 0 },
                    region: { startLine: 1, startColumn: 2, endColumn: 3 },
                  },
                },
              ],
            },
          ],
        },
      ],
    }),
  ],
];

/** Replaces a part of a text by another part of it, or by something of its own. */
const edit = fc.record({
  at: fc.nat(),
  length: fc.nat(40),
  source: fc.nat(),
  own: fc.oneof(
    fc.constantFrom(
      '',
      '<',
      '>',
      '&',
      '"',
      '\0',
      '\r\n',
      '\u2028',
      '\ud800',
      '{',
      ']',
      ' ',
      '    ',
      '...',
      '---',
      '-1',
      '1e999',
    ),
    fc.string({ maxLength: 8 }),
  ),
  copies: fc.boolean(),
});

function applyEdits(
  text: string,
  edits: readonly (typeof edit extends fc.Arbitrary<infer Edit> ? Edit : never)[],
): string {
  return edits.reduce((current, { at, length, source, own, copies }) => {
    const start = at % (current.length + 1);
    const from = source % (current.length + 1);
    const inserted = copies ? current.slice(from, from + length) : own;
    return current.slice(0, start) + inserted + current.slice(start + (copies ? 0 : length));
  }, text);
}

function checkReport(report: ReadReport): void {
  const { counts, cases, casesLeftOut, problems, problemsLeftOut, faults } = report;
  const count = (accept: (one: (typeof cases)[number]) => boolean) => cases.filter(accept).length;
  assert.ok(casesLeftOut === 0 && problemsLeftOut === 0);
  if (counts === null) assert.equal(cases.length, 0);
  else {
    assert.equal(counts.failed, count(isRed));
    assert.equal(
      counts.skipped,
      count(({ outcome }) => outcome === 'skipped'),
    );
    assert.equal(counts.passed + counts.failed + counts.skipped, cases.length);
  }
  for (const { name, durationMs, place } of cases) {
    assert.notEqual(name, '');
    assert.ok(durationMs === null || (Number.isFinite(durationMs) && durationMs >= 0));
    checkPlace(place);
  }
  for (const { message, place } of problems) {
    assert.notEqual(message, '');
    checkPlace(place);
  }
  for (const fault of faults) assert.match(fault, /^(?:is|has|says|announces|cannot) /);
}

function checkPlace(place: ReadReport['cases'][number]['place']): void {
  if (place === null) return;
  for (const value of [place.line, place.column, place.endLine, place.endColumn])
    assert.ok(value === null || (Number.isInteger(value) && value >= 0));
}

describe('readers of reports', function () {
  this.timeout(60_000);

  for (const [name, read, sample] of samples)
    it(`${name}: read every mutation of a report`, () => {
      checkReport(read(sample));
      assert.notEqual(read(sample).cases.length + read(sample).problems.length, 0);
      fc.assert(
        fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
          const text = applyEdits(sample, edits);
          checkReport(read(text));
          checkReport(readReport(text));
        }),
        { numRuns: 1_000 },
      );
    });

  it('read every text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        for (const [, read] of samples) checkReport(read(text));
        checkReport(readReport(text));
        findPlaces(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('know a report by what it holds', () => {
    for (const [, read, sample] of samples) assert.deepEqual(readReport(`\uFEFF\n${sample}`).cases, read(sample).cases);
    assert.deepEqual(readReport('noise of the runner\nok 1 - a\n1..1\n').counts, { passed: 1, failed: 0, skipped: 0 });
    assert.deepEqual(readReport(' \n').faults, ['is empty']);
    assert.deepEqual(readReport('all is well').faults, ['is neither JUnit XML nor TAP nor SARIF']);
  });
});
