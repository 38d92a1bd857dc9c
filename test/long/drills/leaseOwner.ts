/** Program that takes the lease when told to and writes under it without end, until it is lost. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../server/base/clock.ts';
import { Failure } from '../../../server/base/failure.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { PhaseLeaseStore } from '../../../server/phases/phaseLeaseStore.ts';
import { readPlace } from './placeArgument.ts';
import { sampleKey } from './sampleRun.ts';

const [place, output = ''] = process.argv.slice(2);
const owner = { pid: process.pid, processStart: 'owner', host: 'here' };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const database = await openDatabase({ ...readPlace(place), clock: systemClock });
const leases = new PhaseLeaseStore(database.queries);
process.stdin.on('end', () => process.exit(1));
say('open');
for await (const nowMs of createInterface({ input: process.stdin })) {
  const answer = await leases.acquire({
    key: sampleKey,
    owner,
    runId: `run-${nowMs}`,
    phase: '17A',
    nowMs: Number(nowMs),
    isOwnerAlive: () => true,
  });
  if (answer.kind === 'held') {
    say('held');
    continue;
  }
  say('acquired');
  try {
    for (let write = 0; ; write++) {
      await leases.whileHeld(answer.lease, () => writeFileSync(output, `owner ${nowMs} ${String(write)}`));
      // Lets the command line be read, as a server would.
      await new Promise(setImmediate);
    }
  } catch (error) {
    say(error instanceof Failure ? error.code : String(error));
  }
}
