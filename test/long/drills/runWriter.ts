/** Program that records runs one after another and prints each write once it is acknowledged. */
import { writeSync } from 'node:fs';
import process from 'node:process';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { readPlace } from './placeArgument.ts';
import { sampleGate, samplePass, sampleRun } from './sampleRun.ts';

const [place, name = '', runs = '1000000'] = process.argv.slice(2);
const acknowledge = (what: string): void => void writeSync(1, `${what}\n`);

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const store = new PhaseRunStore(database.queries, systemClock);
acknowledge('open');
for (let run = 0; run < Number(runs); run++) {
  const id = `${name}-${String(run)}`;
  await store.begin(sampleRun(id));
  acknowledge(`begun ${id}`);
  await store.gateStarted(id, 0, sampleGate, 'definition-1');
  acknowledge(`gate-started ${id}`);
  await store.gateEnded(id, samplePass);
  acknowledge(`gate-ended ${id}`);
  await store.finish(id, { outcome: 'passed', statusAfter: 'DONE', message: '' });
  acknowledge(`finished ${id}`);
}
await database.close();
