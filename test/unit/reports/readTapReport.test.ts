/** Reads TAP reports of versions 12 to 14: subtests, directives, diagnostics, and what ends too early. */
import assert from 'node:assert/strict';
import { readTapReport } from '../../../server/phases/reports/readTapReport.ts';

function read(...lines: readonly string[]) {
  const report = readTapReport(lines.join('\n'));
  const shown = report.cases.map(({ suite, name, outcome, place }) => {
    const at = place === null ? '' : ` @ ${place.file}:${place.line ?? '-'}:${place.column ?? '-'}`;
    return `${[...suite, name].join(' > ')} ${outcome}${at}`;
  });
  return { ...report, shown };
}

describe('readTapReport', () => {
  it("reads what Node's own runner writes", () => {
    const { shown, counts, cases, faults } = read(
      'TAP version 13',
      '# Subtest: house',
      '    # Subtest: stands',
      '    ok 1 - stands',
      '      ---',
      '      duration_ms: 17.0803',
      "      type: 'test'",
      '      ...',
      '    # Subtest: door',
      '        # Subtest: opens \\# now',
      '        not ok 1 - opens \\# now',
      '          ---',
      '          duration_ms: 1.5',
      "          location: '/project/house.test.mjs:3:51'",
      "          failureType: 'testCodeFailure'",
      `          error: "'closed' == 'open'"`,
      '          stack: |-',
      '            TestContext.<anonymous> (file:///project/house.test.mjs:4:9)',
      '            Test.run (node:internal/test_runner/test:1402:25)',
      '          ...',
      '        1..1',
      '    not ok 2 - door',
      '      ---',
      "      failureType: 'subtestsFailed'",
      "      error: '1 subtest failed'",
      '      ...',
      '    # Subtest: sinks',
      '    ok 3 - sinks # SKIP no water',
      '    1..3',
      'not ok 1 - house',
      '# Subtest: alone',
      'ok 2 - alone',
      '1..2',
      '# tests 4',
    );
    assert.deepEqual(shown, [
      'house > stands passed',
      'house > door > opens # now failed @ file:///project/house.test.mjs:4:9',
      'house > sinks skipped',
      'alone passed',
    ]);
    assert.deepEqual(counts, { passed: 2, failed: 1, skipped: 1 });
    assert.deepEqual([cases[0]?.durationMs, cases[1]?.message], [17.0803, "'closed' == 'open'"]);
    assert.match(cases[1]?.details ?? '', /failureType: 'testCodeFailure'/);
    assert.equal(cases[2]?.message, 'no water');
    assert.deepEqual(faults, []);
  });

  it('reads what mocha writes, with YAML and before there was YAML', () => {
    const old = read(
      'ok 1 house stands',
      'not ok 2 house opens',
      "  'closed' == 'open'",
      "  AssertionError [ERR_ASSERTION]: 'closed' == 'open'",
      '      at Context.<anonymous> (test/house.js:1:87)',
      '      at process.processImmediate (node:internal/timers:574:21)',
      'ok 3 house sinks # SKIP -',
      '# fail 1',
      '1..3',
    );
    assert.deepEqual(old.shown, [
      'house stands passed',
      'house opens failed @ test/house.js:1:87',
      'house sinks skipped',
    ]);
    assert.deepEqual([old.cases[1]?.message, old.cases[2]?.message], ["'closed' == 'open'", '']);
    const { shown, cases } = read(
      'TAP version 13',
      'not ok 1 house opens',
      '  ---',
      '    message: |-',
      "      'closed' == 'open'",
      '    stack: |-',
      '      AssertionError: closed',
      '          at Context.<anonymous> (test/house.js:1:87)',
      '  ...',
      '1..1',
    );
    assert.deepEqual(shown, ['house opens failed @ test/house.js:1:87']);
    assert.equal(cases[0]?.message, "'closed' == 'open'");
  });

  it('reads subtests in braces, a place in parts, values, times and what is still to be done', () => {
    const { shown, cases } = read(
      'TAP version 14',
      'not ok 1 - test/house.js # time=12.5ms {',
      '    not ok 1 - opens',
      '      ---',
      '      at:',
      '        fileName: test/house.js',
      '        lineNumber: 7',
      '        columnNumber: 5',
      '      expected: { open: true }',
      '      actual: closed',
      '      ...',
      '    not ok 2 - flies # TODO wings',
      '    ok 3 - stands # time=2s',
      '    1..3',
      '}',
      'ok 2 - test/town.js {',
      '    1..0 # no tests here',
      '}',
      '1..2',
    );
    assert.deepEqual(shown, [
      'test/house.js > opens failed @ test/house.js:7:5',
      'test/house.js > flies skipped',
      'test/house.js > stands passed',
      'test/town.js passed',
    ]);
    assert.deepEqual(
      cases.map(({ message, durationMs }) => [message, durationMs]),
      [
        ['expected {"open":true}, got closed', null],
        ['wings', null],
        ['', 2_000],
        ['', null],
      ],
    );
  });

  it('keeps a failure of a suite whose tests all passed', () => {
    const { shown } = read(
      '    ok 1 - stands',
      '    1..1',
      'not ok 1 - house',
      '  ---',
      '  error: hook failed',
      '  ...',
      '1..1',
    );
    assert.deepEqual(shown, ['house > stands passed', 'house failed']);
  });

  it('tells a run that ended too early, and one that bailed out', () => {
    assert.deepEqual(read('1..5', 'ok 1', 'ok 2 - two').faults, ['announces 5 tests and holds 2']);
    const bailed = read('1..5', 'ok 1 - one', 'Bail out! The house is gone');
    assert.deepEqual([bailed.shown, bailed.faults], [['one passed', 'Bail out! errored'], []]);
    assert.equal(bailed.cases[1]?.message, 'The house is gone');
    const unclosed = read('not ok 1 - one', '  ---', '  error: no end', 'ok 2 - two');
    assert.deepEqual(unclosed.shown, ['one failed', 'two passed']);
    assert.deepEqual(read('    ok 1 - inner', '    not ok 2 - other').shown, ['inner passed', 'other failed']);
  });

  it('expands no alias of a diagnostic', () => {
    const { cases } = read('not ok 1', '  ---', '  a: &a [x, x]', '  error: *a', '  ...');
    assert.deepEqual([cases[0]?.outcome, cases[0]?.message], ['failed', '']);
  });
});
