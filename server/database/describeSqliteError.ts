/** Words what SQLite reports for the person who has to do something about it. */
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';

/**
 * A Failure for what can happen to a database on a person's machine (full disk, no permission, damage, another
 * process in the way); anything else, such as a broken constraint, comes back unchanged because it is our mistake.
 * @param thrown what better-sqlite3 threw
 * @param file the database
 */
export function describeSqliteError(thrown: unknown, file: string): unknown {
  const code = errorCode(thrown);
  const is = (name: string): boolean => code === name || code.startsWith(`${name}_`);
  const unavailable = (message: string): Failure =>
    new Failure('database-unavailable', `The database ${file} ${message}`, { cause: thrown });

  if (is('SQLITE_BUSY') || is('SQLITE_LOCKED')) {
    return unavailable('is kept busy by another process. Try again; if it stays busy, close the other windows.');
  }
  if (is('SQLITE_FULL')) {
    return unavailable('could not be written: the disk is full. Free some space and try again.');
  }
  if (is('SQLITE_READONLY') || is('SQLITE_CANTOPEN') || is('SQLITE_PERM')) {
    return unavailable(
      `cannot be opened for writing (${code}). Allow writing to its folder, or set PHASEGATE_HOME to another one.`,
    );
  }
  if (is('SQLITE_IOERR')) {
    return unavailable(`could not be read or written (${code}). Check the disk and its free space, then try again.`);
  }
  if (is('SQLITE_CORRUPT') || is('SQLITE_NOTADB')) {
    return databaseDamaged(file, thrown instanceof Error ? thrown.message : code, thrown);
  }
  return thrown;
}

/** A database that is damaged, with what to do about it. */
export class DatabaseDamaged extends Failure {
  readonly file: string;
  readonly detail: string;

  /**
   * @param detail what is wrong, as SQLite says it
   * @param backup the newest sound backup; null when there is none, undefined where nobody looked
   */
  constructor(file: string, detail: string, backup?: string | null, cause?: unknown) {
    super(
      'database-damaged',
      `The database ${file} is damaged (${detail}) and was left as it is. Roadmaps and specs are not affected. ` +
        `Close the other windows of Phasegate. ${advice(backup)} The damaged one is kept in the folder set-aside.`,
      { cause },
    );
    this.file = file;
    this.detail = detail;
  }
}

export function databaseDamaged(file: string, detail: string, cause?: unknown): DatabaseDamaged {
  return new DatabaseDamaged(file, detail, undefined, cause);
}

function advice(backup: string | null | undefined): string {
  const empty = '"phasegate restore --empty" begins with an empty one.';
  const any = '"phasegate restore <backup>" puts a backup in its place';
  if (backup === undefined) return `${any}; ${empty}`;
  if (backup === null) return `No sound backup was made by itself. ${any}, if you have one; ${empty}`;
  return `This puts the newest sound backup in its place: phasegate restore ${quote(backup)} (or ${empty.replace(/\.$/, '')}).`;
}

/** As a shell takes it. */
function quote(file: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(file) ? file : JSON.stringify(file);
}
