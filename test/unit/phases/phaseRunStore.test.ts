/** Shows that runs and gates are kept as they were, in order, and never rewritten once they have ended. */
import assert from 'node:assert/strict';
import type { GateDefinition, GateResult } from '../../../server/phases/gate.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { countSyncs, whyNoStrace } from '../../long/drills/countSyncs.ts';
import { killWriters } from '../../long/drills/killWriters.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleGate, sampleKey, sampleOwner, samplePass, sampleRun } from '../../long/drills/sampleRun.ts';

describeOnDatabases('PhaseRunStore', (openTemporaryDatabase, kind) => {
  let database: TemporaryDatabase;
  let runs: PhaseRunStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    runs = new PhaseRunStore(database.queries, database.clock);
  });
  afterEach(async () => {
    await database.remove();
  });

  const passed = { outcome: 'passed', statusAfter: 'DONE', message: '' } as const;
  const lost = { name: 'Failure', code: 'lease-lost' };
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

  it('gives back every field of a run that is under way', async () => {
    const run = sampleRun('a');
    await runs.begin(run);
    assert.deepEqual(await runs.get('a'), {
      ...run,
      outcome: null,
      statusAfter: null,
      endedAtMs: null,
      message: '',
      gates: [],
    });
    const bare = sampleRun('b', { statusBefore: null, commit: null, tree: null });
    await runs.begin(bare);
    assert.deepEqual(await runs.get('b'), { ...(await runs.get('a')), ...bare });
    assert.equal(await runs.get('none'), null);
  });

  it('gives back a run that has ended, with its gates in the order of the phase', async () => {
    const lint: GateDefinition = { ...sampleGate, name: 'lint' };
    const failed: GateResult = {
      name: 'lint',
      kind: 'run',
      outcome: 'failed',
      exitCode: 4_294_967_295,
      durationMs: 12.6,
      log: null,
      message: 'exit code 4294967295',
    };
    await runs.begin(sampleRun('a'));
    await runs.gateStarted('a', 1, sampleGate, 'hash-unit');
    await runs.gateStarted('a', 0, lint, 'hash-lint');
    assert.deepEqual((await runs.get('a'))?.gates, []);
    await runs.gateEnded('a', samplePass);
    await runs.gateEnded('a', failed);
    database.nowMs = 2_000_000;
    const run = await runs.finish('a', { outcome: 'failed', statusAfter: 'FAILED', message: 'lint failed' });
    assert.deepEqual(run, {
      ...sampleRun('a'),
      outcome: 'failed',
      statusAfter: 'FAILED',
      endedAtMs: 2_000_000,
      message: 'lint failed',
      gates: [{ ...failed, durationMs: 13 }, samplePass],
    });
    assert.deepEqual(await runs.get('a'), run);
  });

  it('keeps the whole definition of a gate beside its verdict', async () => {
    await runs.begin(sampleRun('a'));
    await runs.gateStarted('a', 0, sampleGate, 'hash-unit');
    const row = await database.queries.selectFrom('gate_run').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(row.definition), sampleGate);
    assert.equal(row.definition_hash, 'hash-unit');
    assert.equal(row.started_at_ms, 1_000_000);
  });

  it('records a gate that never ran with one write', async () => {
    const skipped: GateResult = { ...samplePass, outcome: 'skipped', exitCode: null, log: null, message: 'needs lint' };
    await runs.begin(sampleRun('a'));
    await runs.gateSettled('a', 0, sampleGate, 'hash-unit', skipped);
    assert.deepEqual((await runs.get('a'))?.gates, [skipped]);
  });

  it('takes no result of a gate that is not under way', async () => {
    await runs.begin(sampleRun('a'));
    const unknownGate = { name: 'Failure', code: 'unknown-gate' };
    await assert.rejects(runs.gateEnded('a', samplePass), unknownGate);
    await runs.gateStarted('a', 0, sampleGate, 'hash-unit');
    await runs.gateEnded('a', samplePass);
    await assert.rejects(runs.gateEnded('a', { ...samplePass, outcome: 'failed' }), unknownGate);
    assert.deepEqual((await runs.get('a'))?.gates, [samplePass]);
  });

  it('refuses writes to a run that nobody began', async () => {
    const unknownRun = { name: 'Failure', code: 'unknown-run' };
    await assert.rejects(runs.gateStarted('none', 0, sampleGate, 'hash'), unknownRun);
    await assert.rejects(runs.gateEnded('none', samplePass), unknownRun);
    await assert.rejects(runs.finish('none', passed), unknownRun);
    assert.equal(await runs.interrupt('none'), null);
  });

  it('lists the newest first, whatever the clock says, filtered and limited', async () => {
    await runs.begin(sampleRun('a', { startedAtMs: 3000 }));
    await runs.begin(sampleRun('b', { startedAtMs: 1000, phase: '17B' }));
    await runs.begin(sampleRun('c', { startedAtMs: 2000, verb: 'verify' }));
    await runs.begin(sampleRun('d', { workspace: '/elsewhere' }));
    await runs.begin(sampleRun('e', { roadmap: 'docs/ROADMAP.md' }));
    assert.deepEqual(ids(await runs.list({ ...sampleKey, limit: 10 })), ['c', 'b', 'a']);
    assert.deepEqual(ids(await runs.list({ ...sampleKey, limit: 2 })), ['c', 'b']);
    assert.deepEqual(ids(await runs.list({ ...sampleKey, phase: '17A', limit: 10 })), ['c', 'a']);
    assert.deepEqual(ids(await runs.list({ ...sampleKey, verb: 'verify', limit: 10 })), ['c']);
  });

  it('finds the newest run and the newest verification of each phase', async () => {
    await runs.begin(sampleRun('a1'));
    await runs.begin(sampleRun('a2', { verb: 'gate' }));
    await runs.begin(sampleRun('a3', { verb: 'verify' }));
    await runs.begin(sampleRun('b1', { phase: '17B' }));
    await runs.begin(sampleRun('x', { workspace: '/elsewhere' }));
    await runs.gateSettled('a2', 0, sampleGate, 'hash', samplePass);
    const latest = await runs.latestByPhase(sampleKey);
    assert.deepEqual([...latest.keys()].sort(), ['17A', '17B']);
    assert.equal(latest.get('17A')?.id, 'a2');
    assert.deepEqual(latest.get('17A')?.gates, [samplePass]);
    assert.equal(latest.get('17B')?.id, 'b1');
    assert.deepEqual(ids([...(await runs.latestVerifyByPhase(sampleKey)).values()]), ['a3']);
  });

  it('finds the newest ended result of each gate, whatever asked for it', async () => {
    const lint = { ...sampleGate, name: 'lint' };
    const lintPass = { ...samplePass, name: 'lint' };
    const failure: GateResult = { ...samplePass, outcome: 'failed', exitCode: 1, message: 'exit code 1' };
    await runs.begin(sampleRun('a1'));
    await runs.gateSettled('a1', 0, lint, 'hash', lintPass);
    await runs.gateSettled('a1', 1, sampleGate, 'hash', samplePass);
    await runs.begin(sampleRun('b1', { phase: '17B' }));
    await runs.gateSettled('b1', 0, sampleGate, 'hash', samplePass);
    await runs.begin(sampleRun('a2', { verb: 'verify' }));
    await runs.gateSettled('a2', 0, sampleGate, 'hash', failure);
    await runs.gateStarted('a2', 1, lint, 'hash');
    await runs.begin(sampleRun('x', { workspace: '/elsewhere' }));
    await runs.gateSettled('x', 0, sampleGate, 'hash', failure);
    const results = await runs.latestGateResults(sampleKey);
    assert.deepEqual([...results.keys()].sort(), ['17A', '17B']);
    assert.deepEqual(Object.fromEntries(results.get('17A') ?? []), {
      lint: { runId: 'a1', definitionHash: 'hash', result: lintPass },
      unit: { runId: 'a2', definitionHash: 'hash', result: failure },
    });
    assert.deepEqual(Object.fromEntries(results.get('17B') ?? []), {
      unit: { runId: 'b1', definitionHash: 'hash', result: samplePass },
    });
  });

  it('reads the gates of more runs than fit into one query', async () => {
    for (let run = 0; run < 1200; run++) {
      await runs.begin(sampleRun(`r${String(run)}`));
      await runs.gateSettled(`r${String(run)}`, 0, sampleGate, 'hash', { ...samplePass, durationMs: run });
    }
    const list = await runs.list({ ...sampleKey, limit: 5000 });
    assert.equal(list.length, 1200);
    for (const run of list) assert.equal(run.gates[0]?.durationMs, Number(run.id.slice(1)));
  });

  it('ends the runs whose owner is gone, and no other', async () => {
    await runs.begin(sampleRun('dead'));
    await runs.gateStarted('dead', 0, sampleGate, 'hash');
    await runs.begin(sampleRun('alive', { owner: { ...sampleOwner, processStart: 'start-2' } }));
    await runs.begin(sampleRun('ended'));
    await runs.finish('ended', passed);
    await runs.begin(sampleRun('elsewhere', { workspace: '/elsewhere' }));
    assert.deepEqual(ids(await runs.running(sampleKey)), ['alive', 'dead']);

    database.nowMs = 5_000_000;
    const interrupted = await runs.markInterrupted(sampleKey, (owner) => owner.processStart === 'start-2');
    assert.deepEqual(ids(interrupted), ['dead']);
    const dead = await runs.get('dead');
    assert.deepEqual(interrupted, [dead]);
    assert.equal(dead?.outcome, 'interrupted');
    assert.equal(dead.endedAtMs, 5_000_000);
    assert.match(dead.message, /again/);
    assert.equal(dead.gates[0]?.outcome, 'could-not-run');
    assert.deepEqual(ids(await runs.running(sampleKey)), ['alive']);
    assert.equal((await runs.get('ended'))?.outcome, 'passed');
    assert.deepEqual(await runs.markInterrupted(sampleKey, () => Promise.resolve(true)), []);
  });

  it('takes nothing more for a run that was ended by somebody else', async () => {
    await runs.begin(sampleRun('a'));
    await runs.gateStarted('a', 0, sampleGate, 'hash');
    const interrupted = await runs.interrupt('a');
    assert.equal(interrupted?.outcome, 'interrupted');
    await assert.rejects(runs.gateEnded('a', samplePass), lost);
    await assert.rejects(runs.gateStarted('a', 1, { ...sampleGate, name: 'other' }, 'hash'), lost);
    await assert.rejects(runs.gateSettled('a', 1, { ...sampleGate, name: 'other' }, 'hash', samplePass), lost);
    await assert.rejects(runs.finish('a', passed), lost);
    assert.equal(await runs.interrupt('a'), null);
    assert.deepEqual(await runs.get('a'), interrupted);
  });

  it('loses nothing that was acknowledged when its process is killed, 10 times', async function () {
    this.timeout(60_000);
    if (process.platform === 'win32') this.skip();
    const figures = await killWriters(kind, 10);
    assert.equal(figures.lost, 0);
    assert.ok(figures.kills === 10 && figures.acknowledged > 10, JSON.stringify(figures));
  });

  // What PostgreSQL brings to the disk is its own affair.
  if (kind === 'postgres') return;
  it('brings each commit to the disk, and makes two a gate', function () {
    this.timeout(60_000);
    const reason = whyNoStrace();
    if (reason !== null) {
      console.log(`      not run: ${reason}`);
      this.skip();
    }
    const { commits, syncs } = countSyncs('runWriter', ['writer', '15'], 4 * 15);
    // Opening and closing a new database cost about ten of their own.
    assert.ok(syncs >= commits && syncs < commits + 20, `${String(syncs)} syncs for ${String(commits)} commits`);
  });
});
