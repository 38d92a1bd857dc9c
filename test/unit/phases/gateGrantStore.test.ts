/** Shows that a grant counts for exactly what was granted. */
import assert from 'node:assert/strict';
import { GateGrantStore } from '../../../server/phases/gateGrantStore.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

describeOnDatabases('GateGrantStore', (openTemporaryDatabase) => {
  let database: TemporaryDatabase;
  let grants: GateGrantStore;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    grants = new GateGrantStore(database.queries, database.clock);
  });
  afterEach(async () => {
    await database.remove();
  });

  it('counts for one hash in one workspace', async () => {
    assert.equal(await grants.isGranted('/w', 'h1'), false);
    await grants.grant('/w', '17A', 'h1', 'npm test');
    assert.equal(await grants.isGranted('/w', 'h1'), true);
    for (const [workspace, hash] of [
      ['/w', 'h2'],
      ['/w', 'H1'],
      ['/w', 'h1 '],
      ['/v', 'h1'],
      ['/W', 'h1'],
    ] as const)
      assert.equal(await grants.isGranted(workspace, hash), false, `${workspace} ${hash}`);
  });

  it('tells a changed definition from a new one', async () => {
    assert.equal(await grants.hasGrants('/w', '17A'), false);
    await grants.grant('/w', '17A', 'h1', 'npm test');
    assert.equal(await grants.hasGrants('/w', '17A'), true);
    assert.equal(await grants.hasGrants('/w', '17B'), false);
    assert.equal(await grants.hasGrants('/v', '17A'), false);
  });

  it('keeps what was read and when, once', async () => {
    await grants.grant('/w', '17A', 'h1', 'npm test');
    database.nowMs = 2_000_000;
    await grants.grant('/w', '17A', 'h1', 'npm test');
    await grants.grant('/w', '17B', 'h1', 'npm test');
    const rows = await database.queries.selectFrom('gate_grant').selectAll().orderBy('phase').execute();
    assert.deepEqual(
      rows.map((row) => [row.phase, row.description, row.granted_at_ms]),
      [
        ['17A', 'npm test', 1_000_000],
        ['17B', 'npm test', 2_000_000],
      ],
    );
  });
});
