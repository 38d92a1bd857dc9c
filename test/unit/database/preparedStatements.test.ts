/** Shows that statements which are prepared and worded once answer as fresh ones do. */
import assert from 'node:assert/strict';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { CompiledStatement } from '../../../server/database/compiledStatement.ts';
import { PreparedStatements } from '../../../server/database/preparedStatements.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import { openTemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

describe('prepared statements', () => {
  let connection: Sqlite.Database;
  let statements: PreparedStatements;

  beforeEach(() => {
    connection = new Sqlite(':memory:');
    connection.exec('create table wall (height integer); insert into wall values (1), (2)');
    statements = new PreparedStatements(connection);
  });
  afterEach(() => connection.close());

  it('are prepared once, and anew when they are in the middle of their rows or were not used for long', () => {
    const first = statements.prepare('select height from wall');
    assert.equal(statements.prepare('select height from wall'), first);
    const rows = first.iterate([]);
    rows.next();
    assert.deepEqual(statements.prepare('select height from wall').all([]), [{ height: 1 }, { height: 2 }]);
    rows.return?.();
    assert.equal(statements.prepare('select height from wall'), first);
    for (let number = 0; number < 200; number++) statements.prepare(`select ${String(number)}`);
    assert.notEqual(statements.prepare('select height from wall'), first);
  });

  it('see tables as they have become', () => {
    assert.deepEqual(statements.prepare('select * from wall where height = ?').all([1]), [{ height: 1 }]);
    connection.exec("alter table wall add column stone text default 'slate'");
    assert.deepEqual(statements.prepare('select * from wall where height = ?').all([1]), [
      { height: 1, stone: 'slate' },
    ]);
  });

  it('leave the waiting for a busy database as it was', async () => {
    const database = await openTemporaryDatabase('sqlite');
    try {
      await database.queries.transaction().execute(() => Promise.resolve());
      const { rows } = await sql`pragma busy_timeout`.execute(database.queries);
      assert.deepEqual(rows, [{ timeout: 5_000 }]);
    } finally {
      await database.remove();
    }
  });
});

describeOnDatabases('a compiled statement', (open) => {
  it('runs with other values each time, wherever they stand in it', async () => {
    const database = await open();
    try {
      const keep = new CompiledStatement<{ duty: string; atMs: number }, never>(({ duty, atMs }, queries) =>
        queries.insertInto('upkeep').values({ duty, done_at_ms: atMs }),
      );
      const find = new CompiledStatement<{ from: number; not: string }, { duty: string }>(
        (values) => sql`select duty from upkeep where duty <> ${values.not} and done_at_ms >= ${values.from}
          and duty <> ${`${'b'}`} order by duty`,
      );
      for (const [index, duty] of ['a', 'b', 'c', 'd'].entries())
        await keep.execute(database.queries, { duty, atMs: index });
      const found = async (from: number, not: string): Promise<readonly string[]> =>
        (await find.execute(database.queries, { from, not })).rows.map(({ duty }) => duty);
      assert.deepEqual(await found(0, 'd'), ['a', 'c']);
      assert.deepEqual(await found(2, 'c'), ['d']);
    } finally {
      await database.remove();
    }
  });
});
