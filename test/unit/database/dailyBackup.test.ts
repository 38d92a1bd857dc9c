/** Shows that each day is kept once, by one process, and that a damaged database is met by the newest sound backup. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import { keepDailyBackup } from '../../../server/database/dailyBackup.ts';
import { findSoundBackup, listBackups } from '../../../server/database/keptBackups.ts';
import { migrations } from '../../../server/database/migrations.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { readGeneration } from '../../../server/database/readGeneration.ts';
import { restoreDatabase } from '../../../server/database/restoreDatabase.ts';
import { startEmpty } from '../../../server/database/startEmpty.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { Program } from '../../long/drills/program.ts';
import { sampleKey, sampleRun } from '../../long/drills/sampleRun.ts';

const dayMs = 24 * 60 * 60 * 1000;
const firstMs = Date.UTC(2026, 10, 1);
const letter = 'A letter to my grandmother.';

describe('backups of each day', function () {
  this.timeout(60_000);
  let home: string;
  let file: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'phasegate-daily-'));
    file = path.join(home, 'phasegate.db');
    folder = path.join(home, 'backups');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const add = async (id: string): Promise<void> => {
    const database = await openDatabase({ file, clock: systemClock });
    await new PhaseRunStore(database.queries, systemClock).begin(sampleRun(id));
    await database.close();
  };
  const made = (): readonly string[] => listBackups(home).map(({ file: at }) => path.basename(at).slice(0, 16));
  const damage = (at: string): void => {
    const bytes = readFileSync(at);
    bytes.fill(0xa5, 3 * 4096, 9 * 4096);
    writeFileSync(at, bytes);
  };

  it('are made once a day, and the newest three stay', async () => {
    assert.equal((await keepDailyBackup(file, firstMs)).kind, 'not-due');
    await add('a');
    for (let day = 0; day < 5; day++) {
      assert.equal((await keepDailyBackup(file, firstMs + day * dayMs)).kind, 'made');
      assert.equal((await keepDailyBackup(file, firstMs + day * dayMs + dayMs - 1)).kind, 'not-due');
    }
    assert.deepEqual(made(), ['daily-2026-11-05', 'daily-2026-11-04', 'daily-2026-11-03']);
    // A clock that was set back for good does not stop them.
    assert.equal((await keepDailyBackup(file, firstMs - 90 * dayMs)).kind, 'made');
  });

  it('replace no older one when the database is damaged, and clear away what was half written', async () => {
    await add('a');
    for (let day = 0; day < 3; day++) await keepDailyBackup(file, firstMs + day * dayMs);
    const before = made();
    damage(file);
    const result = await keepDailyBackup(file, firstMs + 3 * dayMs).catch((error: unknown) => error);
    assert.ok(result instanceof Error || (result as { kind: string }).kind === 'unsound');
    assert.deepEqual(made(), before);
    const leftover = path.join(folder, '.phasegate-0123456789abcdef01.tmp');
    writeFileSync(leftover, 'half');
    utimesSync(leftover, firstMs / 1000, firstMs / 1000);
    await keepDailyBackup(file, firstMs + 9 * dayMs).catch(() => undefined);
    assert.equal(existsSync(leftover), false);
  });

  it('are made by one of many processes that find them due', async () => {
    await add('a');
    const keepers = Array.from({ length: 4 }, () => new Program('dailyKeeper', [file, String(firstMs)]));
    await Promise.all(keepers.map((keeper) => keeper.line(/ready/, 0)));
    for (const keeper of keepers) keeper.send('go');
    await Promise.all(keepers.map((keeper) => keeper.ended));
    const results = keepers.map((keeper) => keeper.lines.at(-1)).sort();
    assert.deepEqual(results, ['made', 'not-due', 'not-due', 'not-due']);
    assert.deepEqual(made(), ['daily-2026-11-01']);
  });

  it('are named where the database is damaged: the newest that is sound', async () => {
    await add('a');
    for (let day = 0; day < 3; day++) await keepDailyBackup(file, firstMs + day * dayMs);
    const [newest, second] = listBackups(home);
    writeFileSync(newest?.file ?? '', letter);
    assert.equal((await findSoundBackup(home))?.file, second?.file);
    writeFileSync(file, letter);
    await assert.rejects(openDatabase({ file, clock: systemClock }), (error: Error) => {
      assert.ok(error.message.includes(`phasegate restore ${second?.file ?? ''} `), error.message);
      return true;
    });
    await restoreDatabase({ file, from: second?.file ?? '', nowMs: 5, isOwnerAlive: () => false });
    const database = await openDatabase({ file, clock: systemClock });
    assert.equal((await new PhaseRunStore(database.queries, systemClock).list({ ...sampleKey, limit: 9 })).length, 1);
    await database.close();
  });

  it('are not needed to begin with an empty database, which keeps the damaged one', async () => {
    await assert.rejects(startEmpty(file, systemClock), { code: 'usage' });
    await add('a');
    writeFileSync(file, letter);
    await assert.rejects(openDatabase({ file, clock: systemClock }), { message: /No sound backup.*restore --empty/s });
    const kept = await startEmpty(file, systemClock);
    assert.equal(readFileSync(kept, 'utf8'), letter);
    const database = await openDatabase({ file, clock: systemClock });
    assert.notEqual(await readGeneration(database.queries, 'sqlite'), '0');
    assert.equal((await new PhaseRunStore(database.queries, systemClock).list({ ...sampleKey, limit: 9 })).length, 0);
    await assert.rejects(startEmpty(file, systemClock), { code: 'database-unavailable', message: /open elsewhere/ });
    await database.close();
  });

  it('before a migration are missed aloud, and the data is still opened', async () => {
    await (await openDatabase({ file, clock: systemClock, migrations: migrations.slice(0, 1) })).close();
    writeFileSync(folder, 'in the way');
    const warnings: string[] = [];
    await (await openDatabase({ file, clock: systemClock, warn: (message) => warnings.push(message) })).close();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /without a backup.*phasegate backup <file>/s);
    assert.equal(readFileSync(folder, 'utf8'), 'in the way');
  });
});
