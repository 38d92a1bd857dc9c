/** Shows that a copy to another database is whole, goes on after it was killed, and destroys nothing. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { systemClock } from '../../../server/base/clock.ts';
import { buildRegulationStores } from '../../../server/regulations/regulationStores.ts';
import { TermSplitter } from '../../../server/regulations/passageTerms.ts';
import { copiedPassageWords } from '../../../server/regulations/copiedPassageWords.ts';
import { copiedWords } from '../../../server/chat/copiedWordsStore.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import type { Database, DatabasePlace } from '../../../server/database/database.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { derivedTables, transferredTables } from '../../../server/database/transfer/transferredTables.ts';
import type { TransferResult, TransferSettings } from '../../../server/database/transfer/transfer.ts';
import { transferDatabase } from '../../../server/database/transfer/transferDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { writePlace } from '../../long/drills/placeArgument.ts';
import { Program } from '../../long/drills/program.ts';
import { fillSampleData } from '../../long/drills/sampleData.ts';
import { sampleRun } from '../../long/drills/sampleRun.ts';
import { makeTemporaryPlace, type TemporaryPlace } from '../../long/drills/openTemporaryDatabase.ts';

describe('a copy of everything', function () {
  this.timeout(60_000);
  let folder: string;
  let source: DatabasePlace & { readonly file: string };
  const places: TemporaryPlace[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-transfer-'));
    source = { file: path.join(folder, 'home', 'phasegate.db') };
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    for (const { remove } of places.splice(0)) await remove();
  });

  const use = async <Result>(
    place: DatabasePlace,
    action: (database: Database) => Promise<Result>,
  ): Promise<Result> => {
    const database = await openDatabase({ ...place, clock: systemClock });
    try {
      return await action(database);
    } finally {
      await database.close();
    }
  };
  const fill = (size = 60): Promise<void> => use(source, (database) => fillSampleData(database, size));
  const copy = (to: DatabasePlace, changes: Partial<TransferSettings> = {}): Promise<TransferResult> =>
    transferDatabase({
      from: source,
      to,
      clock: systemClock,
      replacesNuls: false,
      dryRun: false,
      derived: [copiedWords, copiedPassageWords],
      ...changes,
    });
  const target = (name = 'target.db') => ({ file: path.join(folder, name) });
  const begin = (place: DatabasePlace, id: string): Promise<unknown> =>
    use(place, ({ queries }) => new PhaseRunStore(queries, systemClock).begin(sampleRun(id)));
  const search = (database: Database, query: string) =>
    buildChatStores(database, systemClock, { pid: 1, start: 's', host: 'h' }).search.search(query, 99);
  const postgres = async (): Promise<DatabasePlace> => {
    const made = await makeTemporaryPlace('postgres');
    places.push(made);
    return made.place;
  };

  it('knows every table, its key, and the order in which they refer to each other', async () => {
    await use(source, async ({ queries }) => {
      const { rows } = await sql<{ name: string }>`select name from sqlite_schema where type = 'table'
        and name not like 'sqlite%' and sql not like '%virtual%'`.execute(queries);
      const shadows = derivedTables.flatMap((name) =>
        ['data', 'idx', 'docsize', 'config', 'content'].map((end) => `${name}_${end}`),
      );
      const known = [...transferredTables.map(({ name }) => name), 'migration'];
      assert.deepEqual(
        rows
          .map(({ name }) => name)
          .filter((name) => !shadows.includes(name))
          .sort(),
        known.sort(),
        'a new table needs its line in transferredTables.ts',
      );
      const seen = new Set<string>();
      for (const { name, key, counted } of transferredTables) {
        seen.add(name);
        const info = await sql<{ name: string; pk: number }>`select name, pk from pragma_table_info(${name})
          where pk > 0 order by pk`.execute(queries);
        assert.deepEqual(
          info.rows.map((column) => column.name),
          key,
          name,
        );
        const references = await sql<{ table: string }>`select "table" from pragma_foreign_key_list(${name})`.execute(
          queries,
        );
        assert.ok(
          references.rows.every(({ table }) => seen.has(table)),
          `${name} stands before what it refers to`,
        );
        const made = await sql<{ sql: string }>`select sql from sqlite_schema where name = ${name}`.execute(queries);
        assert.equal(/autoincrement/i.test(made.rows[0]?.sql ?? ''), counted !== undefined, name);
      }
    });
  });

  it('holds all rows, and a second copy writes none', async () => {
    await fill();
    const before = readFileSync(source.file);
    const made = await copy(target());
    assert.equal(made.outcome, 'copied');
    assert.ok(
      made.tables.every(({ rows }) => rows > 0),
      JSON.stringify(made.tables),
    );
    assert.deepEqual(readFileSync(source.file), before);
    const bytes = readFileSync(target().file);
    const again = await copy(target());
    assert.deepEqual([again.outcome, again.changes, again.tables], ['equal', 0, made.tables]);
    assert.deepEqual(readFileSync(target().file), bytes);
  });

  it('says what it would do, and makes nothing', async () => {
    await fill();
    const { outcome, tables } = await copy(target(), { dryRun: true });
    assert.deepEqual(
      [outcome, tables.find(({ name }) => name === 'phase_run')],
      ['would-copy', { name: 'phase_run', rows: 60, checksum: null }],
    );
    assert.equal(existsSync(target().file), false);
  });

  it('follows its source until somebody else writes to it', async () => {
    await fill();
    await copy(target());
    await begin(source, 'later');
    await use(source, ({ queries }) => queries.deleteFrom('conversation').where('id', '=', 'talk 1').execute());
    const { outcome, changes } = await copy(target());
    assert.equal(outcome, 'copied');
    assert.ok(changes > 1 && changes < 20, String(changes));
    assert.equal((await copy(target())).outcome, 'equal');
    await begin(target(), 'own');
    await assert.rejects(copy(target()), { code: 'database-not-empty', message: /written to since/ });
  });

  it('refuses a target of others, of another source, and a newer one, and changes none', async () => {
    await fill();
    const untouched = async (name: string, failure: { code: string; message?: RegExp }): Promise<void> => {
      const bytes = readFileSync(target(name).file);
      await assert.rejects(copy(target(name)), failure);
      assert.deepEqual(readFileSync(target(name).file), bytes);
    };
    await begin(target('used.db'), 'own');
    await untouched('used.db', { code: 'database-not-empty', message: /holds data already/ });
    writeFileSync(target('letter.db').file, 'A letter to my grandmother.');
    await untouched('letter.db', { code: 'database-not-empty' });
    const foreign = new Sqlite(target('foreign.db').file);
    foreign.exec('create table note (text)');
    foreign.close();
    await untouched('foreign.db', { code: 'database-not-empty', message: /another program/ });
    const step = { name: '9999-later', up: () => Promise.resolve() };
    const newer = { ...target('newer.db'), clock: systemClock, migrations: [...migrations, step] };
    await (await openDatabase(newer)).close();
    await untouched('newer.db', { code: 'database-newer' });
    await copy(target());
    await assert.rejects(copy(target(), { from: target('used.db') }), {
      code: 'database-not-empty',
      message: /copy of/,
    });
    await assert.rejects(copy(source), { code: 'database-not-empty' });
    await assert.rejects(copy(target('x/y.db')), { code: 'write-failed' });
    await assert.rejects(copy(target('z.db'), { from: target('none.db') }), { code: 'usage' });
  });

  it('is not made of a database with older tables, nor into one that is open elsewhere', async () => {
    await (await openDatabase({ ...source, clock: systemClock, migrations: migrations.slice(0, 1) })).close();
    const before = readFileSync(source.file);
    await assert.rejects(copy(target()), { code: 'usage', message: /older version/ });
    assert.deepEqual(readFileSync(source.file), before);
    await use(source, () => Promise.resolve());
    await use(target(), () =>
      assert.rejects(copy(target()), { code: 'database-unavailable', message: /open elsewhere/ }),
    );
  });

  const kill = async (to: DatabasePlace, pattern: RegExp): Promise<void> => {
    const program = new Program('copier', [writePlace(source), writePlace(to)]);
    await program.line(pattern, 0);
    await program.stop();
  };
  const points = [/^copy phase_run/, /^copy test_case/, /^copy message \d{3}/, /^verify phase_run/];

  it('that was killed is refused by whoever opens it, and goes on', async () => {
    await fill(1_000);
    for (const point of points) {
      await kill(target(), point);
      await assert.rejects(openDatabase({ ...target(), clock: systemClock }), {
        message: /unfinished copy of.*goes on/s,
      });
      await use(source, ({ queries }) => queries.deleteFrom('phase_run').where('sequence', '=', 3).execute());
      await begin(source, `meanwhile ${String(point)}`);
    }
    assert.equal((await copy(target())).outcome, 'copied');
    assert.equal((await copy(target())).outcome, 'equal');
    await use(target(), async (database) => {
      assert.equal((await search(database, 'word3 common')).length, 20);
    });
  });

  describeOnPostgres('with PostgreSQL', () => {
    it('is the same there, and after the way back', async () => {
      await fill();
      const there = await postgres();
      const made = await copy(there);
      assert.equal(made.outcome, 'copied');
      const again = await copy(there);
      assert.deepEqual([again.outcome, again.tables], ['equal', made.tables]);
      const back = await copy(target(), { from: there });
      assert.deepEqual(back.tables, made.tables);
      const found = (place: DatabasePlace): Promise<readonly string[]> =>
        use(place, async (database) =>
          (await search(database, 'word2 common')).map(({ message }) => message.id).sort(),
        );
      assert.equal((await found(source)).length, 20);
      assert.deepEqual(await found(there), await found(source));
      assert.deepEqual(await found(target()), await found(source));
      const passages = (place: DatabasePlace): Promise<readonly string[]> =>
        use(place, async (database) => {
          const { words, passages: kept } = buildRegulationStores(database, systemClock);
          const matches = await words.search(new TermSplitter().split('customers clause7'), 'rules', 3);
          return (await kept.read(matches.map(({ sequence }) => sequence))).map(({ text }) => text).sort();
        });
      assert.match((await passages(source)).join(), /clause7/);
      assert.deepEqual(await passages(there), await passages(source));
      assert.deepEqual(await passages(target()), await passages(source));
      const rows = (file: string): unknown => {
        const connection = new Sqlite(file);
        try {
          return transferredTables.map(({ name, key, ownRows }) =>
            connection
              .prepare(
                `select * from ${name} where ${ownRows === undefined ? '1' : "duty not like 'copied %'"} order by ${key.join()}`,
              )
              .all(),
          );
        } finally {
          connection.close();
        }
      };
      assert.deepEqual(rows(target().file), rows(source.file));
    });

    it('counts on where the source had come to', async () => {
      await fill();
      const next = (place: DatabasePlace, id: string): Promise<number> =>
        use(place, async ({ queries }) => {
          await new PhaseRunStore(queries, systemClock).begin(sampleRun(id));
          const row = await queries.selectFrom('phase_run').select('sequence').where('id', '=', id).executeTakeFirst();
          return row?.sequence ?? 0;
        });
      await next(source, 'removed');
      await use(source, ({ queries }) => queries.deleteFrom('phase_run').where('id', '=', 'removed').execute());
      const there = await postgres();
      await copy(there);
      await copy(target(), { from: there });
      assert.deepEqual([await next(there, 'n'), await next(target(), 'n'), await next(source, 'n')], [62, 62, 62]);
    });

    it('that was killed is refused by whoever opens it, and goes on', async () => {
      await fill(1_000);
      const there = await postgres();
      for (const point of points) {
        await kill(there, point);
        await assert.rejects(openDatabase({ ...there, clock: systemClock }), { message: /unfinished copy of/ });
        await begin(source, `meanwhile ${String(point)}`);
      }
      const { outcome, changes } = await copy(there);
      assert.deepEqual([outcome, changes < 500], ['copied', true]);
      assert.equal((await copy(there)).outcome, 'equal');
    });

    it('names the row with a NUL before anything is copied, and replaces it when it is told to', async () => {
      await fill();
      await use(source, ({ queries }) =>
        queries.updateTable('gate_run').set({ message: 'a\0b' }).where('run_id', '=', 'a 5').execute(),
      );
      const there = await postgres();
      await assert.rejects(copy(there), {
        code: 'text-invalid',
        message: /gate_run \(run_id a 5, .*NUL.*message.*--replace-nul/s,
      });
      assert.equal((await copy(there, { dryRun: true, replacesNuls: true })).replacedRows, 1);
      const { outcome, replacedRows } = await copy(there, { replacesNuls: true });
      assert.deepEqual([outcome, replacedRows], ['copied', 1]);
      await use(there, async ({ queries }) => {
        const row = await queries
          .selectFrom('gate_run')
          .select('message')
          .where('run_id', '=', 'a 5')
          .executeTakeFirst();
        assert.equal(row?.message, 'a\u{FFFD}b');
      });
      assert.equal((await copy(there, { replacesNuls: true })).outcome, 'equal');
      await copy(target());
    });

    it('keeps other writers from the target while it is made', async () => {
      await fill();
      const there = await postgres();
      await use(there, async ({ queries }) => {
        let refused: unknown = null;
        await copy(there, {
          onProgress: ({ table }) => {
            if (table !== 'message' || refused !== null) return;
            refused = queries.insertInto('upkeep').values({ duty: 'x', done_at_ms: 1 }).execute();
          },
        });
        await refused;
      });
      await assert.rejects(copy(there), { code: 'database-not-empty' });
    });
  });
});
