/** Puts a backup in the place of the database, keeps what was there, and leaves the old or the new after a crash. */
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import { Failure } from '../base/failure.ts';
import { makePrivateDirectory } from '../base/paths.ts';
import { temporaryBeside } from './backUpDatabase.ts';
import { copyDatabase, removeDatabase, seal, syncFile } from './copyDatabase.ts';
import { FileLock, openLockFile } from './fileLock.ts';
import { stamp } from './keptBackups.ts';
import type { Migration } from './migration.ts';
import { migrations as allMigrations } from './migrations.ts';
import { settleRestored } from './settleRestored.ts';
import { verifyDatabase, type DataCheck, type Verification } from './verifyDatabase.ts';

export interface RestoreSettings {
  readonly file: string;
  /** The backup; it is only read. */
  readonly from: string;
  readonly nowMs: number;
  /** Whether the process that holds a lease still lives. */
  readonly isOwnerAlive: (pid: number, start: string, host: string) => boolean;
  readonly migrations?: readonly Migration[];
  /** Whether nothing is to be written. Default false. */
  readonly dryRun?: boolean;
}

export interface RestoreResult {
  readonly checks: readonly DataCheck[];
  /** Where the database that was there is kept; null when there was none, or nothing was written. */
  readonly setAside: string | null;
}

/** How long other windows' writes, and other windows at all, are waited for. */
const waitMs = 10_000;

/**
 * A sound database is replaced inside one transaction of its own, so that windows that have it open go on with the
 * restored one; a damaged one is moved away, which needs that nobody has it open.
 * @throws Failure `usage`, `backup-invalid`, `database-newer`, `locked`, `database-unavailable`
 */
export async function restoreDatabase(settings: RestoreSettings): Promise<RestoreResult> {
  const { file, from, migrations = allMigrations, dryRun = false } = settings;
  const { default: Connection } = await import('better-sqlite3');
  if (statSync(from, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new Failure('usage', `There is no file ${from}. Name the backup that is to be restored.`);
  }
  makePrivateDirectory(path.dirname(file));
  const staged = temporaryBeside(file);
  try {
    copyFileSync(from, staged);
    // A database that was copied together with its log is restored with what stands in the log.
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${staged}-wal`);
    const verification = verifyStaged(staged, Connection, migrations);
    refuseUnfit(from, verification);
    const { checks } = verification;
    if (dryRun) return { checks, setAside: null };
    const aside = path.join(path.dirname(file), 'set-aside', stamp(settings.nowMs));
    return { checks, setAside: await put({ settings, staged, aside, Connection, migrations }) };
  } finally {
    removeDatabase(staged);
  }
}

interface Placing {
  readonly settings: RestoreSettings;
  readonly staged: string;
  readonly aside: string;
  readonly Connection: typeof Sqlite;
  readonly migrations: readonly Migration[];
}

async function put(placing: Placing): Promise<string | null> {
  const { settings, staged, Connection, migrations } = placing;
  const { file } = settings;
  const lock = await FileLock.take(openLockFile(file), 'exclusive', 0, Connection);
  try {
    // With the lock nobody has it open; without, others rely on it, so it is looked at through SQLite alone.
    const state = existsSync(file) ? judge(file, Connection, migrations) : 'missing';
    if (state === 'newer') {
      throw new Failure(
        'database-newer',
        `${file} was written by a newer version of Phasegate. Update Phasegate first.`,
      );
    }
    if (state === 'good') return await replaceInPlace(placing);
    if (lock === null) {
      throw new Failure(
        'database-unavailable',
        `${file} is damaged and still open elsewhere. Close the other windows and terminals of Phasegate, then try again.`,
      );
    }
    settleRestored(staged, null, Connection, settings);
    seal(staged, Connection);
    return swap(placing, state === 'missing');
  } finally {
    lock?.release();
  }
}

/** Holds the write lock from the look at the runs to the commit, so that no write of others is in neither file. */
async function replaceInPlace({ settings, staged, aside, Connection }: Placing): Promise<string> {
  const { file } = settings;
  makePrivateDirectory(aside);
  const kept = path.join(aside, path.basename(file));
  const source = new Connection(staged, { fileMustExist: true });
  let preparing: Promise<void> | null = null;
  const outcome: { isReady: boolean; error: Error | null } = { isReady: false, error: null };
  const prepare = async (): Promise<void> => {
    settleRestored(staged, file, Connection, settings);
    await copyDatabase({ Connection, from: file, to: kept });
    syncFile(aside);
  };
  try {
    const deadlineMs = performance.now() + waitMs;
    for (;;) {
      const { totalPages } = await source.backup(file, {
        // Called only once the write lock of the database is taken.
        progress: () => {
          preparing ??= prepare().then(
            () => void (outcome.isReady = true),
            (error: unknown) => void (outcome.error = error instanceof Error ? error : new Error(String(error))),
          );
          if (outcome.error !== null) throw outcome.error;
          return outcome.isReady ? 1_000 : 0;
        },
      });
      if (totalPages > 0) break;
      if (performance.now() >= deadlineMs) {
        throw new Failure('database-unavailable', `${file} is kept busy by another process. Try again.`);
      }
      await wait(1 + Math.random() * 4);
    }
    confirm(file, Connection, settings.nowMs);
    return kept;
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  } finally {
    source.close();
  }
}

/** Brings the restored state to the disk and out of the log. @throws Failure when it is not there */
function confirm(file: string, Connection: typeof Sqlite, nowMs: number): void {
  const live = new Connection(file, { fileMustExist: true, timeout: waitMs });
  try {
    live.pragma('synchronous = full');
    const restoredAtMs = live.prepare("select done_at_ms from upkeep where duty = 'restore'").pluck().get();
    if (restoredAtMs !== nowMs) throw new Failure('database-unavailable', `${file} was not restored. Try again.`);
    live.prepare("update upkeep set done_at_ms = done_at_ms where duty = 'restore'").run();
    live.pragma('wal_checkpoint(truncate)');
  } finally {
    live.close();
  }
}

/** Nobody has the database open. The old file keeps a second name, so that the first always leads to one of the two. */
function swap({ settings: { file }, staged, aside }: Placing, isMissing: boolean): string | null {
  const folder = path.dirname(file);
  const ends = ['-wal', '-shm', '-journal'].filter((end) => existsSync(`${file}${end}`));
  const kept = isMissing && ends.length === 0 ? null : path.join(aside, path.basename(file));
  if (kept !== null) {
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    if (!isMissing) keep(file, kept);
    for (const end of ends) renameSync(`${file}${end}`, `${kept}${end}`);
    syncFile(aside);
  }
  renameSync(staged, file);
  syncFile(folder);
  return kept;
}

function keep(file: string, kept: string): void {
  if (statSync(file).isDirectory()) {
    renameSync(file, kept);
    return;
  }
  try {
    linkSync(file, kept);
  } catch {
    // Disks without hard links.
    copyFileSync(file, kept);
    syncFile(kept);
  }
}

function judge(
  file: string,
  Connection: typeof Sqlite,
  migrations: readonly Migration[],
): 'good' | 'damaged' | 'newer' {
  try {
    const connection = new Connection(file, { fileMustExist: true, timeout: waitMs });
    try {
      if (connection.pragma('quick_check(1)', { simple: true }) !== 'ok') return 'damaged';
      const version = Number(connection.pragma('user_version', { simple: true }));
      return version > migrations.length ? 'newer' : version === 0 ? 'damaged' : 'good';
    } finally {
      connection.close();
    }
  } catch {
    return 'damaged';
  }
}

function verifyStaged(file: string, Connection: typeof Sqlite, migrations: readonly Migration[]): Verification {
  try {
    seal(file, Connection);
  } catch {
    // What is wrong with it is said by the verification.
  }
  return verifyDatabase(file, Connection, migrations);
}

function refuseUnfit(from: string, { verdict, checks }: Verification): void {
  if (verdict === 'good') return;
  if (verdict === 'newer') {
    throw new Failure('database-newer', `${from} was written by a newer version of Phasegate. Update Phasegate first.`);
  }
  const reason = verdict === 'foreign' ? 'it is no database of Phasegate' : (checks.at(-1)?.message ?? 'damaged');
  throw new Failure('backup-invalid', `${from} cannot be restored: ${reason} Nothing was changed.`);
}
