/** Looks whether a database file is whole, one of Phasegate's, and of a version that this build knows. */
import type Sqlite from 'better-sqlite3';
import { countRows } from './copyDatabase.ts';
import type { Migration } from './migration.ts';
import { readStoredVersion } from './readStoredVersion.ts';

/** One thing that was looked at, in a sentence for the person who reads it. */
export interface DataCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

export interface Verification {
  readonly checks: readonly DataCheck[];
  /** `foreign`: another program's. */
  readonly verdict: 'good' | 'damaged' | 'foreign' | 'newer';
}

/**
 * @param file a single file that nobody else has open; it is not changed
 * @param rows what it must hold, where that is known
 */
export function verifyDatabase(
  file: string,
  Connection: typeof Sqlite,
  migrations: readonly Migration[],
  rows?: ReadonlyMap<string, number>,
): Verification {
  const checks: DataCheck[] = [];
  const say = (name: string, ok: boolean, message: string): boolean => {
    checks.push({ name, ok, message });
    return ok;
  };
  try {
    const stored = readStoredVersion(file, Connection);
    if (!say('file', stored.kind === 'version', `${file} is ${stored.kind === 'version' ? 'a' : 'no'} database.`)) {
      return { checks, verdict: 'foreign' };
    }
    const connection = new Connection(file, { readonly: true, fileMustExist: true });
    try {
      connection.pragma('trusted_schema = off');
      connection.pragma('cell_size_check = on');
      const findings = connection.prepare<[], string>('pragma integrity_check(3)').pluck().all();
      const isWhole = findings.length === 1 && findings[0] === 'ok';
      const detail = findings.join('; ').replaceAll(/\s+/g, ' ');
      if (!say('integrity', isWhole, isWhole ? 'Every page is in order.' : `It is damaged: ${detail}.`)) {
        return { checks, verdict: 'damaged' };
      }
      const applied = readApplied(connection);
      if (!say('origin', applied.length > 0, applied.length > 0 ? 'It is one of Phasegate.' : notOurs)) {
        return { checks, verdict: 'foreign' };
      }
      const isKnown = applied.every((name) => migrations.some((migration) => migration.name === name));
      const version = `It has been through ${String(applied.length)} of ${String(migrations.length)} migrations.`;
      if (!say('version', isKnown, isKnown ? version : 'It was written by a newer version of Phasegate.')) {
        return { checks, verdict: 'newer' };
      }
      const orphans = connection.prepare('pragma foreign_key_check').all().length;
      const orphanText = `${String(orphans)} rows refer to rows that are missing.`;
      const refers = say('foreign-keys', orphans === 0, orphans === 0 ? 'Every reference is met.' : orphanText);
      const held = countRows(connection);
      const lacking = [...(rows ?? [])].filter(([name, count]) => held.get(name) !== count).map(([name]) => name);
      const total = [...held.values()].reduce((sum, count) => sum + count, 0);
      const complete = `${String(total)} rows in ${String(held.size)} tables.`;
      const isComplete = lacking.length === 0;
      say('rows', isComplete, isComplete ? complete : `Rows are missing in ${lacking.join(', ')}.`);
      return { checks, verdict: refers && isComplete ? 'good' : 'damaged' };
    } finally {
      connection.close();
    }
  } catch (error) {
    say('integrity', false, `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
    return { checks, verdict: 'damaged' };
  }
}

const notOurs = 'It is a database of another program.';

/** Empty where there is no table of migrations. */
function readApplied(connection: Sqlite.Database): readonly string[] {
  const exists = connection.prepare("select 1 from sqlite_schema where type = 'table' and name = 'migration'").get();
  return exists === undefined ? [] : connection.prepare<[], string>('select name from migration').pluck().all();
}
