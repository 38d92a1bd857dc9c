/** A real database in a folder of its own, for one test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import type { Clock } from '../../../server/base/clock.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import type { Database } from '../../../server/database/openDatabase.ts';

export interface TemporaryDatabase extends Database {
  readonly file: string;
  readonly clock: Clock;
  /** Milliseconds that the clock shows; starts at 1,000,000. */
  nowMs: number;
  /** Closes the database and removes its folder. */
  remove(): Promise<void>;
}

export async function openTemporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-store-'));
  const file = path.join(folder, 'phasegate.db');
  const clock: Clock = { nowMs: () => temporary.nowMs, after: systemClock.after };
  const database = await openDatabase({ file, clock: systemClock });
  const temporary: TemporaryDatabase = {
    file,
    clock,
    nowMs: 1_000_000,
    queries: database.queries,
    changeVersion: () => database.changeVersion(),
    close: () => database.close(),
    remove: async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
  return temporary;
}
