/** Program that records runs one after another and prints each write once it is acknowledged. */
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { readPlace } from './placeArgument.ts';
import { sampleGate, samplePass, sampleRun } from './sampleRun.ts';
import { printLine } from './printLine.ts';

const [place, name = '', runs = '1000000'] = process.argv.slice(2);

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const store = new PhaseRunStore(database.queries, systemClock);
printLine('open');
for (let run = 0; run < Number(runs); run++) {
  const id = `${name}-${String(run)}`;
  await store.begin(sampleRun(id));
  printLine(`begun ${id}`);
  await store.gateStarted(id, 0, sampleGate, 'definition-1');
  printLine(`gate-started ${id}`);
  await store.gateEnded(id, samplePass);
  printLine(`gate-ended ${id}`);
  await store.finish(id, { outcome: 'passed', statusAfter: 'DONE', message: '' });
  printLine(`finished ${id}`);
}
await database.close();
