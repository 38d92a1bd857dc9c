/** Keeps conversations, apart from what is said in them. */
import type { Kysely, Transaction } from 'kysely';
import { v7 as newId } from 'uuid';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { takeChange } from './chatChangeStore.ts';
import { conversationColumns, conversationRow, readConversation } from './chatRow.ts';
import { requireLabel } from './chatText.ts';
import { trashDays, type Conversation, type ConversationPatch, type NewConversation } from './conversation.ts';
import { deriveTitle } from './deriveTitle.ts';
import type { MessagePart } from './message.ts';
import { removeWords } from './messageWordStore.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** How many conversations are purged in one transaction, so that nobody waits long for the database. */
const purgedAtOnce = 20;

/** Each write is on the disk when its promise is fulfilled. */
export class ConversationStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #kind: DatabaseKind;
  readonly #writes: Writes;
  readonly #clock: Clock;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, writes: Writes, clock: Clock) {
    this.#queries = queries;
    this.#kind = kind;
    this.#writes = writes;
    this.#clock = clock;
  }

  /** @throws Failure `text-invalid` */
  async create(wanted: NewConversation): Promise<Conversation> {
    const title = requireLabel(wanted.title?.trim() ?? '', 'title');
    const id = requireLabel(wanted.id ?? newId(), 'id');
    const nowMs = this.#clock.nowMs();
    const conversation: Omit<Conversation, 'change'> = {
      id,
      title,
      titleOrigin: title === '' ? 'derived' : 'given',
      workspace: wanted.workspace == null ? null : requireLabel(wanted.workspace, 'workspace'),
      model: wanted.model == null ? null : requireLabel(wanted.model, 'model'),
      tags: cleanTags(wanted.tags ?? []),
      links: cleanLinks(wanted.links ?? []),
      isPinned: false,
      isArchived: false,
      deletedAtMs: null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      activeLeaf: null,
      messageCount: 0,
    };
    return this.#writes.write(async (transaction) => {
      const known = await findConversation(transaction, id);
      if (known !== null) return known;
      const created = { ...conversation, change: await takeChange(transaction) };
      await transaction.insertInto('conversation').values(conversationRow(created)).execute();
      await writeTags(transaction, created);
      return created;
    });
  }

  /** @throws Failure `unknown-conversation` */
  async read(id: string): Promise<Conversation> {
    return requireConversation(this.#queries, id);
  }

  /**
   * @param ifChange the change that the caller knows; the patch is refused when somebody has changed one of its fields
   *   since, while changes of other fields and new messages do not matter. Default none
   * @throws Failure `unknown-conversation`, `conversation-changed`, `text-invalid`
   */
  async patch(id: string, patch: ConversationPatch, ifChange?: number): Promise<Conversation> {
    return this.#change(id, ifChange, Object.keys(patch), async (conversation, transaction) => {
      const title = patch.title === undefined ? undefined : requireLabel(patch.title.trim(), 'title');
      return {
        ...conversation,
        ...(title === undefined ? {} : await this.#titled(transaction, id, title)),
        ...(patch.model === undefined
          ? {}
          : { model: patch.model === null ? null : requireLabel(patch.model, 'model') }),
        ...(patch.tags === undefined ? {} : { tags: cleanTags(patch.tags) }),
        ...(patch.links === undefined ? {} : { links: cleanLinks(patch.links) }),
        isPinned: patch.isPinned ?? conversation.isPinned,
        isArchived: patch.isArchived ?? conversation.isArchived,
      };
    });
  }

  /**
   * Puts it into the trash, from which it goes for good after 30 days.
   * @param ifChange the change that the caller knows; any other refuses the deletion. Default none
   * @throws Failure `unknown-conversation`, `conversation-changed`
   */
  async remove(id: string, ifChange?: number): Promise<Conversation> {
    const deletedAtMs = this.#clock.nowMs();
    return this.#change(id, ifChange, null, (conversation) => ({
      ...conversation,
      deletedAtMs: conversation.deletedAtMs ?? deletedAtMs,
    }));
  }

  /** Takes it out of the trash. @throws Failure `unknown-conversation` */
  async restore(id: string): Promise<Conversation> {
    return this.#change(id, undefined, null, (conversation) => ({ ...conversation, deletedAtMs: null }));
  }

  /** Removes for good what has been in the trash for 30 days. @returns how many conversations went */
  async purge(): Promise<number> {
    const beforeMs = this.#clock.nowMs() - trashDays * dayMs;
    for (let purged = 0; ;) {
      const rows = await this.#queries
        .selectFrom('conversation')
        .select('id')
        .where('deleted_at_ms', '<=', beforeMs)
        .orderBy('deleted_at_ms')
        .limit(purgedAtOnce)
        .execute();
      if (rows.length === 0) return purged;
      for (const { id } of rows) if (await this.#purge(id, beforeMs)) purged++;
    }
  }

  /** @returns whether it was still there, and still in the trash */
  async #purge(id: string, beforeMs: number): Promise<boolean> {
    return this.#writes.write(async (transaction) => {
      const conversation = await findConversation(transaction, id);
      if (conversation?.deletedAtMs == null || conversation.deletedAtMs > beforeMs) return false;
      await removeWords(transaction, this.#kind, id);
      await transaction.deleteFrom('message').where('conversation_id', '=', id).execute();
      await transaction.deleteFrom('draft').where('conversation_id', '=', id).execute();
      await transaction.deleteFrom('conversation').where('id', '=', id).execute();
      const change = await takeChange(transaction);
      const purged = { change, conversation_id: id, purged_at_ms: this.#clock.nowMs() };
      await transaction.insertInto('purged_conversation').values(purged).execute();
      return true;
    });
  }

  async #titled(
    transaction: Transaction<DatabaseSchema>,
    id: string,
    title: string,
  ): Promise<Pick<Conversation, 'title' | 'titleOrigin'>> {
    if (title !== '') return { title, titleOrigin: 'given' };
    const first = await transaction
      .selectFrom('message')
      .select('parts')
      .where('conversation_id', '=', id)
      .where('role', '=', 'user')
      .orderBy('sequence')
      .executeTakeFirst();
    const parts = first === undefined ? [] : (JSON.parse(first.parts) as readonly MessagePart[]);
    return { title: deriveTitle(parts), titleOrigin: 'derived' };
  }

  /** @param fields what conflicts when it changed after `ifChange`; null when every change does */
  async #change(
    id: string,
    ifChange: number | undefined,
    fields: readonly string[] | null,
    act: (conversation: Conversation, transaction: Transaction<DatabaseSchema>) => Conversation | Promise<Conversation>,
  ): Promise<Conversation> {
    return this.#writes.write(async (transaction) => {
      const conversation = await requireConversation(transaction, id);
      const fieldChanges = await readFieldChanges(transaction, id);
      if (ifChange !== undefined && ifChange !== conversation.change) {
        const isNewerThanAny = ifChange > conversation.change;
        if (isNewerThanAny || fields === null || fields.some((field) => (fieldChanges[field] ?? 0) > ifChange)) {
          throw new Failure(
            'conversation-changed',
            `The conversation was changed meanwhile. Look at it again, then repeat what you did.`,
          );
        }
      }
      const changed = await act(conversation, transaction);
      const changedFields = fieldsThatDiffer(conversation, changed);
      if (changedFields.length === 0) return conversation;
      const numbered = { ...changed, change: await takeChange(transaction) };
      const { id: _, ...columns } = conversationRow(numbered);
      const numbers = Object.fromEntries(changedFields.map((field) => [field, numbered.change]));
      const field_changes = JSON.stringify({ ...fieldChanges, ...numbers });
      await transaction
        .updateTable('conversation')
        .set({ ...columns, field_changes })
        .where('id', '=', id)
        .execute();
      if (changed.tags !== conversation.tags) await writeTags(transaction, numbered);
      return numbered;
    });
  }
}

type FieldChanges = Readonly<Record<string, number>>;

async function readFieldChanges(transaction: Transaction<DatabaseSchema>, id: string): Promise<FieldChanges> {
  const row = await transaction
    .selectFrom('conversation')
    .select('field_changes')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.field_changes) as FieldChanges;
}

function fieldsThatDiffer(before: Conversation, after: Conversation): readonly string[] {
  return (Object.keys(after) as (keyof Conversation)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

/** @throws Failure `unknown-conversation` */
export async function requireConversation(queries: Kysely<DatabaseSchema>, id: string): Promise<Conversation> {
  const conversation = await findConversation(queries, id);
  if (conversation !== null) return conversation;
  throw new Failure(
    'unknown-conversation',
    `There is no conversation ${id}. It may have been deleted more than ${trashDays} days ago.`,
  );
}

export async function findConversation(queries: Kysely<DatabaseSchema>, id: string): Promise<Conversation | null> {
  const row = await queries
    .selectFrom('conversation')
    .select(conversationColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : readConversation(row);
}

export async function writeTags(transaction: Transaction<DatabaseSchema>, { id, tags }: Conversation): Promise<void> {
  await transaction.deleteFrom('conversation_tag').where('conversation_id', '=', id).execute();
  if (tags.length === 0) return;
  const rows = tags.map((tag) => ({ tag, conversation_id: id }));
  await transaction.insertInto('conversation_tag').values(rows).execute();
}

export function cleanTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => requireLabel(tag.trim(), 'tag')))].filter((tag) => tag !== '');
}

export function cleanLinks(links: Conversation['links']): Conversation['links'] {
  const byName = new Map(
    links.map(({ kind, id }) => [
      `${kind}\n${id}`,
      { kind: requireLabel(kind, 'kind of a link'), id: requireLabel(id, 'id of a link') },
    ]),
  );
  return [...byName.values()];
}
