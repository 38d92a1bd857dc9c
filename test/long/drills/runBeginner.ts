/** Program that begins runs one after another, none of which needs an earlier one, and prints each acknowledged one. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { sampleRun } from './sampleRun.ts';
import { printLine } from './printLine.ts';

const [file = '', name = ''] = process.argv.slice(2);
const database = await openDatabase({ file, clock: systemClock });
const store = new PhaseRunStore(database.queries, systemClock);
for (let run = 0; ; run++) {
  const id = `${name}-${String(run)}`;
  await store.begin(sampleRun(id));
  printLine(`begun ${id}`);
}
