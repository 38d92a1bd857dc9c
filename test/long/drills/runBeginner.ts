/** Program that begins runs one after another, none of which needs an earlier one, and prints each acknowledged one. */
import { writeSync } from 'node:fs';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { sampleRun } from './sampleRun.ts';

const [file = '', name = ''] = process.argv.slice(2);
const database = await openDatabase({ file, clock: systemClock });
const store = new PhaseRunStore(database.queries, systemClock);
for (let run = 0; ; run++) {
  const id = `${name}-${String(run)}`;
  await store.begin(sampleRun(id));
  writeSync(1, `begun ${id}\n`);
}
