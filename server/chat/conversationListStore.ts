/** Lists conversations a page at a time, and tells what changed since a client last looked. */
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { Failure } from '../base/failure.ts';
import type { DatabaseKind } from '../database/migration.ts';
import { readGeneration } from '../database/readGeneration.ts';
import type { ConversationTable, DatabaseSchema } from '../database/schema.ts';
import { messageSelection } from './answerChunkStore.ts';
import { conversationColumns, readConversation, readMessage, titleKey } from './chatRow.ts';
import type { Conversation, ConversationPlace } from './conversation.ts';
import type { Message } from './message.ts';

export type ConversationOrder = 'updated' | 'created' | 'title';

export interface ConversationFilter {
  /** Default `open`. */
  readonly place?: ConversationPlace;
  /** Default all. */
  readonly isPinned?: boolean;
  /** Default all; null those that belong to no folder. */
  readonly workspace?: string | null;
  /** Default all. */
  readonly tag?: string;
  /** Default `updated`: the newest first. Titles are in the order of the alphabet. */
  readonly order?: ConversationOrder;
  /** Where the last page ended, as it said. Default the beginning. */
  readonly cursor?: string;
  /** At most this many. */
  readonly limit: number;
}

export interface ConversationPage {
  readonly conversations: readonly Conversation[];
  /** Null when there are no more. */
  readonly next: string | null;
}

/** What changed, each thing once and as it is now, however often it changed. */
export interface ChatChanges {
  readonly conversations: readonly Conversation[];
  readonly messages: readonly Message[];
  /** Ids of conversations that are gone for good. */
  readonly purged: readonly string[];
  /** What to ask with the next time. */
  readonly upTo: number;
  /** Whether there are more, to be asked for at once. */
  readonly hasMore: boolean;
}

const columnOf = { updated: 'updated_at_ms', created: 'created_at_ms', title: 'title_key' } as const;

export class ConversationListStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #kind: DatabaseKind;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind) {
    this.#queries = queries;
    this.#kind = kind;
  }

  /** @throws Failure `usage` when the cursor is none of this list's */
  async list(filter: ConversationFilter): Promise<ConversationPage> {
    const order = filter.order ?? 'updated';
    const column = columnOf[order];
    let query = this.#queries
      .selectFrom('conversation')
      .select(conversationColumns)
      .where('place', '=', filter.place ?? 'open');
    if (filter.isPinned !== undefined) query = query.where('is_pinned', '=', Number(filter.isPinned));
    if (filter.workspace === null) query = query.where('workspace', 'is', null);
    else if (filter.workspace !== undefined) query = query.where('workspace', '=', filter.workspace);
    const { tag } = filter;
    if (tag !== undefined) {
      query = query.where('id', 'in', (from) =>
        from.selectFrom('conversation_tag').select('conversation_id').where('tag', '=', tag),
      );
    }
    const direction = order === 'title' ? 'asc' : 'desc';
    query = behind(query, order, filter.cursor);
    const rows = await query
      .orderBy(column, direction)
      .orderBy('id', direction)
      .limit(filter.limit + 1)
      .execute();
    const conversations = rows.slice(0, filter.limit).map(readConversation);
    const last = rows.length > filter.limit ? conversations.at(-1) : undefined;
    return { conversations, next: last === undefined ? null : cursorOf(order, last) };
  }

  /** Another one after a backup was restored: numbers that were given before mean nothing any more. */
  generation(): Promise<string> {
    return readGeneration(this.#queries, this.#kind);
  }

  /** The number of the last change; 0 before the first. */
  async newestChange(): Promise<number> {
    const { value } = await this.#queries
      .selectFrom('counter')
      .select('value')
      .where('name', '=', 'chat')
      .executeTakeFirstOrThrow();
    return value;
  }

  /** What `changesAfter` tells, together with the generation to which its numbers belong. */
  async changesOfGeneration(
    after: number,
    limit: number,
  ): Promise<{ readonly generation: string; readonly changes: ChatChanges }> {
    for (;;) {
      const generation = await this.generation();
      const changes = await this.changesAfter(after, limit);
      // A restore in between would mix two generations.
      if (generation === (await this.generation())) return { generation, changes };
    }
  }

  /**
   * @param after the number up to which everything is known; 0 for nothing
   * @param limit at most this many of each kind
   */
  async changesAfter(after: number, limit: number): Promise<ChatChanges> {
    // What changes between the queries below gets a greater number, and is told the next time.
    const newest = await this.newestChange();
    const [conversations, messages, purged] = await Promise.all([
      this.#queries
        .selectFrom('conversation')
        .select(conversationColumns)
        .where('change', '>', after)
        .orderBy('change')
        .limit(limit + 1)
        .execute(),
      this.#queries
        .selectFrom('message')
        .select(messageSelection())
        .where('change', '>', after)
        .orderBy('change')
        .limit(limit + 1)
        .execute(),
      this.#queries
        .selectFrom('purged_conversation')
        .select(['conversation_id', 'change'])
        .where('change', '>', after)
        .orderBy('change')
        .limit(limit + 1)
        .execute(),
    ]);
    // What one kind has beyond the limit has not been seen, and neither has anything behind it.
    const ends = [conversations, messages, purged].flatMap((rows) => {
      const first = rows[limit];
      return first === undefined ? [] : [first.change - 1];
    });
    const until = Math.min(...ends, newest);
    const seen = <Row extends { readonly change: number }>(rows: readonly Row[]): readonly Row[] =>
      rows.filter(({ change }) => change <= until);
    const all = [...seen(conversations), ...seen(messages), ...seen(purged)];
    return {
      conversations: seen(conversations).map(readConversation),
      messages: seen(messages).map(readMessage),
      purged: seen(purged).map((row) => row.conversation_id),
      upTo: Math.max(after, ...all.map(({ change }) => change)),
      hasMore: ends.length > 0,
    };
  }
}

type ListQuery = SelectQueryBuilder<
  DatabaseSchema,
  'conversation',
  Pick<ConversationTable, (typeof conversationColumns)[number]>
>;

/** What stands behind a cursor. The first condition alone lets the database use the index; the second is exact. */
function behind(query: ListQuery, order: ConversationOrder, cursor: string | undefined): ListQuery {
  if (cursor === undefined) return query;
  const { value, id } = readCursor(order, cursor);
  const column = columnOf[order];
  const [reached, past] = order === 'title' ? (['>=', '>'] as const) : (['<=', '<'] as const);
  return query.where(column, reached, value).where(({ eb, or }) => or([eb(column, past, value), eb('id', past, id)]));
}

function cursorOf(order: ConversationOrder, { id, title, createdAtMs, updatedAtMs }: Conversation): string {
  const values = { updated: updatedAtMs, created: createdAtMs, title: titleKey(title) };
  return Buffer.from(JSON.stringify([order, values[order], id])).toString('base64url');
}

function readCursor(
  order: ConversationOrder,
  cursor: string,
): { readonly value: string | number; readonly id: string } {
  try {
    const [of, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as readonly unknown[];
    const isValue = order === 'title' ? isStorable(value) : Number.isSafeInteger(value);
    if (of === order && isValue && isStorable(id)) return { value: value as string | number, id };
  } catch {
    // Said below.
  }
  throw new Failure('usage', 'The cursor belongs to no list in this order. Begin with the first page again.');
}

/** A database would not even compare another one. */
function isStorable(text: unknown): text is string {
  return typeof text === 'string' && !/\0|\p{Surrogate}/u.test(text);
}
