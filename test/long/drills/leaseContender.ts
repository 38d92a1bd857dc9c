/** Program that keeps trying to run a phase, and notes each run that it was allowed. */
import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import { readPlace } from './placeArgument.ts';
import { sampleKey } from './sampleRun.ts';

const [place, folder = '', name = '', starts = '1'] = process.argv.slice(2);
const sign = path.join(folder, 'running');
const journal = path.join(folder, 'journal');
const owner = { pid: process.pid, processStart: name, host: 'here' };

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const leases = new PhaseLeaseStore(database.queries);
const figures = { acquired: 0, held: 0, together: 0 };
for (let start = 0; start < Number(starts); start++) {
  const answer = await leases.acquire({
    key: sampleKey,
    owner,
    runId: `${name}-${String(start)}`,
    phase: '17A',
    nowMs: Date.now(),
    isOwnerAlive: () => true,
  });
  if (answer.kind === 'held') {
    figures.held++;
    await wait(Math.random() * 3);
    continue;
  }
  figures.acquired++;
  try {
    // The file system decides, independently of the database, whether somebody else is at it.
    closeSync(openSync(sign, 'wx'));
  } catch {
    figures.together++;
  }
  await leases.whileHeld(answer.lease, () => appendFileSync(journal, `${String(answer.lease.token)}\n`));
  await wait(Math.random() * 2);
  rmSync(sign, { force: true });
  await leases.release(answer.lease);
}
await database.close();
process.stdout.write(`${JSON.stringify(figures)}\n`);
