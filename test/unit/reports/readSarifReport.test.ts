/** Reads SARIF reports: levels, rules, messages, places, and what is no problem any more. */
import assert from 'node:assert/strict';
import { readSarifReport } from '../../../server/phases/reports/readSarifReport.ts';

function read(run: object, version = '2.1.0') {
  const report = readSarifReport(
    JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version, runs: [run] }),
  );
  const shown = report.problems.map(({ severity, code, message, place }) => {
    const at =
      place === null ? '' : ` @ ${[place.file, place.line, place.column, place.endLine, place.endColumn].join(':')}`;
    return `${severity} ${code ?? '-'} ${message}${at}`;
  });
  return { ...report, shown };
}

const at = (uri: string, more: object = {}) => [{ physicalLocation: { artifactLocation: { uri, ...more } } }];

describe('readSarifReport', () => {
  it('reads what ESLint writes', () => {
    const { shown, counts, faults } = read({
      tool: { driver: { name: 'ESLint', rules: [{ id: 'no-undef', shortDescription: { text: 'No unknown names' } }] } },
      artifacts: [{ location: { uri: 'file:///project/src/a%20b.js' } }],
      results: [
        {
          level: 'error',
          message: { text: "'x' is not defined." },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: 'file:///project/src/a%20b.js', index: 0 },
                region: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 8 },
              },
            },
          ],
          ruleId: 'no-undef',
          ruleIndex: 0,
        },
        { message: { text: 'Everything is odd.' } },
      ],
    });
    assert.deepEqual(shown, [
      "error no-undef 'x' is not defined. @ file:///project/src/a%20b.js:3:7:3:8",
      'warning - Everything is odd.',
    ]);
    assert.deepEqual([counts, faults], [null, []]);
  });

  it('takes level and message from the rule, and resolves bases and artifacts', () => {
    const { shown } = read({
      tool: {
        driver: {
          name: 'CodeQL',
          rules: [
            {
              id: 'js/eval',
              defaultConfiguration: { level: 'note' },
              messageStrings: { one: { text: 'Found {0} in {{{1}}}.' } },
            },
            { id: 'CA1000', shortDescription: { text: 'Short.' }, defaultConfiguration: { level: 'error' } },
          ],
        },
      },
      originalUriBaseIds: {
        ROOT: { uri: 'file:///project/' },
        SRC: { uri: 'src', uriBaseId: 'ROOT' },
        LOOP: { uriBaseId: 'LOOP' },
      },
      artifacts: [{ location: { uri: 'deep/a.js', uriBaseId: 'SRC' } }],
      results: [
        {
          ruleId: 'js/eval',
          message: { id: 'one', arguments: ['eval', 'f'] },
          locations: [{ physicalLocation: { artifactLocation: { index: 0 } } }],
        },
        { ruleId: 'CA1000/1', message: {}, locations: at('b%20c.js', { uriBaseId: 'LOOP' }) },
        { rule: { index: 1 }, message: { text: 'By index.' }, locations: at('c.js', { uriBaseId: '__proto__' }) },
      ],
    });
    assert.deepEqual(shown, [
      'information js/eval Found eval in {f}. @ file:///project/src/deep/a.js::::',
      'error CA1000/1 Short. @ b c.js::::',
      'error CA1000 By index. @ c.js::::',
    ]);
  });

  it('leaves out what is suppressed, passed or gone', () => {
    const { shown } = read({
      results: [
        { ruleId: 'a', message: { text: 'in code' }, suppressions: [{ kind: 'inSource' }] },
        { ruleId: 'b', message: { text: 'accepted' }, suppressions: [{ kind: 'external', status: 'accepted' }] },
        { ruleId: 'c', message: { text: 'rejected' }, suppressions: [{ kind: 'external', status: 'rejected' }] },
        { ruleId: 'd', message: { text: 'passed' }, kind: 'pass' },
        { ruleId: 'e', message: { text: 'gone' }, baselineState: 'absent' },
        { ruleId: 'f', message: { text: 'old' }, baselineState: 'unchanged', suppressions: [] },
        { ruleId: 'g', message: { text: 'open' }, kind: 'open' },
      ],
    });
    assert.deepEqual(shown, ['warning c rejected', 'warning f old', 'information g open']);
  });

  it('tells a tool that did not finish, another version, and what is no SARIF', () => {
    const { faults, shown } = read({
      tool: { driver: { name: 'Tool' } },
      invocations: [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [{ level: 'error', message: { text: 'Out of memory.' } }],
        },
      ],
      results: [],
    });
    assert.deepEqual([faults, shown], [['says that Tool did not finish its work: Out of memory.'], []]);
    assert.deepEqual(read({}, '2.0.0').faults, ['is SARIF 2.0.0, read as if it were 2.1.0']);
    assert.match(readSarifReport('{"runs": [').faults[0] ?? '', /^is not valid JSON \(/);
    assert.match(readSarifReport('{"name": "x"}').faults[0] ?? '', /^is JSON, but no SARIF report/);
  });

  it('reads on after results of a wrong shape, and keeps errors first when there are too many', () => {
    assert.deepEqual(
      read({
        tool: 7,
        results: [7, null, { message: 'text', ruleId: 5, level: 'loud' }, { message: { text: 'fine' } }],
      }).shown.slice(-1),
      ['warning - fine'],
    );
    const results = Array.from({ length: 1_500 }, (_, index) => ({
      level: index === 1_400 ? 'error' : 'warning',
      message: { text: `p${index}` },
    }));
    const { problems, problemsLeftOut } = read({ results });
    assert.deepEqual([problems.length, problemsLeftOut, problems.at(-1)?.message], [1_000, 500, 'p1400']);
  });
});
