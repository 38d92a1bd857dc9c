/** Writes that come together share a commit, and nothing else: each succeeds, fails and is answered by itself. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { sql } from 'kysely';
import { GroupedWrites, type WriteAction } from '../../../server/database/groupedWrites.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

describeOnDatabases('GroupedWrites', (openTemporaryDatabase, kind) => {
  let database: TemporaryDatabase;
  let writes: GroupedWrites;

  beforeEach(async () => {
    database = await openTemporaryDatabase();
    writes = new GroupedWrites(database.queries);
  });
  afterEach(() => database.remove());

  const keep =
    (duty: string): WriteAction<string> =>
    async (transaction) => {
      await transaction.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute();
      return duty;
    };
  const duties = async (): Promise<readonly string[]> =>
    (await database.queries.selectFrom('upkeep').select('duty').orderBy('duty').execute()).map(({ duty }) => duty);
  /** What another process would find. */
  const onDisk = async (): Promise<number> => {
    const other = await database.openAgain();
    try {
      return (await other.queries.selectFrom('upkeep').select('duty').execute()).length;
    } finally {
      await other.close();
    }
  };

  it('answers each with what it returned, once others can see it', async () => {
    const seen = await Promise.all(
      ['a', 'b', 'c'].map((duty) =>
        writes.write(keep(duty)).then(async (result) => ({ result, rows: await onDisk() })),
      ),
    );
    assert.deepEqual(seen, [
      { result: 'a', rows: 3 },
      { result: 'b', rows: 3 },
      { result: 'c', rows: 3 },
    ]);
  });

  it('takes back what a write did that throws, and no other', async () => {
    const outcomes = await Promise.allSettled([
      writes.write(keep('a')),
      writes.write(async (transaction) => {
        await keep('taken back')(transaction);
        throw new Error('no');
      }),
      writes.write(keep('a')),
      writes.write(keep('b')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await duties(), ['a', 'b']);
    await assert.rejects(
      writes.write(async (transaction) => {
        await keep('taken back')(transaction);
        throw new Error('alone');
      }),
      /alone/,
    );
    assert.deepEqual(await duties(), ['a', 'b']);
  });

  it('says to all that nothing was written when the database gives up the whole transaction', async () => {
    const outcomes = await Promise.allSettled([
      writes.write(keep('a')),
      writes.write(async (transaction) => {
        await sql`rollback`.execute(transaction);
        throw new Error('disk full');
      }),
      writes.write(keep('b')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    await writes.write(keep('c'));
    assert.deepEqual(await duties(), ['c']);
  });

  it('lets what is not urgent wait for the next write, in the order in which it came', async () => {
    writes.writeSometime(async (transaction) => {
      await keep('later')(transaction);
    });
    await new Promise(setImmediate);
    assert.deepEqual(await duties(), []);
    await writes.write(async (transaction) => {
      await transaction.updateTable('upkeep').set({ done_at_ms: 2 }).where('duty', '=', 'later').execute();
    });
    assert.deepEqual(await database.queries.selectFrom('upkeep').selectAll().execute(), [
      { duty: 'later', done_at_ms: 2 },
    ]);
  });

  it('writes what comes while a commit is under way', async () => {
    const inner: Promise<string>[] = [];
    await writes.write(async (transaction) => {
      inner.push(writes.write(keep('second')));
      await keep('first')(transaction);
    });
    await Promise.all(inner);
    assert.deepEqual(await duties(), ['first', 'second']);
  });

  // On PostgreSQL nothing from outside tells the commits of a connection from its savepoints.
  if (kind === 'postgres') return;
  /** Frames in the log are counted, as each commit appends at least one; the page that both wrote is in it once. */
  const logBytes = (): number => ('file' in database.place ? statSync(`${database.place.file}-wal`).size : 0);

  it('needs one commit for the writes of one turn', async () => {
    const before = logBytes();
    await writes.write(keep('alone'));
    const forOne = logBytes() - before;
    await Promise.all(Array.from({ length: 20 }, (_, index) => writes.write(keep(`together ${String(index)}`))));
    assert.ok(forOne > 0);
    assert.equal(logBytes() - before, 2 * forOne);
  });
});
