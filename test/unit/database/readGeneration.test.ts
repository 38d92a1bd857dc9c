/** Shows that the generation stays while a database is used, and is another one once its tables were brought back. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { readGeneration } from '../../../server/database/readGeneration.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';

describeOnDatabases('the generation of a database', (open, kind) => {
  it('is the same for whoever asks, whatever is written', async () => {
    const database = await open();
    try {
      const before = await readGeneration(database.queries, kind);
      await database.queries.insertInto('upkeep').values({ duty: 'any', done_at_ms: 7 }).execute();
      const again = await database.openAgain();
      const seen = await readGeneration(again.queries, kind);
      await again.close();
      assert.equal(seen, before);
    } finally {
      await database.remove();
    }
  });

  if (kind === 'sqlite') return;

  it('changes when the tables are made again, as pg_restore does', async () => {
    const database = await open();
    try {
      const before = await readGeneration(database.queries, kind);
      await sql`alter table counter rename to old_counter`.execute(database.queries);
      await sql`create table counter as table old_counter`.execute(database.queries);
      assert.notEqual(await readGeneration(database.queries, kind), before);
    } finally {
      await database.remove();
    }
  });
});
