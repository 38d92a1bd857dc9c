/** Shows that processes of gates are found again when their owner is gone, and only then. */
import assert from 'node:assert/strict';
import type { ProcessLedger } from '../../../server/base/processes/processLedger.ts';
import { GateProcessStore } from '../../../server/phases/gateProcessStore.ts';
import type { RunOwner } from '../../../server/phases/phaseRun.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleOwner } from '../../long/drills/sampleRun.ts';

describeOnDatabases('GateProcessStore', (openTemporaryDatabase) => {
  let database: TemporaryDatabase;
  let processes: GateProcessStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    processes = new GateProcessStore(database.queries, database.clock);
  });
  afterEach(async () => {
    await database.remove();
  });

  const living: RunOwner = { ...sampleOwner, pid: 1, processStart: 'living' };
  const isAlive = (owner: RunOwner): boolean => owner.processStart === 'living';
  const entry = { pid: 77, start: 'boot 12', marker: 'marker-1' };

  it('finds what the owners that are gone left running', async () => {
    const ledger: ProcessLedger = processes.ledgerFor('run-1', 'unit', sampleOwner);
    await ledger.add(entry);
    await processes.ledgerFor('run-2', 'lint', living).add({ ...entry, pid: 78 });
    const orphan = { ...entry, runId: 'run-1', gate: 'unit', owner: sampleOwner };
    assert.deepEqual(await processes.orphans(isAlive), [orphan]);
    assert.deepEqual(await processes.orphans(() => Promise.resolve(true)), []);
    await processes.remove(orphan, orphan.owner.host);
    assert.deepEqual(await processes.orphans(isAlive), []);
    assert.equal((await processes.orphans(() => false)).length, 1);
  });

  it('forgets a process that was seen to end, and no other with its pid', async () => {
    const ledger = processes.ledgerFor('run-1', 'unit', sampleOwner);
    await ledger.add(entry);
    await ledger.add(entry);
    await ledger.add({ ...entry, start: 'boot 99' });
    await processes.ledgerFor('run-1', 'unit', { ...sampleOwner, host: 'there' }).add(entry);
    ledger.remove(entry.pid, entry.start);
    // It is forgotten with the next write, whichever that is.
    await ledger.add({ ...entry, start: 'boot 99' });
    const left = await processes.orphans(() => false);
    assert.deepEqual(left.map(({ start, owner }) => `${owner.host} ${start}`).sort(), [
      'here boot 99',
      'there boot 12',
    ]);
  });
});
