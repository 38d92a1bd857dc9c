/** Makes the words that messages are found by anew, while messages are copied to another database. */
import { sql } from 'kysely';
import type { DerivedTable } from '../database/transfer/derivedTable.ts';
import { textOf, type MessagePart } from './message.ts';
import { writeWords } from './messageWordStore.ts';

/** An answer that is streaming has no words yet; they come when it ends. Words that the source lacks are written too. */
export const copiedWords: DerivedTable = {
  name: 'message_words',
  from: 'message',

  async write(transaction, kind, rows) {
    const texts = rows
      .filter((row) => row['status'] !== 'streaming')
      .map((row) => ({
        sequence: Number(row['sequence']),
        text: textOf(JSON.parse(String(row['parts'])) as readonly MessagePart[]),
      }));
    await writeWords(transaction, kind, texts);
  },

  async settle(transaction, kind) {
    // On PostgreSQL they go with their message.
    if (kind === 'sqlite') {
      await sql`delete from message_words where rowid in
        (select id from message_words_docsize where id not in (select sequence from message))`.execute(transaction);
    }
    const kept =
      kind === 'sqlite' ? sql`select id from message_words_docsize` : sql`select sequence from message_words`;
    const { rows } = await sql<{ count: number }>`select count(*) as count from message
      where status <> 'streaming' and sequence not in (${kept})`.execute(transaction);
    return rows[0]?.count ?? 0;
  },
};
