/** The note in a database that it is a copy of another one, unfinished or finished. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { DatabaseSchema } from '../schema.ts';
import { unfinishedCopyMark } from '../unfinishedCopy.ts';
import { copiedDuty } from './transferredTables.ts';

export interface CopyNote {
  /** As `TransferSource.id`. */
  readonly source: string;
  /** Of all tables as they were when the copy was finished; null while it is not. */
  readonly checksum: string | null;
}

export async function readCopyNote(queries: Kysely<DatabaseSchema>): Promise<CopyNote | null> {
  const { rows: marks } = await sql<{
    name: string;
  }>`select name from migration where name like ${`${unfinishedCopyMark}%`}`.execute(queries);
  const mark = marks[0]?.name;
  if (mark !== undefined) return { source: mark.slice(unfinishedCopyMark.length), checksum: null };
  const row = await queries
    .selectFrom('upkeep')
    .select('duty')
    .where('duty', 'like', `${copiedDuty}%`)
    .executeTakeFirst();
  const parts = /^(\w+) from (.*)$/s.exec(row?.duty.slice(copiedDuty.length) ?? '');
  return parts === null ? null : { checksum: parts[1] ?? '', source: parts[2] ?? '' };
}

/** From now on nobody but a copy opens it; builds that know no such mark take it for a newer database. */
export async function markUnfinished(
  transaction: Transaction<DatabaseSchema>,
  source: string,
  nowMs: number,
): Promise<void> {
  await forgetNotes(transaction);
  await transaction
    .insertInto('migration')
    .values({ name: unfinishedCopyMark + source, applied_at_ms: nowMs })
    .execute();
}

export async function markFinished(
  transaction: Transaction<DatabaseSchema>,
  { source, checksum }: { readonly source: string; readonly checksum: string },
  nowMs: number,
): Promise<void> {
  await forgetNotes(transaction);
  await transaction
    .insertInto('upkeep')
    .values({ duty: `${copiedDuty}${checksum} from ${source}`, done_at_ms: nowMs })
    .execute();
}

async function forgetNotes(transaction: Transaction<DatabaseSchema>): Promise<void> {
  await transaction.deleteFrom('migration').where('name', 'like', `${unfinishedCopyMark}%`).execute();
  await transaction.deleteFrom('upkeep').where('duty', 'like', `${copiedDuty}%`).execute();
}
