/** Damages databases at random and counts how often that is noticed, and the damaged one kept. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import { describeFailure } from '../../../server/base/failure.ts';
import { backUpDatabase } from '../../../server/database/backUpDatabase.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { restoreDatabase } from '../../../server/database/restoreDatabase.ts';
import { PhaseRunStore } from '../../../server/phases/phaseRunStore.ts';
import { sampleRun } from './sampleRun.ts';

export interface CorruptionFigures {
  readonly damaged: number;
  readonly detected: number;
  /** Restored, with the damaged bytes kept under another name. */
  readonly setAside: number;
}

const pageBytes = 4096;

export async function corruptDatabases(times: number): Promise<CorruptionFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-corrupt-'));
  const sound = path.join(folder, 'sound.db');
  const backup = path.join(folder, 'backup.db');
  let detected = 0;
  let setAside = 0;
  try {
    const database = await openDatabase({ file: sound, clock: systemClock });
    const runs = new PhaseRunStore(database.queries, systemClock);
    for (let run = 0; run < 200; run++) await runs.begin(sampleRun(`run-${String(run)}`));
    await database.close();
    await backUpDatabase({ file: sound, to: backup });
    for (let time = 0; time < times; time++) {
      const file = path.join(folder, String(time), 'phasegate.db');
      await (await openDatabase({ file, clock: systemClock })).close();
      copyFileSync(sound, file);
      damage(file, time);
      const bytes = readFileSync(file);
      const code = await openDatabase({ file, clock: systemClock }).then(
        async (opened) => {
          await opened.close();
          return '';
        },
        (error: unknown) => describeFailure(error).code,
      );
      if (code === 'database-damaged') detected++;
      const kept = (await restoreDatabase({ file, from: backup, nowMs: time, isOwnerAlive: () => false })).setAside;
      const reopened = await openDatabase({ file, clock: systemClock });
      const count = (await new PhaseRunStore(reopened.queries, systemClock).list({ ...sampleKeyOf(), limit: 1000 }))
        .length;
      await reopened.close();
      if (kept !== null && existsSync(kept) && readFileSync(kept).equals(bytes) && count === 200) setAside++;
      rmSync(path.dirname(file), { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { damaged: times, detected, setAside };
}

function sampleKeyOf() {
  const { workspace, roadmap } = sampleRun('any');
  return { workspace, roadmap };
}

/** The ways in turn: a cut file, a page of zeros, a page of noise, another kind of file. */
function damage(file: string, time: number): void {
  const pages = Math.floor(statSync(file).size / pageBytes);
  // Page 1 holds the schema, and the pages after it the roots of the tables, so none of these is unused.
  const page = Math.floor(Math.random() * Math.min(pages, 12));
  if (time % 4 === 0) {
    truncateSync(file, Math.max(1, Math.floor(Math.random() * (pages - 1))) * pageBytes);
    return;
  }
  const bytes = readFileSync(file);
  if (time % 4 === 1) bytes.fill(0, page * pageBytes, (page + 1) * pageBytes);
  else if (time % 4 === 2) bytes.fill(0xa5, page * pageBytes, (page + 1) * pageBytes);
  else bytes.write('A letter to my grandmother.');
  writeFileSync(file, bytes);
}
