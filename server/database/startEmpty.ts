/** Sets the database aside, so that the next opening begins with an empty one; nothing is deleted. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { syncFile } from './copyDatabase.ts';
import { FileLock, openLockFile } from './fileLock.ts';
import { stamp } from './keptBackups.ts';
import { openSqliteDatabase } from './openSqliteDatabase.ts';
import { restoreDuty } from './readGeneration.ts';

/** How long whoever has it open is waited for, in milliseconds. */
const waitMs = 2_000;

/**
 * @returns where the old one is
 * @throws Failure `usage` when there is none, `database-unavailable` while others have it open
 */
export async function startEmpty(file: string, clock: Clock): Promise<string> {
  const { default: Connection } = await import('better-sqlite3');
  if (!existsSync(file)) throw new Failure('usage', `There is no database ${file}; the first run makes one.`);
  const lock = await FileLock.take(openLockFile(file), 'exclusive', waitMs, Connection);
  if (lock === null) {
    throw new Failure(
      'database-unavailable',
      `${file} is open elsewhere. Close the other windows and terminals of Phasegate, then try again.`,
    );
  }
  const aside = path.join(path.dirname(file), 'set-aside', stamp(clock.nowMs()));
  const kept = path.join(aside, path.basename(file));
  try {
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    // The log first: one that was left behind would be taken for that of the new database.
    for (const end of ['-wal', '-shm', '-journal', '']) {
      if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${kept}${end}`);
    }
    syncFile(aside);
    syncFile(path.dirname(file));
  } finally {
    lock.release();
  }
  const database = await openSqliteDatabase({ file, clock });
  try {
    await database.queries.insertInto('upkeep').values({ duty: restoreDuty, done_at_ms: clock.nowMs() }).execute();
  } finally {
    await database.close();
  }
  return kept;
}
