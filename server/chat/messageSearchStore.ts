/** Finds messages by their words, in the way of each database but with the same ranking. */
import { sql, type Kysely, type RawBuilder } from 'kysely';
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
/** How many times more of the index is read when messages in the trash took the places of others. */
const growth = 4;

/** Words of a query beyond these are not looked for. */
const mostWords = 16;

interface Candidate {
  readonly message: Message;
  readonly conversationTitle: string;
  readonly text: string;
}

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
    const found = await this.#findNewest(words);
    return rankByWords(found, words)
      .slice(0, limit)
      .map(({ message, conversationTitle, text }) => ({
        message,
        conversationTitle,
        snippet: makeSnippet(text, words),
      }));
  }

  /**
   * Reads the index first and the messages then, newest first: what has a frequent word is looked at no further than
   * needed, and of a rare one no message is read that is not given.
   */
  async #findNewest(words: readonly string[]): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    for (let page = candidates; ; page *= growth) {
      const sequences = await this.#newestWith(words, before, page);
      const rows = await this.#queries
        .selectFrom('message')
        .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
        .select(messageSelection())
        .select('conversation.title as conversation_title')
        .where('message.sequence', 'in', this.#listed(sequences))
        .where('conversation.place', '!=', 'trash')
        .orderBy('message.sequence', 'desc')
        .limit(candidates - found.length)
        .execute();
      for (const row of rows) {
        const message = readMessage(row);
        found.push({ message, conversationTitle: row.conversation_title, text: textOf(message.parts) });
      }
      const last = sequences.at(-1);
      if (last === undefined || sequences.length < page || found.length === candidates) return found;
      before = last;
    }
  }

  /** @returns the numbers of messages below one, newest first, those in the trash included */
  async #newestWith(words: readonly string[], before: number, limit: number): Promise<readonly number[]> {
    const matching =
      this.#kind === 'sqlite'
        ? // Quoted, because FTS5 has a language of its own; the words are letters and digits only.
          sql<{ sequence: number }>`select rowid as sequence from message_words
            where message_words match ${`${words.map((word) => `"${word}"`).join(' ')}*`} and rowid < ${before}
            order by rowid desc limit ${limit}`
        : sql<{ sequence: number }>`select sequence from message_words
            where words @@ to_tsquery('simple', ${`${words.join(' & ')}:*`}) and sequence < ${before}
            order by sequence desc limit ${limit}`;
    const { rows } = await matching.execute(this.#queries);
    return rows.map(({ sequence }) => sequence);
  }

  /** As one value, so that the statement is the same whatever the length of the list. */
  #listed(sequences: readonly number[]): RawBuilder<number> {
    const list = JSON.stringify(sequences);
    return this.#kind === 'sqlite'
      ? sql<number>`(select value from json_each(${list}))`
      : sql<number>`(select value::bigint from json_array_elements_text(${list}::json))`;
  }
}
