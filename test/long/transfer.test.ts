/** The long form of the proof that a copy to another database goes on wherever it was killed. */
import assert from 'node:assert/strict';
import { systemClock } from '../../server/base/clock.ts';
import { copiedPassageWords } from '../../server/regulations/copiedPassageWords.ts';
import { copiedWords } from '../../server/chat/copiedWordsStore.ts';
import type { DatabasePlace } from '../../server/database/database.ts';
import { openDatabase } from '../../server/database/openDatabase.ts';
import { transferDatabase } from '../../server/database/transfer/transferDatabase.ts';
import type { TransferResult } from '../../server/database/transfer/transfer.ts';
import type { DatabaseKind } from '../../server/database/migration.ts';
import { describeOnPostgres } from '../databases/describeOnDatabases.ts';
import { makeTemporaryPlace, type TemporaryPlace } from './drills/openTemporaryDatabase.ts';
import { writePlace } from './drills/placeArgument.ts';
import { Program } from './drills/program.ts';
import { fillSampleData } from './drills/sampleData.ts';

const rows = 20_000;
const kills = 12;

describeOnPostgres('a copy of many rows, long', function () {
  const places: TemporaryPlace[] = [];
  const make = async (kind: DatabaseKind): Promise<DatabasePlace> => {
    const made = await makeTemporaryPlace(kind);
    places.push(made);
    return made.place;
  };
  afterEach(async () => {
    for (const { remove } of places.splice(0)) await remove();
  });
  const copy = (from: DatabasePlace, to: DatabasePlace): Promise<TransferResult> =>
    transferDatabase({
      from,
      to,
      clock: systemClock,
      replacesNuls: false,
      dryRun: false,
      derived: [copiedWords, copiedPassageWords],
    });

  /** Kills it after so many lines of its progress, anew each time, until one comes to its end. */
  const copyUnderKills = async (from: DatabasePlace, to: DatabasePlace): Promise<number> => {
    let killed = 0;
    while (killed < kills) {
      const program = new Program('copier', [writePlace(from), writePlace(to)]);
      const lines = 1 + Math.floor(Math.random() * 150);
      for (let line = 0; line < lines; line++) await program.line(/./, line).catch(() => undefined);
      await program.stop();
      if (program.lines.at(-1)?.startsWith('copied') === true) break;
      killed++;
    }
    return killed;
  };

  it('goes on after every kill, there and back', async function () {
    this.timeout(1_800_000);
    const source = await make('sqlite');
    const database = await openDatabase({ ...source, clock: systemClock });
    await fillSampleData(database, rows);
    await database.close();
    const there = await make('postgres');
    const back = await make('sqlite');
    const killed = [await copyUnderKills(source, there)];
    const made = await copy(source, there);
    killed.push(await copyUnderKills(there, back));
    const returned = await copy(there, back);
    console.log(`      ${JSON.stringify({ rows: made.tables.reduce((sum, table) => sum + table.rows, 0), killed })}`);
    assert.deepEqual(returned.tables, made.tables);
    assert.ok(killed.some((times) => times > 0));
    const again = [await copy(source, there), await copy(there, back)];
    assert.deepEqual(
      again.map(({ outcome, changes }) => [outcome, changes]),
      [
        ['equal', 0],
        ['equal', 0],
      ],
    );
  });
});
