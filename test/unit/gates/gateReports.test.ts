/** What a gate's command reports, in its report file and in its output, becomes test cases and problems. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { RunGate } from '../../../server/phases/gate.ts';
import { GateWorkspace, runGate } from './gateWorkspace.ts';

const junit = `<testsuite name="house">
  <testcase name="stands" time="0.5"/>
  <testcase name="opens" file="src/house.test.js" line="3"><failure message="closed">at src/house.test.js:4:5</failure></testcase>
  <testcase name="sinks"><skipped/></testcase>
</testsuite>`;

const sarif = (level: string, uri: string): string =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        results: [
          {
            level,
            ruleId: 'odd',
            message: { text: 'This is odd.' },
            locations: [
              {
                physicalLocation: { artifactLocation: { uri }, region: { startLine: 2, startColumn: 3, endColumn: 5 } },
              },
            ],
          },
        ],
      },
    ],
  });

describe('reports of gates', () => {
  let workspace: GateWorkspace;
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    workspace = new GateWorkspace();
    workspace.write('src/house.test.js', 'one\ntwo\nthree\nfour\n');
  });
  afterEach(() => workspace.remove());

  async function run(command: string, more: Partial<RunGate> = {}, changed = {}) {
    const result = await workspace.runOne(runGate('unit', command, more), changed);
    return { ...result, report: workspace.reports.get('unit') };
  }

  it('turn a test report into cases with their places, and into the message of a gate that failed', async () => {
    workspace.write('given.xml', junit);
    const { outcome, message, tests, problems, report, log } = await run('cp given.xml r.xml; exit 3', {
      report: 'r.xml',
    });
    assert.deepEqual([outcome, message], ['failed', 'exit code 3; 1 of 3 tests failed']);
    assert.deepEqual([tests, problems], [{ passed: 1, failed: 1, skipped: 1 }, undefined]);
    assert.deepEqual(
      report?.cases.map(({ suite, name, outcome: each, durationMs, location }) => [
        suite,
        name,
        each,
        durationMs,
        location,
      ]),
      [
        [['house'], 'stands', 'passed', 500, null],
        [
          ['house'],
          'opens',
          'failed',
          null,
          { file: 'src/house.test.js', line: 3, character: 4, endLine: null, endCharacter: null },
        ],
        [['house'], 'sinks', 'skipped', null, null],
      ],
    );
    assert.match(
      workspace.read(path.relative(workspace.root, log ?? '')),
      /\[failed: exit code 3; 1 of 3 tests failed after .*\]\n$/,
    );
  });

  it('leave the verdict to the exit code, and say what speaks against it', async () => {
    workspace.write('given.xml', junit);
    const passed = await run('cp given.xml r.xml', { report: 'r.xml' });
    assert.deepEqual(
      [passed.outcome, passed.message, passed.tests?.failed],
      ['passed', 'the report r.xml says that 1 of 3 tests failed, yet the command exited with 0', 1],
    );
    workspace.write('given.sarif', sarif('error', 'src/house.test.js'));
    const analysed = await run('cp given.sarif r.sarif', { report: 'r.sarif' });
    assert.deepEqual(
      [analysed.outcome, analysed.message, analysed.problems],
      ['passed', 'the report r.sarif tells of 1 error, yet the command exited with 0', 1],
    );
    const empty = await run('echo "<testsuites/>" > e.xml', { report: 'e.xml' });
    assert.deepEqual([empty.outcome, empty.message], ['passed', 'the report e.xml holds no test']);
  });

  it('say what is wrong with a faulty report, and keep the verdict', async () => {
    const of = async (command: string): Promise<string> => {
      const { outcome, message } = await run(command, { report: 'r' });
      return `${outcome}: ${message}`;
    };
    assert.equal(await of('echo hello > r'), 'passed: the report r is neither JUnit XML nor TAP nor SARIF');
    assert.equal(await of(': > r; exit 1'), 'failed: exit code 1; the report r is empty');
    assert.equal(
      await of('head -c 11000000 /dev/zero > r'),
      'passed: the report r is larger than 10 MB, which is the most that is read',
    );
    assert.equal(await of(String.raw`printf '\377\376' > r`), 'passed: the report r is not UTF-8 text');
    assert.match(await of('echo "<testsuite><testcase" > r'), /^passed: the report r is not well-formed XML/);
  });

  it('read no report of an earlier run, and none outside of the workspace', async () => {
    workspace.write('r.xml', junit);
    const { outcome, message, tests, report } = await run('exit 1', { report: 'r.xml' });
    assert.deepEqual([outcome, message, tests], ['failed', 'exit code 1', undefined]);
    assert.deepEqual([report?.counts, report?.cases], [null, []]);
    symlinkSync('/proc/self/status', path.join(workspace.root, 'link.xml'));
    assert.equal((await run('true', { report: 'link.xml' })).outcome, 'could-not-run');
  });

  it('find problems in the output, in colour or not, relative to the folder of the gate', async () => {
    const script = [
      String.raw`printf '\033[31msrc/house.test.js\033[0m(2,3): error TS1: odd\n'`,
      'echo "/etc/passwd(1,1): error TS2: outside"',
      'echo "src/none.js(1,1): error TS3: no such file" >&2',
      'exit 2',
    ].join('; ');
    const { message, problems, report } = await run(script, { problems: '$tsc' });
    assert.deepEqual([message, problems], ['exit code 2; 3 errors', 3]);
    assert.deepEqual(report?.problems.map(({ code, location }) => [code, location]).sort(), [
      ['TS1', { file: 'src/house.test.js', line: 1, character: 2, endLine: null, endCharacter: null }],
      ['TS2', null],
      ['TS3', null],
    ]);
    const inner = await run('echo "house.test.js(2,3): error TS1: odd"; exit 1', { problems: '$tsc', cwd: 'src' });
    assert.equal(inner.report?.problems[0]?.location?.file, 'src/house.test.js');
  });

  it('resolve paths of a custom matcher from its own folder', async () => {
    const matchers = {
      own: {
        severity: 'warning' as const,
        base: 'src',
        patterns: [{ regexp: '^(.*) is (.*)$', kind: 'file' as const, loop: false, file: 1, message: 2 }] as const,
      },
    };
    const { report, message } = await run('echo house.test.js is odd; exit 1', { problems: '$own' }, { matchers });
    assert.deepEqual(report?.problems, [
      {
        severity: 'warning',
        code: null,
        message: 'odd',
        location: { file: 'src/house.test.js', line: 0, character: null, endLine: null, endCharacter: null },
      },
    ]);
    assert.equal(message, 'exit code 1; 1 warning');
  });

  it('say when a matcher took too long', async () => {
    const matchers = {
      slow: {
        severity: 'error' as const,
        base: null,
        patterns: [
          { regexp: String.raw`^(\w+)+: (.*)$`, kind: 'file' as const, loop: false, file: 1, message: 2 },
        ] as const,
      },
    };
    const { outcome, message } = await run(`echo ${'a'.repeat(80)}`, { problems: '$slow' }, { matchers });
    assert.deepEqual(
      [outcome, message],
      ['passed', '$slow took too long, so problems were looked for in a part of the output only'],
    );
  });

  it('hold no secret and no control sequence', async () => {
    const secret = 'a-secret-of-the-gate';
    workspace.write(
      'given.xml',
      `<testsuite name="s"><testcase name="n ${secret}"><failure message="m ${secret}">d ${secret}&#27;[31m red
${secret}</failure></testcase></testsuite>`.replace('&#27;', '\u001b'),
    );
    workspace.write('given.sarif', sarif('error', 'src/house.test.js').replace('odd.', secret));
    const env = { OWN_SECRET: secret };
    const tests = await run('cp given.xml r.xml; exit 1', { report: 'r.xml', env });
    const problems = await run('cp given.sarif r.sarif; exit 1', { report: 'r.sarif', env });
    const text = JSON.stringify([tests.report, problems.report]);
    assert.equal(text.split('[redacted]').length, 6);
    assert.ok(!text.includes(secret.slice(2, 12)) && !text.includes('u001b'), text);
  });

  it('are not there for gates that were cancelled or never began, so that what was known stays', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    assert.equal((await run('true', { report: 'r.xml' }, { signal: cancelled.signal })).report, null);
    assert.equal((await run('true')).report, null);
  });
});
