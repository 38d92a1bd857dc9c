/** Old runs go with their logs, and whatever something still refers to stays. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runLogDirectory } from '../../../server/base/paths.ts';
import type { GateOutcome } from '../../../server/phases/gate.ts';
import { OldRunStore } from '../../../server/phases/oldRunStore.ts';
import type { NewPhaseRun } from '../../../server/phases/phaseRun.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { keptRuns, pruneRuns } from '../../../server/phases/pruneRuns.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleGate, sampleKey, samplePass, sampleRun } from '../../long/drills/sampleRun.ts';

describeOnDatabases('pruneRuns', (openTemporaryDatabase) => {
  let database: TemporaryDatabase;
  let runs: PhaseRunStore;
  let dataDirectory: string;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    runs = new PhaseRunStore(database.queries, database.clock);
    dataDirectory = mkdtempSync(path.join(tmpdir(), 'phasegate-prune-'));
  });
  afterEach(async () => {
    await database.remove();
    rmSync(dataDirectory, { recursive: true });
  });

  const prune = (directory = dataDirectory): Promise<number> =>
    pruneRuns(sampleRun('any'), { oldRuns: new OldRunStore(database.queries), dataDirectory: directory });

  /** A run that has ended, with one gate and its log. */
  const record = async (
    id: string,
    {
      outcome = 'failed',
      gate = 'unit',
      ...changes
    }: Partial<NewPhaseRun> & { outcome?: GateOutcome & ('failed' | 'passed'); gate?: string } = {},
  ): Promise<void> => {
    await runs.begin(sampleRun(id, changes));
    await runs.gateSettled(id, 0, { ...sampleGate, name: gate }, 'hash', { ...samplePass, name: gate, outcome });
    await runs.finish(id, { outcome, statusAfter: null, message: '' });
    const logs = runLogDirectory(dataDirectory, id);
    mkdirSync(logs, { recursive: true });
    writeFileSync(path.join(logs, 'unit.log'), 'output');
  };
  const recordMany = async (count: number, name = 'run', changes: Partial<NewPhaseRun> = {}): Promise<void> => {
    for (let index = 0; index < count; index++) await record(`${name}-${index}`, changes);
  };
  const kept = async (phase = '17A'): Promise<readonly string[]> =>
    (await runs.list({ ...sampleKey, phase, limit: 1000 })).map(({ id }) => id);

  it('keeps the newest, with their logs, and removes the others, with theirs', async () => {
    await recordMany(keptRuns + 20);
    assert.equal(await prune(), 20);
    const left = await kept();
    assert.equal(left.length, keptRuns);
    assert.equal(left[0], `run-${keptRuns + 19}`);
    assert.deepEqual(readdirSync(path.join(dataDirectory, 'logs')).sort(), [...left].sort());
    const { rows } = { rows: await database.queries.selectFrom('gate_run').select('run_id').execute() };
    assert.equal(rows.length, keptRuns);
    assert.equal(await prune(), 0);
  });

  it('waits until some have gathered', async () => {
    await recordMany(keptRuns + 10);
    assert.equal(await prune(), 0);
    assert.equal((await kept()).length, keptRuns + 10);
    await record('one-more');
    assert.equal(await prune(), 11);
  });

  it('keeps what the tree, the lenses and the verdict refer to, however old it is', async () => {
    await record('verified', { verb: 'verify' });
    await record('passed', { outcome: 'passed' });
    await record('only-with-lint', { gate: 'lint' });
    await recordMany(5, 'old');
    await runs.begin(sampleRun('under-way'));
    await recordMany(keptRuns + 20);
    assert.equal(await prune(), 25);
    assert.deepEqual((await kept()).slice(keptRuns), ['under-way', 'only-with-lint', 'passed', 'verified']);
    assert.ok(existsSync(runLogDirectory(dataDirectory, 'passed')));
    const latest = await runs.latestGateResults(sampleKey);
    assert.equal(latest.get('17A')?.get('lint')?.runId, 'only-with-lint');
    assert.equal((await runs.latestVerifyByPhase(sampleKey)).get('17A')?.id, 'verified');
  });

  it('keeps the newest gating when verifications fill the history', async () => {
    await record('gated', { verb: 'gate' });
    await recordMany(keptRuns + 20, 'verify', { verb: 'verify' });
    await prune();
    assert.equal((await runs.latestByPhase(sampleKey)).get('17A')?.id, 'gated');
  });

  it('leaves other phases, roadmaps and workspaces alone', async () => {
    await recordMany(keptRuns + 20, 'other-phase', { phase: '17B' });
    await recordMany(keptRuns + 20, 'other-roadmap', { roadmap: 'docs/ROADMAP.md' });
    await recordMany(keptRuns + 20, 'other-workspace', { workspace: '/elsewhere' });
    assert.equal(await prune(), 0);
    assert.equal((await kept('17B')).length, keptRuns + 20);
  });

  it('finishes what a crash between logs and rows left', async () => {
    await recordMany(keptRuns + 20);
    for (let index = 0; index < 20; index++)
      rmSync(runLogDirectory(dataDirectory, `run-${index}`), { recursive: true });
    assert.equal((await kept()).length, keptRuns + 20);
    assert.equal(await prune(), 20);
    assert.equal((await kept()).length, keptRuns);
  });

  it('keeps the rows of runs whose logs cannot be removed', async () => {
    await recordMany(keptRuns + 20);
    // A file where the data directory should be: nothing below it can be removed.
    const file = path.join(dataDirectory, 'file');
    writeFileSync(file, '');
    assert.equal(await prune(file), 0);
    assert.equal((await kept()).length, keptRuns + 20);
  });
});
