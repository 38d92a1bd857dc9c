/** Reads conversations along the branch that is shown, a window at a time, and moves that branch. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { Failure } from '../base/failure.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageSelection } from './answerChunkStore.ts';
import { readMessage } from './chatRow.ts';
import { requireConversation } from './conversationStore.ts';
import type { Message } from './message.ts';

/** A message together with the messages that stand in its place on other branches. */
export interface PlacedMessage extends Message {
  /** Ids of all messages with the same parent, itself among them, the oldest first. */
  readonly alternatives: readonly string[];
}

/** Where a window is; depths count from 0 at the root of the branch. */
export interface WindowRequest {
  /** Only messages with a lower depth. Default none: the window ends with the active leaf. */
  readonly before?: number;
  /** Only messages from this depth on, so that the window begins there. Default none. */
  readonly from?: number;
  /** At most this many. */
  readonly limit: number;
}

export interface MessageWindow {
  /** In the order in which they were said. */
  readonly messages: readonly PlacedMessage[];
  /** How many messages the branch has. */
  readonly length: number;
}

export class MessagePathStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /**
   * Part of the branch that is shown; the newest part when nothing else is asked for.
   * @throws Failure `unknown-conversation`
   */
  async window(conversation: string, { before, from, limit }: WindowRequest): Promise<MessageWindow> {
    const path = this.#queries
      .selectFrom('message')
      .where('conversation_id', '=', conversation)
      .where('is_active', '=', 1);
    let query = path.select(messageSelection()).limit(limit);
    if (before !== undefined) query = query.where('depth', '<', before);
    query = from === undefined ? query.orderBy('depth', 'desc') : query.where('depth', '>=', from).orderBy('depth');
    const [rows, last] = await Promise.all([
      query.execute(),
      path.select('depth').orderBy('depth', 'desc').limit(1).executeTakeFirst(),
    ]);
    if (last === undefined) await requireConversation(this.#queries, conversation);
    const messages = (from === undefined ? rows.reverse() : rows).map(readMessage);
    const alternatives = await this.#alternatives(conversation, messages);
    return {
      messages: messages.map((message) => ({
        ...message,
        alternatives: alternatives.get(message.parent) ?? [message.id],
      })),
      length: last === undefined ? 0 : last.depth + 1,
    };
  }

  /**
   * Messages of the branch that is shown above a depth, the deepest first, with nothing of what stands in their places.
   * @param limit at most this many
   */
  async above(conversation: string, depth: number, limit: number): Promise<readonly Message[]> {
    const rows = await this.#queries
      .selectFrom('message')
      .select(messageSelection())
      .where('conversation_id', '=', conversation)
      .where('is_active', '=', 1)
      .where('depth', '<', depth)
      .orderBy('depth', 'desc')
      .limit(limit)
      .execute();
    return rows.map(readMessage);
  }

  /** Children by parent; a parent with one child only is left out. */
  async #alternatives(
    conversation: string,
    messages: readonly Message[],
  ): Promise<ReadonlyMap<string | null, readonly string[]>> {
    const parents = messages.flatMap(({ parent }) => (parent === null ? [] : [parent]));
    const hasRoot = parents.length < messages.length;
    if (messages.length === 0) return new Map();
    const rows = await this.#queries
      .selectFrom('message')
      .select(['id', 'parent_id'])
      .where('conversation_id', '=', conversation)
      .where(({ eb, or }) =>
        or([
          ...(parents.length === 0 ? [] : [eb('parent_id', 'in', parents)]),
          ...(hasRoot ? [eb('parent_id', 'is', null)] : []),
        ]),
      )
      .orderBy('sequence')
      .execute();
    const byParent = new Map<string | null, string[]>();
    for (const { id, parent_id: parent } of rows) {
      const children = byParent.get(parent);
      if (children === undefined) byParent.set(parent, [id]);
      else children.push(id);
    }
    return byParent;
  }
}

/** @throws Failure `unknown-message`, also when it belongs to another conversation than the one given */
export async function requireMessage(
  queries: Kysely<DatabaseSchema>,
  id: string,
  conversation?: string,
): Promise<Message> {
  const message = await findMessage(queries, id);
  if (message !== null && (conversation === undefined || message.conversation === conversation)) return message;
  throw new Failure('unknown-message', `There is no message ${id} in this conversation. Read the conversation again.`);
}

export async function findMessage(queries: Kysely<DatabaseSchema>, id: string): Promise<Message | null> {
  const row = await queries.selectFrom('message').select(messageSelection()).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : readMessage(row);
}

/** The message at the end of the newest branch that goes through a message. */
export async function newestLeaf(transaction: Transaction<DatabaseSchema>, message: Message): Promise<Message> {
  const { rows } = await sql<{ id: string }>`
    with recursive way (id, step) as (
      select ${message.id}, 0
      union all
      select (
        select child.id from message as child
        where child.conversation_id = ${message.conversation} and child.parent_id = way.id
        order by child.sequence desc limit 1
      ), way.step + 1
      from way where way.id is not null
    )
    select id from way where id is not null order by step desc limit 1`.execute(transaction);
  return requireMessage(transaction, rows[0]?.id ?? message.id);
}

/** Makes the way from a message to its root the branch that is shown. */
export async function activatePath(transaction: Transaction<DatabaseSchema>, leaf: Message): Promise<void> {
  const { rows: fresh } = await sql<{ sequence: number; parent_id: string | null; depth: number; is_active: number }>`
    with recursive way as (
      select sequence, parent_id, depth, is_active from message where id = ${leaf.parent}
      union all
      select above.sequence, above.parent_id, above.depth, above.is_active
      from message as above join way on above.id = way.parent_id
      where way.is_active = 0
    )
    select sequence, parent_id, depth, is_active from way`.execute(transaction);
  const fork = fresh.find(({ is_active }) => is_active === 1)?.depth ?? -1;
  await transaction
    .updateTable('message')
    .set({ is_active: 0 })
    .where('conversation_id', '=', leaf.conversation)
    .where('is_active', '=', 1)
    .where('depth', '>', fork)
    .where('sequence', '!=', leaf.sequence)
    .execute();
  const shown = [leaf.sequence, ...fresh.filter(({ depth }) => depth > fork).map(({ sequence }) => sequence)];
  for (let start = 0; start < shown.length; start += sequencesPerStatement) {
    await transaction
      .updateTable('message')
      .set({ is_active: 1 })
      .where('sequence', 'in', shown.slice(start, start + sequencesPerStatement))
      .execute();
  }
}

/** Databases limit the number of parameters. */
const sequencesPerStatement = 1_000;
