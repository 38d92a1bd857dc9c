/** Shows that a PostgreSQL database keeps the promises that SQLite keeps: one writer at a time, and every change seen. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { systemClock } from '../../../server/base/clock.ts';
import type { Database } from '../../../server/database/database.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { dropPostgresSchema, freshPostgresUrl, sharedPostgres } from '../../databases/sharedPostgres.ts';

describeOnPostgres('a PostgreSQL database', () => {
  let url: string;
  const opened: Database[] = [];

  const open = async (busyTimeoutMs = 5_000): Promise<Database> => {
    const database = await openDatabase({ url, clock: systemClock, busyTimeoutMs });
    opened.push(database);
    return database;
  };
  const keep = (database: Database, duty: string): Promise<unknown> =>
    database.queries.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute();
  const duties = async (database: Database): Promise<readonly string[]> =>
    (await database.queries.selectFrom('upkeep').select('duty').orderBy('duty').execute()).map(({ duty }) => duty);

  beforeEach(async () => {
    url = await freshPostgresUrl();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((database) => database.close()));
    await dropPostgresSchema(url);
  });

  it('has limits for everything that could wait for ever, and acknowledges what is durable', async () => {
    const plain = url;
    url = plain.replace('search_path', encodeURIComponent('synchronous_commit=off -c search_path'));
    const database = await open(1_234);
    url = plain;
    const expected = {
      lock_timeout: '1234ms',
      statement_timeout: '30s',
      idle_in_transaction_session_timeout: '1min',
      tcp_keepalives_idle: '30',
      synchronous_commit: 'on',
      application_name: 'phasegate',
    };
    for (const [name, value] of Object.entries(expected)) {
      const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(database.queries);
      assert.equal(rows[0]?.value, value, name);
    }
  });

  it('gives numbers as numbers and takes any text', async () => {
    const database = await open();
    await database.queries
      .insertInto('upkeep')
      .values({ duty: 'nul \0 and 😀', done_at_ms: 2 ** 53 - 1 })
      .execute();
    const row = await database.queries
      .selectFrom('upkeep')
      .select(({ fn }) => [
        fn.max('duty').as('duty'),
        fn.max('done_at_ms').as('most'),
        fn.countAll<number>().as('count'),
        fn.sum<number>('done_at_ms').as('sum'),
      ])
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, { duty: 'nul \u{FFFD} and 😀', most: 2 ** 53 - 1, count: 1, sum: 2 ** 53 - 1 });
  });

  describe('transactions', () => {
    const inTransaction = (database: Database, action: () => Promise<void>): Promise<void> =>
      database.queries.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction);
        await action();
      });

    it('exclude each other in a process, in the order in which they came', async () => {
      const database = await open();
      const order: string[] = [];
      const step = (name: string): Promise<void> =>
        inTransaction(database, async () => {
          order.push(`${name} begins`);
          await new Promise(setImmediate);
          order.push(`${name} ends`);
        });
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(step));
      for (let index = 0; index < order.length; index += 2) {
        assert.equal(order[index]?.replace('begins', 'ends'), order[index + 1]);
      }
      assert.equal(order.length, 16);
    });

    it('take the write lock at once, so that what was read is still true when it is written', async () => {
      const first = await open();
      const second = await open(20);
      await inTransaction(first, async () => {
        const busy = { code: 'database-unavailable', message: /busy/ };
        await assert.rejects(
          inTransaction(second, async () => undefined),
          busy,
        );
        // A write outside of any transaction waits for it, too.
        await assert.rejects(keep(second, 'x'), busy);
        assert.deepEqual(await duties(second), []);
      });
      await keep(second, 'x');
      assert.deepEqual(await duties(first), ['x']);
    });

    it('do not wait for those of another schema in the same database', async () => {
      const first = await open();
      const elsewhere = await freshPostgresUrl();
      const second = await openDatabase({ url: elsewhere, clock: systemClock, busyTimeoutMs: 20 });
      try {
        await inTransaction(first, () => inTransaction(second, async () => undefined));
      } finally {
        await second.close();
        await dropPostgresSchema(elsewhere);
      }
    });

    it('see what was committed while they waited, whatever isolation the server begins with', async () => {
      const plain = url;
      url = plain.replace(
        'search_path',
        encodeURIComponent('default_transaction_isolation=serializable -c search_path'),
      );
      const first = await open();
      const second = await open();
      url = plain;
      await keep(first, '0');
      const add = (database: Database): Promise<void> =>
        database.queries.transaction().execute(async (transaction) => {
          const rows = await transaction.selectFrom('upkeep').select('duty').execute();
          await transaction
            .insertInto('upkeep')
            .values({ duty: String(rows.length), done_at_ms: 1 })
            .execute();
        });
      await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? first : second)));
      assert.equal((await duties(first)).length, 21);
    });

    it('roll back when their action throws', async () => {
      const database = await open();
      const failing = database.queries.transaction().execute(async (transaction) => {
        await transaction.insertInto('upkeep').values({ duty: 'x', done_at_ms: 1 }).execute();
        throw new Error('on purpose');
      });
      await assert.rejects(failing, { message: 'on purpose' });
      assert.deepEqual(await duties(database), []);
    });

    it('end before the database closes', async () => {
      const database = await open();
      const writing = database.queries.transaction().execute(async (transaction) => {
        await new Promise(setImmediate);
        await transaction.insertInto('upkeep').values({ duty: 'x', done_at_ms: 1 }).execute();
      });
      await new Promise(setImmediate);
      await Promise.all([writing, database.close()]);
      await database.close();
      assert.deepEqual(await duties(await open()), ['x']);
    });
  });

  describe('changeVersion', () => {
    /** Looks again until the number is another one, a second at most. */
    const changed = async (database: Database, before: number): Promise<number> => {
      const deadlineMs = performance.now() + 1_000;
      for (;;) {
        const now = database.changeVersion();
        if (now !== before) return now;
        assert.ok(performance.now() < deadlineMs, 'nothing was heard within a second');
        await new Promise(setImmediate);
      }
    };

    it('changes when another connection writes, within a second, and only then', async () => {
      const mine = await open();
      const other = await open();
      const third = await open();
      const before = await changed(mine, mine.changeVersion());
      const beforeThird = await changed(third, third.changeVersion());
      await keep(mine, 'mine');
      // Once a third has heard of it, the one who wrote would have, too.
      await changed(third, beforeThird);
      await duties(mine);
      assert.equal(mine.changeVersion(), before);
      await duties(other);
      await other.queries
        .transaction()
        .execute((transaction) => transaction.selectFrom('upkeep').selectAll().execute());
      await other.queries.deleteFrom('upkeep').where('duty', '=', 'none').execute();
      await keep(other, 'other');
      const after = await changed(mine, before);
      assert.equal(after, before + 1);
      assert.equal(mine.changeVersion(), after);
    });

    it('hears again after its connection was cut, and counts what it may have missed', async () => {
      const mine = await open();
      const other = await open();
      const before = await changed(mine, mine.changeVersion());
      // Other tests listen at the same server, each where its own schema has its news.
      const schema = /search_path=(\w+)/.exec(decodeURIComponent(url))?.[1] ?? '';
      const server = await sharedPostgres();
      await server.run(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where query like 'listen %${Buffer.from(schema).toString('hex').slice(-48)}%' and pid <> pg_backend_pid()`,
      );
      const reconnected = await changed(mine, before);
      await keep(other, 'after the cut');
      await changed(mine, reconnected);
    });
  });
});
