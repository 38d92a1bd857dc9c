/** Shows that an examination finds what is wrong, says what to do, and changes nothing. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { examineData } from '../../../server/database/checks/examineData.ts';
import { keepDailyBackup } from '../../../server/database/dailyBackup.ts';
import type { DatabasePlace } from '../../../server/database/database.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import type { DataCheck } from '../../../server/database/verifyDatabase.ts';
import { PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { describeOnPostgres } from '../../databases/describeOnDatabases.ts';
import { dropPostgresSchema, freshPostgresUrl } from '../../databases/sharedPostgres.ts';
import { Program } from '../../long/drills/program.ts';
import { sampleKey, sampleOwner, sampleRun } from '../../long/drills/sampleRun.ts';

describe('an examination of the data', function () {
  this.timeout(30_000);
  let home: string;
  let file: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'phasegate-doctor-'));
    file = path.join(home, 'phasegate.db');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const open = () => openDatabase({ file, clock: systemClock });
  const examine = (changes: Partial<Parameters<typeof examineData>[0]> = {}): Promise<readonly DataCheck[]> =>
    examineData({
      place: { file },
      dataDirectory: home,
      folder: home,
      environment: process.env,
      nowMs: Date.now(),
      isOwnerAlive: () => false,
      ...changes,
    });
  const bad = async (changes: Partial<Parameters<typeof examineData>[0]> = {}): Promise<readonly string[]> =>
    (await examine(changes)).filter(({ ok }) => !ok).map(({ name, message }) => `${name}: ${message}`);
  const snapshot = (): unknown =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        name,
        name.endsWith('-shm') ? '' : readFileSync(path.join(parentPath, name)).toString('base64'),
      ])
      .sort();

  it('finds a new and a used database in order, and makes none', async () => {
    assert.deepEqual(await bad(), []);
    assert.deepEqual(readdirSync(home), []);
    await (await open()).close();
    const before = snapshot();
    const checks = await examine();
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(
      checks.map(({ name }) => name),
      [
        'runtime',
        'folder',
        'file',
        'disk',
        'space',
        'sqlite',
        'journal',
        'synchronous',
        'integrity',
        'foreign-keys',
        'migrations',
        'leases',
        'logs',
        'backups',
        'git',
      ],
    );
    assert.deepEqual(snapshot(), before);
  });

  it('leaves older tables as they are, and what a killed process left in the log', async () => {
    await (await openDatabase({ file, clock: systemClock, migrations: migrations.slice(0, 1) })).close();
    const before = snapshot();
    assert.match(
      (await examine()).find(({ name }) => name === 'migrations')?.message ?? '',
      /^1 of \d+ are applied; the rest/,
    );
    assert.deepEqual(snapshot(), before);

    const writer = new Program('runBeginner', [file, 'killed']);
    await writer.line(/^begun/, 0);
    await writer.stop();
    const left = snapshot();
    assert.ok(readdirSync(home).includes('phasegate.db-wal'));
    assert.deepEqual(await bad(), []);
    assert.deepEqual(snapshot(), left);
  });

  it('names damage and rows that refer to nothing', async () => {
    const database = await open();
    await new PhaseRunStore(database.queries, systemClock).begin(sampleRun('r'));
    await database.close();
    const sound = readFileSync(file);
    writeFileSync(file, 'A letter to my grandmother.');
    assert.match((await bad()).join(), /database: .*is damaged.*phasegate restore/s);
    const damaged = Buffer.from(sound);
    damaged.fill(0xa5, 3 * 4096, 9 * 4096);
    writeFileSync(file, damaged);
    assert.match((await bad()).join(), /damaged/);
    assert.deepEqual(readFileSync(file), damaged);
  });

  it('names a lease whose owner is gone, and logs of no run', async () => {
    const database = await open();
    await new PhaseRunStore(database.queries, systemClock).begin(sampleRun('r'));
    const request = { key: sampleKey, owner: sampleOwner, runId: 'r', phase: '1', nowMs: 5, isOwnerAlive: () => false };
    await new PhaseLeaseStore(database.queries).acquire(request);
    await database.close();
    for (const run of ['r', 'orphan']) {
      mkdirSync(path.join(home, 'logs', run), { recursive: true });
      writeFileSync(path.join(home, 'logs', run, 'unit.log'), 'output');
    }
    assert.match(
      (await bad()).join(),
      /^leases: Phase 1 of \/somewhere\/workspace is held by process 4242, which is gone/,
    );
    assert.deepEqual(await bad({ isOwnerAlive: () => true }), []);
    assert.match((await examine()).find(({ name }) => name === 'logs')?.message ?? '', /^1 folders .* orphan/);
  });

  it('names backups that are old, missing or not sound', async () => {
    await (await open()).close();
    const dayMs = 24 * 60 * 60 * 1000;
    await keepDailyBackup(file, Date.now() - 9 * dayMs);
    assert.match((await bad()).join(), /^backups: .*sound, 9 days old.*phasegate backup --daily/);
    await keepDailyBackup(file, Date.now());
    assert.deepEqual(await bad(), []);
    const newest = path.join(
      home,
      'backups',
      readdirSync(path.join(home, 'backups'))
        .filter((name) => name.endsWith('.db'))
        .sort()
        .at(-1) ?? '',
    );
    writeFileSync(newest, 'A letter to my grandmother.');
    assert.match((await bad()).join(), /1 newer ones are not sound/);
    assert.equal(readFileSync(newest, 'utf8'), 'A letter to my grandmother.');
  });

  it('names a folder and a file that others may read', async () => {
    if (process.platform === 'win32') return;
    await (await open()).close();
    chmodSync(home, 0o755);
    chmodSync(file, 0o644);
    assert.match((await bad()).join('\n'), /folder: .*chmod 700.*\nfile: .*chmod 600/);
  });

  describeOnPostgres('on PostgreSQL', () => {
    let place: DatabasePlace & { readonly url: string };
    beforeEach(async () => (place = { url: await freshPostgresUrl() }));
    afterEach(() => dropPostgresSchema(place.url));

    it('finds a server in order, makes no tables, and says what keeps it from one', async () => {
      // The server of the tests does not wait for its disk.
      const others = async (): Promise<readonly string[]> =>
        (await bad({ place })).filter((line) => !line.startsWith('durability'));
      assert.deepEqual(await others(), []);
      assert.match(
        (await examine({ place })).find(({ name }) => name === 'migrations')?.message ?? '',
        /no tables yet/,
      );
      await (await openDatabase({ ...place, clock: systemClock })).close();
      assert.deepEqual(await others(), []);
      assert.match((await examine({ place })).find(({ name }) => name === 'server')?.message ?? '', /^PostgreSQL \d+/);
      const wrong = { url: place.url.replace('correct', 'wrong') };
      assert.match((await bad({ place: wrong })).join(), /database: .*refuses this user or password/);
    });
  });
});
