/** Reads messages as memory search needs them: all of them by number for the index, and those that it found. */
import { sql, type Kysely } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageSelection } from './answerChunkStore.ts';
import { readMessage } from './chatRow.ts';
import type { MemorySource, MemoryText } from './memoryIndex.ts';
import { textOf, type Message, type MessagePart } from './message.ts';

export interface RememberedMessage {
  readonly message: Message;
  readonly conversationTitle: string;
}

/** Values of one statement. */
const mostValues = 1_000;

export class MemoryStore implements MemorySource {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  readonly state = async (): Promise<string> => {
    const { rows } = await sql<{ generation: string | null; changed: number | string | null; count: number | string }>`
      select (select max(change) from message where status <> 'streaming') as changed,
        (select count(*) from conversation where place <> 'trash') as count,
        (select max(change) from conversation where place = 'trash') as generation`.execute(this.#queries);
    return JSON.stringify(rows[0] ?? null);
  };

  /** Messages in the trash, under way or without text are left out. */
  readonly page = async (after: number, limit: number): Promise<readonly MemoryText[]> => {
    const texts: MemoryText[] = [];
    // A page without any text must not look like the end.
    for (let from = after; ;) {
      const rows = await this.#queries
        .selectFrom('message')
        .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
        .select(['message.sequence', 'message.conversation_id', 'message.depth', 'message.parts', 'conversation.title'])
        .where('message.sequence', '>', from)
        .where('message.status', '!=', 'streaming')
        .where('message.role', '!=', 'system')
        .where('conversation.place', '!=', 'trash')
        .orderBy('message.sequence')
        .limit(limit)
        .execute();
      for (const { sequence, conversation_id: conversation, depth, parts, title } of rows) {
        const text = textOf(JSON.parse(parts) as readonly MessagePart[]);
        if (text.trim() !== '') texts.push({ sequence, conversation, depth, title, text });
      }
      const last = rows.at(-1);
      if (texts.length > 0 || last === undefined) return texts;
      from = last.sequence;
    }
  };

  /** In the order in which they are asked for; those that are gone or in the trash are left out. */
  async read(sequences: readonly number[]): Promise<readonly RememberedMessage[]> {
    if (sequences.length === 0) return [];
    const rows = await this.#queries
      .selectFrom('message')
      .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
      .select(messageSelection())
      .select('conversation.title as conversation_title')
      .where('message.sequence', 'in', sequences.slice(0, mostValues))
      .where('conversation.place', '!=', 'trash')
      .execute();
    const found = new Map(
      rows.map((row) => {
        const message = readMessage(row);
        return [message.sequence, { message, conversationTitle: row.conversation_title }];
      }),
    );
    return sequences.flatMap((sequence) => found.get(sequence) ?? []);
  }
}
