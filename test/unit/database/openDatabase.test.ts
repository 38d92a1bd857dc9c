/** Shows that a database is opened only when it may be relied on, and says why when it may not. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { systemClock } from '../../../server/base/clock.ts';
import type { Clock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { isSafeSqliteVersion, openSqliteDatabase } from '../../../server/database/openSqliteDatabase.ts';
import type { Migration } from '../../../server/database/migration.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { whyNoTinyDisk, withTinyDisk } from '../base/tinyDisk.ts';
import { writePlace } from '../../long/drills/placeArgument.ts';
import { Program } from '../../long/drills/program.ts';

describe('openDatabase on SQLite', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-database-'));
    file = path.join(folder, 'home', 'phasegate.db');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const open = (): ReturnType<typeof openDatabase> => openDatabase({ file, clock: systemClock });
  const close = async (): Promise<void> => (await open()).close();
  /** A connection that knows nothing of our settings. */
  const raw = <Result>(action: (connection: Sqlite.Database) => Result, at = file): Result => {
    const connection = new Sqlite(at);
    try {
      return action(connection);
    } finally {
      connection.close();
    }
  };
  const hashes = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(path.dirname(file))
        .filter((name) => !name.endsWith('-shm'))
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(path.join(path.dirname(file), name)))
            .digest('hex'),
        ]),
    );

  it('sets every default on its connection', async () => {
    const database = await open();
    try {
      const expected = {
        journal_mode: 'wal',
        synchronous: 2,
        timeout: 5000,
        foreign_keys: 1,
        trusted_schema: 0,
        cell_size_check: 1,
      };
      for (const [column, value] of Object.entries(expected)) {
        const pragma = column === 'timeout' ? 'busy_timeout' : column;
        const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(pragma)}`.execute(database.queries);
        assert.equal(rows[0]?.[column], value, pragma);
      }
    } finally {
      await database.close();
    }
  });

  it('keeps the database from other users', async function () {
    if (process.platform === 'win32') this.skip();
    const database = await open();
    try {
      assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
      for (const name of readdirSync(path.dirname(file)))
        assert.equal(statSync(path.join(path.dirname(file), name)).mode & 0o077, 0, name);
    } finally {
      await database.close();
    }
  });

  it('has a SQLite without the WAL-reset bug and knows which have it', () => {
    assert.ok(
      isSafeSqliteVersion(
        raw((connection) => String(connection.prepare('select sqlite_version()').pluck().get()), ':memory:'),
      ),
    );
    for (const old of ['3.51.2', '3.50.9', '3.7.0', '2.99.99']) assert.equal(isSafeSqliteVersion(old), false, old);
    for (const safe of ['3.51.3', '3.52.0', '3.100.0', '4.0.0']) assert.equal(isSafeSqliteVersion(safe), true, safe);
  });

  it('refuses a runtime that is too old, before it loads the driver', async () => {
    for (const napiVersion of ['9', '', undefined])
      await assert.rejects(openSqliteDatabase({ file, clock: systemClock, napiVersion }), { code: 'runtime-too-old' });
    assert.equal(existsSync(file), false);
  });

  it('loads the driver only when a database is opened', async () => {
    const program = new Program('driverLoader', [file]);
    await program.ended;
    assert.deepEqual(program.lines, ['imported: not loaded', 'opened: loaded']);
  });

  describe('transactions', () => {
    it('queue on the one connection', async () => {
      const database = await open();
      try {
        const order: string[] = [];
        const step = (name: string): Promise<void> =>
          database.queries.transaction().execute(async (transaction) => {
            order.push(`${name} begins`);
            await sql`select 1`.execute(transaction);
            await new Promise(setImmediate);
            order.push(`${name} ends`);
          });
        await Promise.all([step('a'), step('b'), step('c')]);
        assert.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
      } finally {
        await database.close();
      }
    });

    it('take the write lock at once, so that what was read is still true when it is written', async () => {
      const first = await open();
      const second = await openDatabase({ file, clock: systemClock, busyTimeoutMs: 10 });
      try {
        await first.queries.transaction().execute(async () => {
          await assert.rejects(
            second.queries.transaction().execute(() => Promise.resolve()),
            { code: 'database-unavailable', message: /busy/ },
          );
        });
        await second.queries.transaction().execute(() => Promise.resolve());
      } finally {
        await first.close();
        await second.close();
      }
    });

    it('wait for another process without blocking the thread', async () => {
      const database = await open();
      const other = new Sqlite(file);
      try {
        other.exec('begin immediate');
        let turns = 0;
        const free = setInterval(() => {
          if (++turns === 20) other.exec('commit');
        }, 1);
        await database.queries.transaction().execute(() => Promise.resolve());
        clearInterval(free);
        assert.ok(turns >= 20);
      } finally {
        other.close();
        await database.close();
      }
    });

    it('roll back when their action throws', async () => {
      const database = await open();
      try {
        const failing = database.queries.transaction().execute(async (transaction) => {
          await transaction.insertInto('upkeep').values({ duty: 'x', done_at_ms: 1 }).execute();
          throw new Error('on purpose');
        });
        await assert.rejects(failing, { message: 'on purpose' });
        assert.deepEqual(await database.queries.selectFrom('upkeep').selectAll().execute(), []);
      } finally {
        await database.close();
      }
    });

    it('end before the database closes', async () => {
      const database = await open();
      const writing = database.queries.transaction().execute(async (transaction) => {
        await new Promise(setImmediate);
        await transaction.insertInto('upkeep').values({ duty: 'x', done_at_ms: 1 }).execute();
      });
      await Promise.all([writing, database.close()]);
      await database.close();
      assert.equal(
        raw((connection) => connection.prepare('select count(*) from upkeep').pluck().get()),
        1,
      );
    });
  });

  describe('changeVersion', () => {
    it('changes when another connection writes, and only then', async () => {
      const mine = await open();
      const other = await open();
      const write = (database: typeof mine): Promise<unknown> =>
        database.queries
          .insertInto('upkeep')
          .values({ duty: String(Math.random()), done_at_ms: 1 })
          .execute();
      try {
        const before = mine.changeVersion();
        await write(mine);
        await other.queries.selectFrom('upkeep').selectAll().execute();
        assert.equal(mine.changeVersion(), before);
        await write(other);
        const after = mine.changeVersion();
        assert.notEqual(after, before);
        assert.equal(mine.changeVersion(), after);
      } finally {
        await mine.close();
        await other.close();
      }
    });
  });

  describe('migrations', () => {
    const step = (name: string, up: Migration['up']): Migration => ({ name, up });
    const addTable = (name: string): Migration =>
      step(name, ({ schema }) => schema.createTable(name).addColumn('x', 'text').execute());

    it('are applied once and remembered', async () => {
      await close();
      await close();
      raw((connection) => {
        assert.deepEqual(
          connection.prepare('select name from migration').pluck().all(),
          migrations.map(({ name }) => name),
        );
        assert.equal(connection.pragma('user_version', { simple: true }), migrations.length);
      });
    });

    it('keep what every earlier build wrote', async () => {
      for (let step = 1; step < migrations.length; step++) {
        await (await openDatabase({ file, clock: systemClock, migrations: migrations.slice(0, step) })).close();
        raw((connection) => {
          connection.exec(`
            insert into phase_run (id, workspace, roadmap, phase, verb, owner_pid, owner_start, owner_host,
              roadmap_hash, spec_hash, gates_hash, started_at_ms, message)
              values ('r', '/w', 'ROADMAP.md', '1', 'gate', 1, 's', 'h', 'a', 'b', 'c', 5, '');
            insert into gate_run (run_id, ordinal, name, kind, definition, definition_hash, started_at_ms, outcome, message)
              values ('r', 0, 'unit', 'run', '{}', 'd', 5, 'failed', 'exit code 1');`);
        });
        const database = await open();
        const runs = new PhaseRunStore(database.queries, systemClock);
        const gates = (await runs.get('r'))?.gates;
        await database.close();
        assert.deepEqual(
          gates?.map(({ name, message, tests, problems }) => [name, message, tests, problems]),
          [['unit', 'exit code 1', undefined, undefined]],
        );
        rmSync(path.dirname(file), { recursive: true });
      }
    });

    it('go on where an older build stopped', async () => {
      await close();
      const longer = [...migrations, addTable('later')];
      await (await openDatabase({ file, clock: systemClock, migrations: longer })).close();
      assert.equal(
        raw((connection) => connection.pragma('user_version', { simple: true })),
        longer.length,
      );
    });

    it('leave nothing of a step that fails', async () => {
      const broken = step('broken', async ({ schema }) => {
        await schema.createTable('half').addColumn('x', 'text').execute();
        throw new Error('on purpose');
      });
      const opening = openDatabase({
        file,
        clock: systemClock,
        migrations: [...migrations, addTable('whole'), broken],
      });
      await assert.rejects(opening, { message: 'on purpose' });
      raw((connection) => {
        assert.equal(connection.pragma('user_version', { simple: true }), migrations.length + 1);
        assert.deepEqual(
          connection.prepare(`select name from sqlite_schema where name in ('whole', 'half')`).pluck().all(),
          ['whole'],
        );
      });
      await assert.rejects(open(), { code: 'database-newer' });
    });

    it('are safe when eight processes open a new database at once', async function () {
      this.timeout(60_000);
      const programs = Array.from({ length: 8 }, () => new Program('migrator', [writePlace({ file })]));
      try {
        await Promise.all(programs.map((program) => program.line(/^ready$/, 0)));
        for (const program of programs) program.send('go');
        assert.deepEqual(await Promise.all(programs.map((program) => program.ended)), Array(8).fill(0));
        for (const program of programs)
          assert.equal(program.lines[1], JSON.stringify(migrations.map(({ name }) => ({ name }))));
      } finally {
        await Promise.all(programs.map((program) => program.stop()));
      }
    });
  });

  describe('a newer database', () => {
    const newer = { name: 'Failure', code: 'database-newer', message: /newer version.*untouched/s };

    it('is not touched in any byte', async () => {
      await close();
      raw((connection) => connection.pragma(`user_version = ${String(migrations.length + 1)}`));
      const before = hashes();
      await assert.rejects(open(), newer);
      assert.deepEqual(hashes(), before);
      assert.deepEqual(readdirSync(path.dirname(file)), ['phasegate.db', 'phasegate.db.lock']);
    });

    it('is not touched while its newest state is still in the write-ahead log', async () => {
      await close();
      // Copied while open, as after a crash: the file itself does not know the new version yet.
      const crashed = path.join(folder, 'crashed', 'phasegate.db');
      raw((connection) => {
        connection.pragma('journal_mode = WAL');
        connection.pragma(`user_version = ${String(migrations.length + 1)}`);
        cpSync(path.dirname(file), path.dirname(crashed), { recursive: true });
      });
      file = crashed;
      assert.equal(readFileSync(file).readInt32BE(60), migrations.length);
      assert.ok(statSync(`${file}-wal`).size > 0);
      for (const withIndex of [true, false]) {
        if (!withIndex) rmSync(`${file}-shm`);
        const before = hashes();
        await assert.rejects(open(), newer);
        assert.deepEqual(hashes(), before);
      }
    });

    it('is recognised by a migration that this build does not know', async () => {
      await close();
      raw((connection) =>
        connection.exec(
          `update migration set name = '9999-from-the-future' where name = '${migrations.at(-1)?.name ?? ''}'`,
        ),
      );
      const before = hashes();
      await assert.rejects(open(), newer);
      assert.equal(hashes()['phasegate.db'], before['phasegate.db']);
    });
  });

  describe('a damaged database', () => {
    const damaged = {
      name: 'Failure',
      code: 'database-damaged',
      message: /phasegate\.db is damaged .*phasegate restore/s,
    };
    const fillWithRuns = (megabytes: number): void =>
      raw((connection) => {
        const insert = connection.prepare('insert into upkeep (duty, done_at_ms) values (?, ?)');
        connection.transaction(() => {
          for (let row = 0; row < megabytes * 250; row++) insert.run(`${String(row)}${'x'.repeat(2000)}`, row);
        })();
      });
    /** Overwrites pages near the end, where the rows are, with something that no page is. */
    const damage = (): void => {
      const bytes = readFileSync(file);
      const last = bytes.length / 4096;
      for (let page = last - 60; page < last - 40; page++) bytes.fill(0xa5, page * 4096, page * 4096 + 200);
      writeFileSync(file, bytes);
    };

    it('is refused when it holds something else', async () => {
      await close();
      writeFileSync(file, 'This is a letter to my grandmother.'.repeat(100));
      const before = hashes();
      await assert.rejects(open(), damaged);
      assert.deepEqual(hashes(), before);
    });

    it('is refused when pages are broken, and left as it is', async () => {
      await close();
      fillWithRuns(1);
      damage();
      const before = hashes();
      await assert.rejects(open(), damaged);
      assert.deepEqual(hashes(), before);
    });

    it('is refused when its end is missing', async () => {
      await close();
      fillWithRuns(1);
      truncateSync(file, Math.floor(statSync(file).size / 2));
      await assert.rejects(open(), damaged);
    });

    it('is looked for once a day when the database is large', async () => {
      let nowMs = 1_000_000_000_000;
      const clock: Clock = { nowMs: () => nowMs, after: systemClock.after };
      const reopen = async (): Promise<void> => (await openDatabase({ file, clock })).close();
      await reopen();
      fillWithRuns(20);
      await reopen();
      damage();
      nowMs += 23 * 3_600_000;
      await reopen();
      nowMs += 2 * 3_600_000;
      await assert.rejects(reopen(), damaged);
    });
  });

  describe('an unusable place', () => {
    const unavailable = { name: 'Failure', code: 'database-unavailable' };

    it('is named when it is no folder', async () => {
      writeFileSync(path.join(folder, 'home'), '');
      await assert.rejects(open(), { ...unavailable, message: /PHASEGATE_HOME/ });
    });

    it('is named when the database is a folder', async () => {
      file = folder;
      await assert.rejects(open(), unavailable);
    });

    it('is named when it may not be written', async function () {
      if (process.platform === 'win32') this.skip();
      const reason = whyNoTinyDisk();
      if (process.getuid?.() !== 0) {
        chmodSync(folder, 0o500);
        await assert.rejects(open(), { ...unavailable, message: /PHASEGATE_HOME/ });
        chmodSync(folder, 0o700);
      } else if (reason !== null) {
        console.log(`      not run: ${reason}`);
        this.skip();
      } else {
        await withTinyDisk(2048, async (disk) => {
          file = path.join(disk.folder, 'home', 'phasegate.db');
          disk.lock();
          await assert.rejects(open(), { ...unavailable, message: /PHASEGATE_HOME/ });
        });
      }
    });

    it('is named when the disk becomes read-only or full, and what was kept stays', async function () {
      this.timeout(60_000);
      const reason = whyNoTinyDisk();
      if (reason !== null) {
        console.log(`      not run: ${reason}`);
        this.skip();
      }
      await withTinyDisk(2048, async (disk) => {
        file = path.join(disk.folder, 'home', 'phasegate.db');
        const database = await open();
        const write = (duty: string): Promise<unknown> =>
          database.queries
            .transaction()
            .execute((transaction) => transaction.insertInto('upkeep').values({ duty, done_at_ms: 1 }).execute());
        try {
          await write('kept');
          disk.fill();
          await assert.rejects(
            (async () => {
              for (let row = 0; row < 2000; row++) await write(`${String(row)}${'x'.repeat(2000)}`);
            })(),
            { ...unavailable, message: /disk is full/ },
          );
          const rows = await database.queries.selectFrom('upkeep').select('duty').orderBy('duty', 'desc').execute();
          assert.ok(rows.some((row) => row.duty === 'kept'));
        } finally {
          await database.close();
        }
      });
    });
  });
});
