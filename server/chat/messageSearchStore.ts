/** Finds messages by their words, in the way of each database but with the same ranking. */
import { sql, type Kysely } from 'kysely';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageSelection } from './answerChunkStore.ts';
import { readMessage } from './chatRow.ts';
import { makeSnippet, type Snippet } from './makeSnippet.ts';
import { textOf, type Message } from './message.ts';
import type { MessageWordStore } from './messageWordStore.ts';
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
  readonly #index: MessageWordStore;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, index: MessageWordStore) {
    this.#queries = queries;
    this.#kind = kind;
    this.#index = index;
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
    await this.#index.catchUp();
    const matching =
      this.#kind === 'sqlite'
        ? // Quoted, because FTS5 has a language of its own; the words are letters and digits only.
          sql<number>`select rowid from message_words where message_words match ${`${words.map((word) => `"${word}"`).join(' ')}*`}`
        : sql<number>`select sequence from message_words where words @@ to_tsquery('simple', ${`${words.join(' & ')}:*`})`;
    const rows = await this.#queries
      .selectFrom('message')
      .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
      .select(messageSelection())
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
