/** Shows in short that no write is lost among several processes. */
import assert from 'node:assert/strict';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import { contendCounter } from '../../long/drills/contendCounter.ts';

describeOnDatabases('contention for the database', (_open, kind) => {
  it('loses nothing among 3 processes with 4 writers and 25 increments each', async function () {
    this.timeout(60_000);
    const { counted, expected, errors } = await contendCounter(kind, 3, 4, 25);
    assert.equal(errors, 0);
    assert.equal(counted, expected);
  });
});
