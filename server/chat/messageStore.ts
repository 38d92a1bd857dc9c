/** Keeps what is said in conversations, as trees whose branches are never destroyed. */
import { sql, type Kysely, type Transaction } from 'kysely';
import { v7 as newId } from 'uuid';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Writes } from '../database/groupedWrites.ts';
import { CompiledStatement } from '../database/compiledStatement.ts';
import type { DatabaseSchema, MessageTable } from '../database/schema.ts';
import { keepChunk, readChunks, removeChunks } from './answerChunkStore.ts';
import { takeChange } from './chatChangeStore.ts';
import { messageColumns, messageRow, titleColumns, usageColumns } from './chatRow.ts';
import { requireLabel, writeParts } from './chatText.ts';
import type { Conversation } from './conversation.ts';
import { requireConversation } from './conversationStore.ts';
import { deriveTitle } from './deriveTitle.ts';
import type { AnswerEnd, HistoryMark, Message, MessagePart, NewMessage } from './message.ts';
import { activatePath, findMessage, newestLeaf, requireMessage } from './messagePathStore.ts';
import type { MessageWordStore } from './messageWordStore.ts';

/** The process that streams an answer. */
export interface AnswerOwner {
  readonly pid: number;
  readonly start: string;
  readonly host: string;
}

/** What an answer begins with. */
export interface NewAnswer {
  /** Default a new UUID. */
  readonly id?: string;
  /** The message that it answers. Default the active leaf. */
  readonly parent?: string | null;
  readonly model: string | null;
}

const interruptedMessage = 'Phasegate ended while this answer was under way. What had arrived is kept.';

/** Each write is on the disk when its promise is fulfilled. */
export class MessageStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #writes: Writes;
  readonly #clock: Clock;
  readonly #owner: AnswerOwner;
  readonly #index: MessageWordStore;
  readonly #find = new CompiledStatement(findPlace);
  readonly #insert = new CompiledStatement(insertMessage);
  readonly #advance = new CompiledStatement(advanceConversation);

  /** @param owner this process */
  constructor(
    queries: Kysely<DatabaseSchema>,
    writes: Writes,
    clock: Clock,
    owner: AnswerOwner,
    index: MessageWordStore,
  ) {
    this.#queries = queries;
    this.#writes = writes;
    this.#clock = clock;
    this.#owner = owner;
    this.#index = index;
  }

  /**
   * Adds a message and shows its branch. One whose parent has another child already begins a branch of its own.
   * @throws Failure `unknown-conversation`, `unknown-message` (the parent), `message-too-large`, `text-invalid`
   */
  async append(conversation: string, wanted: NewMessage): Promise<Message> {
    const nowMs = this.#clock.nowMs();
    return this.#add(conversation, wanted.id, wanted.parent, wanted.parts, {
      role: wanted.role,
      status: 'complete',
      model: wanted.model ?? null,
      usage: wanted.usage ?? null,
      createdAtMs: nowMs,
      endedAtMs: nowMs,
    });
  }

  /**
   * Adds an answer of which nothing has arrived yet.
   * @throws Failure `unknown-conversation`, `unknown-message`
   */
  async beginAnswer(conversation: string, wanted: NewAnswer): Promise<Message> {
    return this.#add(conversation, wanted.id, wanted.parent, [], {
      role: 'assistant',
      status: 'streaming',
      model: wanted.model,
      usage: null,
      createdAtMs: this.#clock.nowMs(),
      endedAtMs: null,
    });
  }

  /**
   * Keeps a further piece of an answer, at a cost that does not grow with what is kept of it already. A piece that is
   * written twice is kept once.
   *
   * @param ordinal of the piece, from 0 without a gap
   * @throws Failure `unknown-message`, `answer-ended`, `message-too-large`, `text-invalid`
   */
  async extendAnswer(id: string, ordinal: number, parts: readonly MessagePart[]): Promise<void> {
    const json = writeParts(parts);
    await this.#writes.write(async (transaction) => {
      const change = await takeChange(transaction);
      const message = await transaction
        .updateTable('message')
        .set({ change })
        .where('id', '=', id)
        .where('status', '=', 'streaming')
        .returning('sequence')
        .executeTakeFirst();
      if (message === undefined) return refuse(transaction, id);
      if ((await keepChunk(transaction, message.sequence, ordinal, json)) !== json) throw answerEnded();
    });
  }

  /**
   * What is kept of an answer behind the pieces that the caller has, so that who follows one from another process reads
   * each piece once.
   *
   * @param pieces how many the caller has
   * @returns null when it is not streaming, so that the message has all of it
   */
  async readPieces(id: string, pieces: number): Promise<readonly (readonly MessagePart[])[] | null> {
    return readChunks(this.#queries, id, pieces);
  }

  /** @throws Failure `unknown-message`, `answer-ended`, `message-too-large`, `text-invalid` */
  async endAnswer(id: string, end: AnswerEnd): Promise<Message> {
    const json = end.parts === undefined ? null : writeParts(end.parts);
    const ended = await this.#writes.write((transaction) => this.#end(transaction, id, end, json));
    this.#index.indexSoon();
    return ended;
  }

  /**
   * Ends the answers of processes that are gone; what had arrived of them is kept.
   * @param isOwnerAlive whether the process still runs
   * @returns how many there were
   */
  async recover(isOwnerAlive: (owner: AnswerOwner) => boolean | Promise<boolean>): Promise<number> {
    const rows = await this.#queries
      .selectFrom('message')
      .select(['id', 'owner_pid', 'owner_start', 'owner_host'])
      .where('status', '=', 'streaming')
      .orderBy('sequence')
      .execute();
    let recovered = 0;
    for (const { id, owner_pid: pid, owner_start: start, owner_host: host } of rows) {
      if (pid !== null && start !== null && host !== null && (await isOwnerAlive({ pid, start, host }))) continue;
      const end: AnswerEnd = { status: 'failed', failure: interruptedMessage, usage: null };
      const isOurs = await this.#writes.write(async (transaction) => {
        const message = await findMessage(transaction, id);
        if (message?.status !== 'streaming') return false;
        await this.#end(transaction, id, end, null);
        return true;
      });
      if (!isOurs) continue;
      this.#index.indexSoon();
      recovered++;
    }
    return recovered;
  }

  /**
   * Marks a message as the last one that models are not told word by word; another mark there goes.
   * @throws Failure `unknown-message`, `message-too-large`, `text-invalid`, `answer-ended` (it is still arriving)
   */
  async mark(id: string, mark: HistoryMark): Promise<void> {
    await this.#writes.write(async (transaction) => {
      const { sequence, status, parts } = await requireMessage(transaction, id);
      if (status === 'streaming') {
        throw new Failure('answer-ended', 'The answer is still arriving, so nothing is marked there. Ask again later.');
      }
      const said = parts.filter(({ kind }) => kind !== 'summary' && kind !== 'omission');
      const change = await takeChange(transaction);
      await transaction
        .updateTable('message')
        .set({ change, parts: writeParts([...said, mark]) })
        .where('sequence', '=', sequence)
        .execute();
    });
    this.#index.indexSoon();
  }

  /** @throws Failure `unknown-message` */
  async read(id: string): Promise<Message> {
    return requireMessage(this.#queries, id);
  }

  /**
   * Shows the branch of a message, down to the newest of what follows it.
   * @throws Failure `unknown-message`
   */
  async show(id: string): Promise<Conversation> {
    return this.#writes.write(async (transaction) => {
      const message = await requireMessage(transaction, id);
      const conversation = await requireConversation(transaction, message.conversation);
      const leaf = await newestLeaf(transaction, message);
      if (leaf.id === conversation.activeLeaf) return conversation;
      const change = await takeChange(transaction);
      await activatePath(transaction, leaf);
      await transaction
        .updateTable('conversation')
        .set({ active_leaf: leaf.id, change })
        .where('id', '=', conversation.id)
        .execute();
      return { ...conversation, activeLeaf: leaf.id, change };
    });
  }

  async #add(
    conversationId: string,
    wantedId: string | undefined,
    wantedParent: string | null | undefined,
    parts: readonly MessagePart[],
    rest: Pick<Message, 'role' | 'status' | 'model' | 'usage' | 'createdAtMs' | 'endedAtMs'>,
  ): Promise<Message> {
    const json = writeParts(parts);
    const id = requireLabel(wantedId ?? newId(), 'id');
    const owner = rest.status === 'streaming' ? this.#owner : null;
    const ownerColumns = {
      owner_pid: owner?.pid ?? null,
      owner_start: owner?.start ?? null,
      owner_host: owner?.host ?? null,
    };
    const added = await this.#writes.write(async (transaction) => {
      const known = wantedId === undefined ? null : await findMessage(transaction, id);
      if (known !== null) return known;
      const place = await this.#findPlace(transaction, conversationId, wantedParent);
      const change = await takeChange(transaction);
      const message: Message = {
        ...rest,
        id,
        conversation: conversationId,
        parent: place.parent,
        sequence: change,
        change,
        depth: place.depth,
        isActive: true,
        parts,
        failure: null,
      };
      await this.#insert.execute(transaction, { ...messageRow(message, json), ...ownerColumns });
      if (place.parent !== place.activeLeaf) await activatePath(transaction, message);
      await this.#advance.execute(transaction, { change, id, nowMs: rest.createdAtMs, conversation: conversationId });
      if (!place.isTitled && rest.role === 'user') {
        const title = titleColumns(deriveTitle(parts));
        await transaction.updateTable('conversation').set(title).where('id', '=', conversationId).execute();
      }
      return message;
    });
    if (rest.status === 'complete') this.#index.indexSoon();
    return added;
  }

  /**
   * @param wanted the parent; null for none, undefined for the active leaf
   * @throws Failure `unknown-conversation`, `unknown-message` (the parent)
   */
  async #findPlace(
    transaction: Transaction<DatabaseSchema>,
    conversation: string,
    wanted: string | null | undefined,
  ): Promise<MessagePlace> {
    const isDefault = Number(wanted === undefined);
    const { rows } = await this.#find.execute(transaction, { conversation, isDefault, wanted: wanted ?? '' });
    const [row] = rows;
    // Both say what is missing.
    if (row === undefined) await requireConversation(transaction, conversation);
    if (row?.depth == null && wanted != null) await requireMessage(transaction, wanted, conversation);
    return {
      parent: wanted === undefined ? (row?.active_leaf ?? null) : wanted,
      depth: row?.depth == null ? 0 : row.depth + 1,
      activeLeaf: row?.active_leaf ?? null,
      isTitled: row?.title_origin === 'given' || row?.title !== '',
    };
  }

  async #end(
    transaction: Transaction<DatabaseSchema>,
    id: string,
    end: AnswerEnd,
    parts: string | null,
  ): Promise<Message> {
    const message = await requireMessage(transaction, id);
    if (message.status !== 'streaming') throw answerEnded();
    await removeChunks(transaction, message.sequence);
    await transaction
      .updateTable('message')
      .set({
        change: await takeChange(transaction),
        status: end.status,
        failure: end.failure,
        ended_at_ms: this.#clock.nowMs(),
        owner_pid: null,
        owner_start: null,
        owner_host: null,
        ...usageColumns(end.usage),
        parts: parts ?? JSON.stringify(message.parts),
      })
      .where('sequence', '=', message.sequence)
      .execute();
    return requireMessage(transaction, id);
  }
}

/** Where a message goes. */
interface MessagePlace {
  readonly parent: string | null;
  readonly depth: number;
  readonly activeLeaf: string | null;
  /** Whether the conversation has a title that a first message does not change. */
  readonly isTitled: boolean;
}

interface PlaceRow {
  readonly active_leaf: string | null;
  readonly title: string;
  readonly title_origin: string;
  /** Of the parent; null when there is none. */
  readonly depth: number | null;
}

function findPlace(values: { readonly conversation: string; readonly isDefault: number; readonly wanted: string }) {
  // The active leaf is the deepest of its branch, which the index tells without looking for it by its id; the same page
  // of the index is written next.
  return sql<PlaceRow>`
    select active_leaf, title, title_origin, case when ${values.isDefault} = 1
      then (
        select depth from message where conversation_id = conversation.id and is_active = 1 order by depth desc limit 1
      )
      else (select depth from message where id = ${values.wanted} and conversation_id = conversation.id)
      end as depth
    from conversation where id = ${values.conversation}`;
}

function insertMessage(row: MessageTable, queries: Kysely<DatabaseSchema>) {
  const columns = [...messageColumns, 'owner_pid', 'owner_start', 'owner_host'] as const;
  const values = Object.fromEntries(columns.map((column) => [column, row[column]]));
  return queries.insertInto('message').values(values as unknown as MessageTable);
}

function advanceConversation(
  values: { readonly change: number; readonly id: string; readonly nowMs: number; readonly conversation: string },
  queries: Kysely<DatabaseSchema>,
) {
  return queries
    .updateTable('conversation')
    .set({
      change: values.change,
      active_leaf: values.id,
      message_count: sql<number>`message_count + 1`,
      updated_at_ms: sql<number>`case when updated_at_ms > ${values.nowMs} then updated_at_ms else ${values.nowMs} end`,
    })
    .where('id', '=', values.conversation);
}

function answerEnded(): Failure {
  return new Failure('answer-ended', 'The answer has ended already, so nothing was added to it. Ask again to go on.');
}

/** @throws Failure `unknown-message`, `answer-ended` */
async function refuse(transaction: Transaction<DatabaseSchema>, id: string): Promise<never> {
  await requireMessage(transaction, id);
  throw answerEnded();
}
