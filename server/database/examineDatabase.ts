/** Examines a database that others may have open: its version of SQLite, settings, pages, references and tables. */
import { migrations } from './migrations.ts';
import { isSafeSqliteVersion } from './openSqliteDatabase.ts';
import type { DataCheck } from './verifyDatabase.ts';

/** @throws what SQLite throws when it stumbles over damage */
export async function examineDatabase(file: string): Promise<readonly DataCheck[]> {
  const { default: Connection } = await import('better-sqlite3');
  const connection = new Connection(file, { fileMustExist: true, timeout: 5_000 });
  try {
    const sqlite = String(connection.prepare('select sqlite_version()').pluck().get());
    const mode = String(connection.pragma('journal_mode', { simple: true }));
    const findings = connection.prepare<[], string>('pragma integrity_check(3)').pluck().all();
    const isWhole = findings.length === 1 && findings[0] === 'ok';
    const orphans = connection.prepare('pragma foreign_key_check').all().length;
    const version = Number(connection.pragma('user_version', { simple: true }));
    return [
      { name: 'sqlite', ok: isSafeSqliteVersion(sqlite), message: `SQLite ${sqlite}.` },
      {
        name: 'journal',
        ok: mode === 'wal',
        message: `The journal mode is ${mode}${mode === 'wal' ? '' : ', not wal'}.`,
      },
      {
        name: 'integrity',
        ok: isWhole,
        message: isWhole
          ? 'Every page is in order.'
          : `The database is damaged: ${findings.join('; ')}. "phasegate restore <backup>" keeps it and puts a backup in its place.`,
      },
      {
        name: 'foreign-keys',
        ok: orphans === 0,
        message: orphans === 0 ? 'Every reference is met.' : `${String(orphans)} rows refer to rows that are missing.`,
      },
      {
        name: 'migrations',
        ok: version === migrations.length,
        message: `${String(version)} of ${String(migrations.length)} are applied.`,
      },
    ];
  } finally {
    connection.close();
  }
}
