/** Shows that a backup is whole or is not there, and that a restore keeps what was there and loses no window. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../../server/base/clock.ts';
import { backUpDatabase } from '../../../server/database/backUpDatabase.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readGeneration } from '../../../server/database/readGeneration.ts';
import { restoreDatabase } from '../../../server/database/restoreDatabase.ts';
import { PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { corruptDatabases } from '../../long/drills/corruptDatabases.ts';
import { Program } from '../../long/drills/program.ts';
import { sampleKey, sampleOwner, sampleRun } from '../../long/drills/sampleRun.ts';

describe('backups', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let backup: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'phasegate-backup-'));
    file = path.join(folder, 'home', 'phasegate.db');
    backup = path.join(folder, 'backup.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = () => openDatabase({ file, clock: systemClock });
  const add = async (...ids: string[]): Promise<void> => {
    const database = await open();
    for (const id of ids) await new PhaseRunStore(database.queries, systemClock).begin(sampleRun(id));
    await database.close();
  };
  const ids = (at: string): readonly unknown[] => {
    const connection = new Sqlite(at);
    try {
      assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
      return connection.prepare('select id from phase_run order by id').pluck().all();
    } finally {
      connection.close();
    }
  };
  const restore = (changes: Partial<Parameters<typeof restoreDatabase>[0]> = {}) =>
    restoreDatabase({ file, from: backup, nowMs: 1_700_000_000_000, isOwnerAlive: () => false, ...changes });

  it('are one whole file, and replace an older backup only', async () => {
    await add('a');
    const { isWritten, checks } = await backUpDatabase({ file, to: backup });
    assert.ok(isWritten && checks.every(({ ok }) => ok));
    assert.deepEqual(ids(backup), ['a']);
    await add('b');
    await backUpDatabase({ file, to: backup });
    assert.deepEqual(ids(backup), ['a', 'b']);
    assert.deepEqual(readdirSync(folder).sort(), ['backup.db', 'home']);
    writeFileSync(backup, 'a letter');
    await assert.rejects(backUpDatabase({ file, to: backup }), { code: 'file-exists' });
    assert.equal(readFileSync(backup, 'utf8'), 'a letter');
    await assert.rejects(backUpDatabase({ file, to: file }), { code: 'usage' });
  });

  it('of a damaged database are not written', async () => {
    await add('a');
    await backUpDatabase({ file, to: backup });
    const before = readFileSync(backup);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 3 * 4096, 5 * 4096);
    writeFileSync(file, bytes);
    const result = await backUpDatabase({ file, to: backup }).catch((error: unknown) => error);
    assert.ok(result instanceof Error || (result as { isWritten: boolean }).isWritten === false);
    assert.deepEqual(readFileSync(backup), before);
  });

  it('are made and restored while another process writes, which goes on in the restored database', async () => {
    await add('kept');
    await backUpDatabase({ file, to: backup });
    const writer = new Program('runBeginner', [file, 'writer']);
    try {
      await writer.line(/^begun/, 0);
      const during = path.join(folder, 'during.db');
      assert.ok((await backUpDatabase({ file, to: during })).isWritten);
      const { setAside } = await restore();
      assert.ok(setAside !== null);
      const told = writer.lines.length;
      await writer.line(/^begun/, told + 3);
      await writer.stop();
      const begun = writer.lines.filter((line) => line.startsWith('begun ')).map((line) => line.slice(6));
      const kept = new Set([...ids(setAside), ...ids(file)]);
      assert.deepEqual(
        begun.filter((id) => !kept.has(id)),
        [],
      );
      assert.ok(ids(file).includes('kept') && ids(file).length > 1);
    } finally {
      await writer.stop();
    }
  });

  it('are restored with their runs ended and with tokens that no old owner has, which is noticed', async () => {
    const database = await open();
    const leases = new PhaseLeaseStore(database.queries);
    const request = { key: sampleKey, owner: sampleOwner, runId: 'r', phase: '1', nowMs: 5, isOwnerAlive: () => false };
    await new PhaseRunStore(database.queries, systemClock).begin(sampleRun('r'));
    await backUpDatabase({ file, to: backup });
    await leases.acquire(request);
    await assert.rejects(restore({ isOwnerAlive: () => true }), { code: 'locked' });
    assert.equal((await leases.holder(sampleKey))?.runId, 'r');
    assert.equal(existsSync(path.join(folder, 'home', 'set-aside', '2023-11-14T22-13-20-000Z')), false);
    const seen = database.changeVersion();
    const generation = await readGeneration(database.queries, 'sqlite');
    await restore();
    assert.notEqual(database.changeVersion(), seen);
    assert.notEqual(await readGeneration(database.queries, 'sqlite'), generation);
    assert.equal((await new PhaseRunStore(database.queries, systemClock).get('r'))?.outcome, 'interrupted');
    const taken = await leases.acquire(request);
    assert.ok(taken.kind === 'acquired' && taken.lease.token > 2);
    await database.close();
  });

  it('that are foreign, damaged, missing or newer are refused, and nothing changes', async () => {
    await add('a');
    writeFileSync(backup, 'a letter'.repeat(1000));
    await assert.rejects(restore(), { code: 'backup-invalid', message: /no database/ });
    rmSync(backup);
    await assert.rejects(restore(), { code: 'usage' });
    const foreign = new Sqlite(backup);
    foreign.exec('create table note (text)');
    foreign.close();
    await assert.rejects(restore(), { code: 'backup-invalid', message: /no database of Phasegate/ });
    rmSync(backup);
    await backUpDatabase({ file, to: backup });
    const newer = new Sqlite(backup);
    newer.exec("insert into migration values ('9999-later', 1)");
    newer.close();
    await assert.rejects(restore(), { code: 'database-newer' });
    assert.deepEqual(ids(file), ['a']);
    assert.equal(existsSync(path.join(folder, 'home', 'set-aside')), false);
  });

  it('take the place of a missing database', async () => {
    await add('a');
    await backUpDatabase({ file, to: backup });
    rmSync(path.dirname(file), { recursive: true });
    assert.equal((await restore()).setAside, null);
    assert.deepEqual(ids(file), ['a']);
  });

  for (const verb of ['backup', 'restore']) {
    it(`leave the old or the new state when the ${verb} is killed`, async () => {
      await add('a', 'b');
      await backUpDatabase({ file, to: backup });
      for (let kill = 0; kill < 10; kill++) {
        const program = new Program('restorer', [verb, file, backup]);
        await program.line(/started/, 0);
        await wait(Math.random() * 60);
        await program.stop();
        assert.deepEqual(
          [ids(backup), ids(file)],
          [
            ['a', 'b'],
            ['a', 'b'],
          ],
        );
      }
      await (await open()).close();
    });
  }

  it('are made by themselves before tables change, and the newest three stay', async () => {
    for (let time = 1; time <= 4; time++) {
      const clock = { nowMs: () => time * 1_000, after: systemClock.after };
      await (await openDatabase({ file, clock, migrations: migrations.slice(0, 1) })).close();
      await (await openDatabase({ file, clock })).close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    }
    const made = readdirSync(path.join(folder, 'home', 'backups')).sort();
    assert.deepEqual(
      made.map((name) => name.slice(0, 41)),
      [2, 3, 4].map((second) => `before-migration-1970-01-01T00-00-0${String(second)}-000Z`),
    );
    const version = new Sqlite(path.join(folder, 'home', 'backups', made[0] ?? '')).pragma('user_version');
    assert.deepEqual(version, [{ user_version: 1 }]);
  });

  it('replace damaged databases, all of which are noticed and kept', async () => {
    assert.deepEqual(await corruptDatabases(20), { damaged: 20, detected: 20, setAside: 20 });
  });
});
