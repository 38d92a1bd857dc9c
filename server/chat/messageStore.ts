/** Keeps what is said in conversations, as trees whose branches are never destroyed. */
import type { Kysely, Transaction } from 'kysely';
import { v7 as newId } from 'uuid';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { takeChange } from './chatChangeStore.ts';
import { messageRow, titleColumns, usageColumns } from './chatRow.ts';
import { requireLabel, writeParts } from './chatText.ts';
import type { Conversation } from './conversation.ts';
import { requireConversation } from './conversationStore.ts';
import { deriveTitle } from './deriveTitle.ts';
import { textOf, type AnswerEnd, type Message, type MessagePart, type NewMessage } from './message.ts';
import { activatePath, findMessage, newestLeaf, requireMessage } from './messagePathStore.ts';
import { writeWords } from './messageSearchStore.ts';

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
  readonly #kind: DatabaseKind;
  readonly #writes: Writes;
  readonly #clock: Clock;
  readonly #owner: AnswerOwner;

  /** @param owner this process */
  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, writes: Writes, clock: Clock, owner: AnswerOwner) {
    this.#queries = queries;
    this.#kind = kind;
    this.#writes = writes;
    this.#clock = clock;
    this.#owner = owner;
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
   * Keeps what has arrived of an answer so far.
   * @throws Failure `unknown-message`, `answer-ended`, `message-too-large`, `text-invalid`
   */
  async writeAnswer(id: string, parts: readonly MessagePart[]): Promise<void> {
    const json = writeParts(parts);
    await this.#writes.write(async (transaction) => {
      const change = await takeChange(transaction);
      const { numUpdatedRows } = await transaction
        .updateTable('message')
        .set({ parts: json, change })
        .where('id', '=', id)
        .where('status', '=', 'streaming')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) await refuse(transaction, id);
    });
  }

  /** @throws Failure `unknown-message`, `answer-ended`, `message-too-large`, `text-invalid` */
  async endAnswer(id: string, end: AnswerEnd): Promise<Message> {
    const json = end.parts === undefined ? null : writeParts(end.parts);
    return this.#writes.write((transaction) => this.#end(transaction, id, end, json));
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
      if (isOurs) recovered++;
    }
    return recovered;
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
    return this.#writes.write(async (transaction) => {
      const known = wantedId === undefined ? null : await findMessage(transaction, id);
      if (known !== null) return known;
      const conversation = await requireConversation(transaction, conversationId);
      const parentId = wantedParent === undefined ? conversation.activeLeaf : wantedParent;
      const parent = parentId === null ? null : await requireMessage(transaction, parentId, conversationId);
      const change = await takeChange(transaction);
      const message: Message = {
        ...rest,
        id,
        conversation: conversationId,
        parent: parentId,
        sequence: change,
        change,
        depth: parent === null ? 0 : parent.depth + 1,
        isActive: true,
        parts,
        failure: null,
      };
      const owner = rest.status === 'streaming' ? this.#owner : null;
      const ownerColumns = {
        owner_pid: owner?.pid ?? null,
        owner_start: owner?.start ?? null,
        owner_host: owner?.host ?? null,
      };
      await transaction
        .insertInto('message')
        .values({ ...messageRow(message, json), ...ownerColumns })
        .execute();
      if (parentId !== conversation.activeLeaf) await activatePath(transaction, message);
      if (rest.status === 'complete') await writeWords(transaction, this.#kind, change, textOf(parts));
      const isTitled = conversation.titleOrigin === 'given' || conversation.title !== '' || rest.role !== 'user';
      await transaction
        .updateTable('conversation')
        .set({
          change,
          active_leaf: id,
          message_count: conversation.messageCount + 1,
          updated_at_ms: Math.max(conversation.updatedAtMs, rest.createdAtMs),
          ...(isTitled ? {} : titleColumns(deriveTitle(parts))),
        })
        .where('id', '=', conversationId)
        .execute();
      return message;
    });
  }

  async #end(
    transaction: Transaction<DatabaseSchema>,
    id: string,
    end: AnswerEnd,
    parts: string | null,
  ): Promise<Message> {
    const change = await takeChange(transaction);
    const { numUpdatedRows } = await transaction
      .updateTable('message')
      .set({
        change,
        status: end.status,
        failure: end.failure,
        ended_at_ms: this.#clock.nowMs(),
        owner_pid: null,
        owner_start: null,
        owner_host: null,
        ...usageColumns(end.usage),
        ...(parts === null ? {} : { parts }),
      })
      .where('id', '=', id)
      .where('status', '=', 'streaming')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) await refuse(transaction, id);
    const message = await requireMessage(transaction, id);
    await writeWords(transaction, this.#kind, message.sequence, textOf(message.parts));
    return message;
  }
}

/** @throws Failure `unknown-message`, `answer-ended` */
async function refuse(transaction: Transaction<DatabaseSchema>, id: string): Promise<never> {
  await requireMessage(transaction, id);
  throw new Failure('answer-ended', 'The answer has ended already, so nothing was added to it. Ask again to go on.');
}
