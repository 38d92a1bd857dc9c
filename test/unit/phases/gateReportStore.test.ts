/** Shows that the last report of each gate is kept as it was, and that nothing but a newer one takes its place. */
import assert from 'node:assert/strict';
import { GateReportStore } from '../../../server/phases/gateReportStore.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import type { GateReport } from '../../../server/phases/reports/gateReport.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleGate, sampleKey, samplePass, sampleRun } from '../../long/drills/sampleRun.ts';

const location = { file: 'src/ä b.js', line: 3, character: 4, endLine: 5, endCharacter: 6 };
const none = { counts: null, cases: [], casesLeftOut: 0, problems: [], problemsLeftOut: 0 };

const report: GateReport = {
  counts: { passed: 1, failed: 1, skipped: 0 },
  cases: [
    {
      suite: ['a', 'b "c"'],
      name: 'x',
      outcome: 'errored',
      durationMs: 1234.5678,
      message: 'm\nn',
      details: 'd',
      location,
    },
    { suite: [], name: 'y', outcome: 'passed', durationMs: null, message: '', details: '', location: null },
  ],
  casesLeftOut: 7,
  problems: [
    {
      severity: 'warning',
      code: 'r',
      message: 'odd',
      location: { ...location, character: null, endLine: null, endCharacter: null },
    },
    { severity: 'error', code: null, message: 'worse', location: null },
  ],
  problemsLeftOut: 1,
};

describeOnDatabases('GateReportStore', (openTemporaryDatabase) => {
  let database: TemporaryDatabase;
  let runs: PhaseRunStore;
  let reports: GateReportStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    runs = new PhaseRunStore(database.queries, database.clock);
    reports = new GateReportStore(database.queries);
  });
  afterEach(async () => {
    await database.remove();
  });

  /** Runs the gate unit of a phase once. */
  async function run(
    id: string,
    phase: string,
    of: GateReport | null,
    changes: Partial<typeof samplePass> = {},
  ): Promise<void> {
    await runs.begin(sampleRun(id, { phase }));
    await runs.gateStarted(id, 0, sampleGate, 'hash');
    const counted =
      of === null
        ? {}
        : { problems: of.problems.length + of.problemsLeftOut, ...(of.counts === null ? {} : { tests: of.counts }) };
    await runs.gateEnded(id, { ...samplePass, ...counted, ...changes }, of);
  }

  it('gives back what a gate reported, and the counts with its result', async () => {
    assert.equal(await reports.newest(sampleKey), null);
    await run('a', '1', report, { outcome: 'failed' });
    const [kept, ...others] = await reports.list(sampleKey);
    assert.ok(kept);
    assert.deepEqual([others, await reports.newest(sampleKey)], [[], kept.sequence]);
    assert.deepEqual(kept, {
      sequence: kept.sequence,
      phase: '1',
      gate: 'unit',
      runId: 'a',
      outcome: 'failed',
      counts: report.counts,
      casesLeftOut: 7,
      problemCount: 3,
    });
    assert.deepEqual(await reports.cases(kept.sequence), report.cases);
    assert.deepEqual(await reports.problems(kept.sequence), report.problems);
    const [gate] = (await runs.get('a'))?.gates ?? [];
    assert.deepEqual([gate?.tests, gate?.problems], [report.counts, 3]);
    const latest = (await runs.latestGateResults(sampleKey)).get('1')?.get('unit');
    assert.deepEqual(latest?.result, gate);
  });

  it('keeps the last report of each gate of each phase, and no other', async () => {
    await run('a', '1', report);
    await run('b', '2', report);
    const before = await reports.newest(sampleKey);
    await run('c', '1', { ...none, problems: report.problems.slice(1) });
    assert.ok(((await reports.newest(sampleKey)) ?? 0) > (before ?? 0));
    const kept = await reports.list(sampleKey);
    assert.deepEqual(
      kept.map(({ phase, runId, counts }) => [phase, runId, counts !== null]),
      [
        ['2', 'b', true],
        ['1', 'c', false],
      ],
    );
    assert.deepEqual(
      (await reports.list(sampleKey, '2')).map(({ runId }) => runId),
      ['b'],
    );
    assert.deepEqual(await reports.list({ ...sampleKey, workspace: '/elsewhere' }), []);
    const rows = await database.queries.selectFrom('test_case').selectAll().execute();
    assert.equal(rows.length, report.cases.length);
  });

  it('leaves a report in its place when a gate says nothing new', async () => {
    await run('a', '1', report);
    await run('b', '1', null, { outcome: 'cancelled' });
    assert.deepEqual(
      (await reports.list(sampleKey)).map(({ runId }) => runId),
      ['a'],
    );
  });

  it('takes nothing from a run that another process has ended', async () => {
    await run('a', '1', report);
    await runs.begin(sampleRun('b', { phase: '1' }));
    await runs.gateStarted('b', 0, sampleGate, 'hash');
    await runs.interrupt('b');
    await assert.rejects(runs.gateEnded('b', samplePass, none), { code: 'lease-lost' });
    assert.deepEqual(
      (await reports.list(sampleKey)).map(({ runId }) => runId),
      ['a'],
    );
  });

  it('keeps as many cases as there may be', async () => {
    const cases = Array.from({ length: 5_000 }, (_, at) => ({
      suite: [],
      name: `c${at}`,
      outcome: 'passed' as const,
      durationMs: 1,
      message: '',
      details: '',
      location,
    }));
    await run('a', '1', { ...none, counts: { passed: 5_000, failed: 0, skipped: 0 }, cases });
    const [kept] = await reports.list(sampleKey);
    assert.deepEqual(
      (await reports.cases(kept?.sequence ?? 0)).map(({ name }) => name),
      cases.map(({ name }) => name),
    );
  });
});
