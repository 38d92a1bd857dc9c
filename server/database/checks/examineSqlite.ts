/** Examines a SQLite database that others may have open: version, settings, pages, references, tables and contents. */
import { describeSqliteError } from '../describeSqliteError.ts';
import { migrations } from '../migrations.ts';
import { isSafeSqliteVersion } from '../openSqliteDatabase.ts';
import { openToLook, type LookedAtDatabase } from '../openToLook.ts';
import { unfinishedCopy, unfinishedCopyMark } from '../unfinishedCopy.ts';
import type { DataCheck } from '../verifyDatabase.ts';
import { examineLeases, examineLogs, type IsOwnerAlive } from './examineRuns.ts';

interface Surroundings {
  readonly dataDirectory: string;
  readonly isOwnerAlive: IsOwnerAlive;
}

/** @throws Failure `database-damaged`, `database-unavailable` when it cannot even be looked at */
export async function examineSqlite(file: string, surroundings: Surroundings): Promise<readonly DataCheck[]> {
  try {
    const looked = await openToLook(file);
    try {
      const checks = [...examineSettings(looked), ...examinePages(looked)];
      const tables = await examineTables(looked, file);
      checks.push(tables);
      if (tables.ok) {
        checks.push(
          await examineLeases(looked.queries, surroundings.isOwnerAlive),
          await examineLogs(looked.queries, surroundings.dataDirectory),
        );
      }
      return checks;
    } finally {
      await looked.close();
    }
  } catch (error) {
    throw describeSqliteError(error, file);
  }
}

function examineSettings({ connection }: LookedAtDatabase): readonly DataCheck[] {
  const sqlite = String(connection.prepare('select sqlite_version()').pluck().get());
  const isSafe = isSafeSqliteVersion(sqlite);
  const old = ' can damage a database that two windows share; 3.51.3 is needed. Install Phasegate anew.';
  const mode = String(connection.pragma('journal_mode', { simple: true }));
  connection.pragma('synchronous = full');
  const isFull = connection.pragma('synchronous', { simple: true }) === 2;
  return [
    { name: 'sqlite', ok: isSafe, message: `SQLite ${sqlite}${isSafe ? '.' : old}` },
    {
      name: 'journal',
      ok: mode === 'wal' || mode === 'delete',
      message: `${journalMessages[mode] ?? otherJournal(mode)}`,
    },
    {
      name: 'synchronous',
      ok: isFull,
      message: isFull
        ? 'What is acknowledged is on the disk (synchronous=FULL).'
        : 'SQLite does not wait for the disk. Set PHASEGATE_HOME to a folder on a local disk.',
    },
  ];
}

const journalMessages: Readonly<Record<string, string>> = {
  wal: 'The journal mode is wal.',
  delete: 'The journal mode is delete, as after a restore; it is wal once the database is opened.',
};

function otherJournal(mode: string): string {
  return `The journal mode is ${mode}, not wal: another program has changed it. Close that program; the next run sets it.`;
}

function examinePages({ connection }: LookedAtDatabase): readonly DataCheck[] {
  const findings = connection.prepare<[], string>('pragma integrity_check(3)').pluck().all();
  const isWhole = findings.length === 1 && findings[0] === 'ok';
  const orphans = connection.prepare('pragma foreign_key_check').all().length;
  return [
    {
      name: 'integrity',
      ok: isWhole,
      message: isWhole
        ? 'Every page is in order.'
        : `The database is damaged: ${findings.join('; ').replaceAll(/\s+/g, ' ')}. "phasegate restore <backup>" keeps it and puts a backup in its place.`,
    },
    {
      name: 'foreign-keys',
      ok: orphans === 0,
      message:
        orphans === 0
          ? 'Every reference is met.'
          : `${String(orphans)} rows refer to rows that are missing. "phasegate restore <backup>" brings back a whole state.`,
    },
  ];
}

async function examineTables({ queries, connection }: LookedAtDatabase, file: string): Promise<DataCheck> {
  const exists = connection.prepare("select 1 from sqlite_schema where type = 'table' and name = 'migration'").get();
  const found = exists === undefined ? [] : await queries.selectFrom('migration').select('name').execute();
  return examineMigrations(
    file,
    found.map(({ name }) => name),
  );
}

/** @param applied names of the rows of `migration` */
export function examineMigrations(database: string, applied: readonly string[]): DataCheck {
  const mark = applied.find((name) => name.startsWith(unfinishedCopyMark));
  if (mark !== undefined) return { name: 'migrations', ok: false, message: unfinishedCopy(database, mark).message };
  const name = 'migrations';
  if (!applied.every((known) => migrations.some((migration) => migration.name === known))) {
    return { name, ok: false, message: 'It was written by a newer version of Phasegate. Update Phasegate.' };
  }
  const count = `${String(applied.length)} of ${String(migrations.length)} are applied`;
  if (applied.length === migrations.length) return { name, ok: true, message: `${count}.` };
  return { name, ok: true, message: `${count}; the rest is when the database is opened, after a backup.` };
}
