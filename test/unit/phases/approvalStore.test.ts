/** Shows that an approval counts for exactly what was approved. */
import assert from 'node:assert/strict';
import { ApprovalStore } from '../../../server/phases/approvalStore.ts';
import type { ApprovalSubject } from '../../../server/phases/approvalStore.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { sampleKey } from '../../long/drills/sampleRun.ts';

describeOnDatabases('ApprovalStore', (openTemporaryDatabase) => {
  let database: TemporaryDatabase;
  let approvals: ApprovalStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    approvals = new ApprovalStore(database.queries);
  });
  afterEach(async () => {
    await database.remove();
  });

  const subject: ApprovalSubject = {
    key: sampleKey,
    phase: '17A',
    gate: 'sign-off',
    definitionHash: 'definition-1',
    specHash: 'spec-1',
  };

  it('finds the newest approval, whatever the clock says', async () => {
    assert.equal(await approvals.find(subject), null);
    await approvals.record({ ...subject, by: 'Ada', atMs: 2000 });
    await approvals.record({ ...subject, by: 'Grace', atMs: 1000 });
    assert.deepEqual(await approvals.find(subject), { by: 'Grace', atMs: 1000 });
  });

  it('counts no more when anything that it is bound to differs', async () => {
    await approvals.record({ ...subject, by: 'Ada', atMs: 2000 });
    const others: readonly Partial<ApprovalSubject>[] = [
      { key: { ...sampleKey, workspace: '/elsewhere' } },
      { key: { ...sampleKey, roadmap: 'docs/ROADMAP.md' } },
      { phase: '17B' },
      { gate: 'Sign-off' },
      { definitionHash: 'definition-2' },
      { specHash: 'spec-2' },
    ];
    for (const other of others)
      assert.equal(await approvals.find({ ...subject, ...other }), null, JSON.stringify(other));
  });
});
