/** Finds messages by their words, in the way of each database but with the same ranking. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageColumns, readMessage } from './chatRow.ts';
import { makeSnippet, type Snippet } from './makeSnippet.ts';
import { textOf, type Message } from './message.ts';
import { rankByWords } from './rankByWords.ts';
import { wordsOf } from './words.ts';

/** A message that was found, in a conversation that is not in the trash. */
export interface FoundMessage {
  readonly message: Message;
  readonly conversationTitle: string;
  readonly snippet: Snippet;
}

/** The newest messages that have all the words; of these the best are given. */
const candidates = 200;

/** Words of a query beyond these are not looked for. */
const mostWords = 16;

export class MessageSearchStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #kind: DatabaseKind;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind) {
    this.#queries = queries;
    this.#kind = kind;
  }

  /**
   * Messages that hold all words of a query, its last word also as the beginning of one; the best first. A query is
   * never an error: what is no word in it does not count.
   *
   * @param limit at most 200
   */
  async search(query: string, limit: number): Promise<readonly FoundMessage[]> {
    const words = [...new Set(wordsOf(query))].slice(0, mostWords);
    const last = words.at(-1);
    if (last === undefined) return [];
    const matching =
      this.#kind === 'sqlite'
        ? // Quoted, because FTS5 has a language of its own; the words are letters and digits only.
          sql<number>`select rowid from message_words where message_words match ${`${words.map((word) => `"${word}"`).join(' ')}*`}`
        : sql<number>`select sequence from message_words where words @@ to_tsquery('simple', ${`${words.join(' & ')}:*`})`;
    const rows = await this.#queries
      .selectFrom('message')
      .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
      .select(messageColumns.map((column) => `message.${column}` as const))
      .select('conversation.title as conversation_title')
      .where('message.sequence', 'in', sql<number>`(${matching})`)
      .where('conversation.place', '!=', 'trash')
      .orderBy('message.sequence', 'desc')
      .limit(candidates)
      .execute();
    const found = rows.map((row) => {
      const message = readMessage(row);
      return { message, conversationTitle: row.conversation_title, text: textOf(message.parts) };
    });
    return rankByWords(found, words)
      .slice(0, limit)
      .map(({ message, conversationTitle, text }) => ({
        message,
        conversationTitle,
        snippet: makeSnippet(text, words),
      }));
  }
}

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

/** Rows of one statement, because databases limit how many values it may have. */
const rowsPerStatement = 1_000;

/** Puts in the words of many messages that had none. */
export async function writeNewWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  messages: readonly { readonly sequence: number; readonly words: string }[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += rowsPerStatement) {
    const rows = messages
      .slice(start, start + rowsPerStatement)
      .map(({ sequence, words }) =>
        kind === 'sqlite' ? sql`(${sequence}, ${words})` : sql`(${sequence}, to_tsvector('simple', ${words}))`,
      );
    const columns = kind === 'sqlite' ? sql`(rowid, words)` : sql`(sequence, words)`;
    await sql`insert into message_words ${columns} values ${sql.join(rows)}`.execute(transaction);
  }
}

/** Forgets the words of all messages of a conversation, before the messages themselves go. */
export async function removeWords(
  transaction: Transaction<DatabaseSchema>,
  kind: DatabaseKind,
  conversation: string,
): Promise<void> {
  if (kind === 'postgres') return;
  const sequences = sql`select sequence from message where conversation_id = ${conversation}`;
  await sql`delete from message_words where rowid in (${sequences})`.execute(transaction);
}
