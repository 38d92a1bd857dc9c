/** Shows that one process at a time holds the lease of a roadmap, and that a former holder can do nothing with it. */
import assert from 'node:assert/strict';
import type { RunOwner } from '../../../server/phases/phaseRun.ts';
import { heartbeatIntervalMs, leaseStaleAfterMs, PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import type { LeaseAnswer, LeaseRequest, PhaseLease } from '../../../server/phases/phaseLeaseStore.ts';
import { contendLease } from '../../long/drills/contendLease.ts';
import { freezeOwner } from '../../long/drills/freezeOwner.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleKey } from '../../long/drills/sampleRun.ts';

describeOnDatabases('PhaseLeaseStore', (openTemporaryDatabase, kind) => {
  let database: TemporaryDatabase;
  let leases: PhaseLeaseStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    leases = new PhaseLeaseStore(database.queries);
  });
  afterEach(async () => {
    await database.remove();
  });

  const owner = (name: string): RunOwner => ({ pid: 1, processStart: name, host: 'here' });
  const acquire = (name: string, changes: Partial<LeaseRequest> = {}): Promise<LeaseAnswer> =>
    leases.acquire({
      key: sampleKey,
      owner: owner(name),
      runId: `run-${name}`,
      phase: '17A',
      nowMs: 1000,
      isOwnerAlive: () => true,
      ...changes,
    });
  const take = async (name: string, changes: Partial<LeaseRequest> = {}): Promise<PhaseLease> => {
    const answer = await acquire(name, changes);
    assert.ok(answer.kind === 'acquired', JSON.stringify(answer));
    return answer.lease;
  };
  const lost = { name: 'Failure', code: 'lease-lost' };

  it('is given to one and tells the others who has it', async () => {
    assert.equal(await leases.holder(sampleKey), null);
    const lease = await take('a');
    assert.deepEqual(lease, { key: sampleKey, token: 1 });
    const holder = { owner: owner('a'), phase: '17A', runId: 'run-a', sinceMs: 1000, heartbeatAtMs: 1000 };
    assert.deepEqual(await acquire('b', { nowMs: 2000 }), { kind: 'held', by: holder });
    assert.deepEqual(await acquire('a', { nowMs: 2000 }), { kind: 'held', by: holder });
    assert.deepEqual(await leases.holder(sampleKey), holder);
  });

  it('is one for each roadmap', async () => {
    await take('a');
    await take('b', { key: { ...sampleKey, roadmap: 'docs/ROADMAP.md' } });
    await take('c', { key: { ...sampleKey, workspace: '/elsewhere' } });
  });

  it('is free once released, and its token never repeats', async () => {
    const first = await take('a');
    await leases.release(first);
    assert.equal(await leases.holder(sampleKey), null);
    await assert.rejects(
      leases.whileHeld(first, () => undefined),
      lost,
    );
    assert.equal(await leases.heartbeat(first, 2000), false);
    const second = await take('b');
    assert.equal(second.token, 2);
    await leases.release(first);
    assert.equal((await leases.holder(sampleKey))?.runId, 'run-b');
  });

  it('lives on heartbeats', async () => {
    const lease = await take('a');
    const limitMs = 1000 + leaseStaleAfterMs;
    assert.equal((await acquire('b', { nowMs: limitMs })).kind, 'held');
    assert.equal(await leases.heartbeat(lease, 1000 + heartbeatIntervalMs), true);
    assert.equal((await acquire('b', { nowMs: limitMs + 1 })).kind, 'held');
    const answer = await acquire('b', { nowMs: limitMs + heartbeatIntervalMs + 1 });
    assert.ok(answer.kind === 'acquired' && answer.lease.token === 2);
    assert.equal(answer.tookOverFrom?.runId, 'run-a');
    assert.equal(await leases.heartbeat(lease, limitMs), false);
  });

  it('is taken over when the clock was set back far', async () => {
    await take('a', { nowMs: 1_000_000 });
    assert.equal((await acquire('b', { nowMs: 1_000_000 - leaseStaleAfterMs })).kind, 'held');
    assert.equal((await acquire('b', { nowMs: 1_000_000 - leaseStaleAfterMs - 1 })).kind, 'acquired');
  });

  it('is taken over at once when its owner is gone', async () => {
    const first = await take('a');
    const asked: RunOwner[] = [];
    const answer = await acquire('b', {
      isOwnerAlive: (asking) => {
        asked.push(asking);
        return Promise.resolve(false);
      },
    });
    assert.ok(answer.kind === 'acquired' && answer.tookOverFrom?.runId === 'run-a');
    assert.deepEqual(asked, [owner('a')]);
    await assert.rejects(
      leases.whileHeld(first, () => assert.fail('must not be called')),
      lost,
    );
  });

  it('stays with an owner that thaws while somebody is about to take over', async () => {
    const lease = await take('a');
    const answer = await acquire('b', {
      isOwnerAlive: async () => {
        // The answer was true a moment ago; meanwhile the owner has shown itself.
        const isFirstTime = (await leases.holder(sampleKey))?.heartbeatAtMs === 1000;
        if (isFirstTime) await leases.heartbeat(lease, 1001);
        return !isFirstTime;
      },
    });
    assert.equal(answer.kind, 'held');
    assert.equal(await leases.heartbeat(lease, 1002), true);
  });

  it('lets only one of many take a free one', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => acquire(name)));
    assert.equal(answers.filter(({ kind }) => kind === 'acquired').length, 1);
  });

  it('keeps everyone else out while its holder writes', async () => {
    const lease = await take('a');
    const rival = new PhaseLeaseStore(database.queries, 0);
    const order: string[] = [];
    const writing = leases.whileHeld(lease, () => {
      order.push('written');
      return 42;
    });
    const taking = rival
      .acquire({
        key: sampleKey,
        owner: owner('b'),
        runId: 'run-b',
        phase: '17A',
        nowMs: 2000,
        isOwnerAlive: () => true,
      })
      .then(() => order.push('taken'));
    assert.equal(await writing, 42);
    await taking;
    assert.deepEqual(order, ['written', 'taken']);
  });

  it('passes on what the action throws, and stays held', async () => {
    const lease = await take('a');
    const throwing = leases.whileHeld(lease, () => {
      throw new Error('on purpose');
    });
    await assert.rejects(throwing, { message: 'on purpose' });
    assert.equal(await leases.whileHeld(lease, () => 'still'), 'still');
  });

  it('lets one process run at a time, 4 processes with 25 starts each', async function () {
    this.timeout(60_000);
    const { acquired, held, together, tokens } = await contendLease(kind, 4, 25);
    assert.equal(together, 0);
    assert.equal(acquired + held, 100);
    assert.deepEqual(
      tokens,
      Array.from({ length: acquired }, (_, index) => index + 1),
    );
  });

  it('keeps a thawed owner from writing, 5 times', async function () {
    this.timeout(60_000);
    if (process.platform === 'win32') this.skip();
    const { takeovers, writesAfterTakeover } = await freezeOwner(kind, 5);
    assert.equal(takeovers, 5);
    assert.equal(writesAfterTakeover, 0);
  });
});
