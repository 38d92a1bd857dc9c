/** A real and empty database of its own, for one test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import type { Clock } from '../../../server/base/clock.ts';
import type { Database, DatabasePlace } from '../../../server/database/database.ts';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { dropPostgresSchema, freshPostgresUrl } from '../../databases/sharedPostgres.ts';

/** Where a database may be made, before anything is in it. */
export interface TemporaryPlace {
  readonly place: DatabasePlace;
  remove(): Promise<void>;
}

export interface TemporaryDatabase extends Database, TemporaryPlace {
  readonly clock: Clock;
  /** Milliseconds that the clock shows; starts at 1,000,000. */
  nowMs: number;
  /** Opens the same database again, as another process would. */
  openAgain(): Promise<Database>;
  /** Closes the database and removes it. */
  remove(): Promise<void>;
}

export async function makeTemporaryPlace(kind: DatabaseKind): Promise<TemporaryPlace> {
  if (kind === 'postgres') {
    const url = await freshPostgresUrl();
    return { place: { url }, remove: () => dropPostgresSchema(url) };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-store-'));
  return {
    place: { file: path.join(folder, 'phasegate.db') },
    remove: async () => rmSync(folder, { recursive: true }),
  };
}

export async function openTemporaryDatabase(kind: DatabaseKind = 'sqlite'): Promise<TemporaryDatabase> {
  const { place, remove } = await makeTemporaryPlace(kind);
  const clock: Clock = { nowMs: () => temporary.nowMs, after: systemClock.after };
  const openAgain = (): Promise<Database> => openDatabase({ ...place, clock: systemClock });
  const database = await openAgain();
  const temporary: TemporaryDatabase = {
    kind,
    name: database.name,
    place,
    clock,
    nowMs: 1_000_000,
    queries: database.queries,
    changeVersion: () => database.changeVersion(),
    openAgain,
    close: () => database.close(),
    remove: async () => {
      await database.close();
      await remove();
    },
  };
  return temporary;
}
