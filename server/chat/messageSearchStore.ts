/** Keeps the words of messages findable, in the way of each database. */
import { sql, type Transaction } from 'kysely';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { wordsOf } from './words.ts';

/** Puts the words of a message in the place of those that it had. */
export async function writeWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  sequence: number,
  text: string,
): Promise<void> {
  const words = wordsOf(text).join(' ');
  const statement =
    kind === 'sqlite'
      ? sql`insert or replace into message_words (rowid, words) values (${sequence}, ${words})`
      : sql`insert into message_words (sequence, words) values (${sequence}, to_tsvector('simple', ${words}))
            on conflict (sequence) do update set words = excluded.words`;
  await statement.execute(transaction);
}

/** Forgets the words of all messages of a conversation, before the messages themselves go. */
export async function removeWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  conversation: string,
): Promise<void> {
  if (kind === 'postgres') return;
  await sql`delete from message_words where rowid in (select sequence from message where conversation_id = ${conversation})`.execute(
    transaction,
  );
}
