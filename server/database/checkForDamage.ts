/** Looks through the database file for damage before anything relies on it. */
import type Sqlite from 'better-sqlite3';
import { databaseDamaged } from './describeSqliteError.ts';
import { sizeOf } from './readStoredVersion.ts';

/**
 * Up to this size the check runs at each opening. It reads every page: measured about 1 ms a megabyte from memory and
 * 20 ms a megabyte from a slow cold disk, and it holds up the thread.
 */
const alwaysUpToBytes = 16 * 1024 * 1024;

/** Larger databases are checked when the last check is older than this. */
const largeIntervalMs = 24 * 60 * 60 * 1000;

const duty = 'quick_check';

/**
 * Runs SQLite's `quick_check`: at each opening while the database is small, once a day when it is large.
 * @throws Failure `database-damaged`, or what SQLite throws when it stumbles over the damage
 */
export function checkForDamage(connection: Sqlite.Database, nowMs: number): void {
  const sizeBytes = sizeOf(connection.name) + sizeOf(`${connection.name}-wal`);
  const isLarge = sizeBytes > alwaysUpToBytes;
  if (isLarge && Math.abs(nowMs - lastCheckMs(connection)) < largeIntervalMs) return;

  const findings = connection.prepare<[], string>('pragma quick_check(3)').pluck().all();
  if (findings.length !== 1 || findings[0] !== 'ok') {
    throw databaseDamaged(connection.name, findings.join('; ').replaceAll(/\s+/g, ' '));
  }
  if (isLarge && hasUpkeep(connection)) {
    connection
      .prepare(
        'insert into upkeep (duty, done_at_ms) values (?, ?) on conflict do update set done_at_ms = excluded.done_at_ms',
      )
      .run(duty, nowMs);
  }
}

/** Long ago when it is unknown. */
function lastCheckMs(connection: Sqlite.Database): number {
  if (!hasUpkeep(connection)) return Number.NEGATIVE_INFINITY;
  const doneAtMs = connection
    .prepare<[string], number>('select done_at_ms from upkeep where duty = ?')
    .pluck()
    .get(duty);
  return doneAtMs ?? Number.NEGATIVE_INFINITY;
}

/** False before the first migration. */
function hasUpkeep(connection: Sqlite.Database): boolean {
  return connection.prepare("select 1 from sqlite_schema where type = 'table' and name = 'upkeep'").get() !== undefined;
}
