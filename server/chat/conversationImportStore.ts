/** Adds imported conversations, and to known ones the messages that they lack. */
import type { Kysely, Transaction } from 'kysely';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { takeChange } from './chatChangeStore.ts';
import { invalid, type ImportedConversation, type ImportedCount, type ImportedMessage } from './chatFile.ts';
import { conversationRow, messageRow } from './chatRow.ts';
import type { Conversation } from './conversation.ts';
import { findConversation, writeTags } from './conversationStore.ts';
import type { Message } from './message.ts';
import { activatePath, newestLeaf, requireMessage } from './messagePathStore.ts';
import type { MessageWordStore } from './messageWordStore.ts';

/** Databases limit the number of values in a statement. */
const idsPerStatement = 1_000;
const rowsPerStatement = 500;

interface KnownMessage {
  readonly conversation: string;
  readonly depth: number;
}

export class ConversationImportStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #writes: Writes;
  readonly #index: MessageWordStore;

  constructor(queries: Kysely<DatabaseSchema>, writes: Writes, index: MessageWordStore) {
    this.#queries = queries;
    this.#writes = writes;
    this.#index = index;
  }

  /**
   * What `write` would do.
   * @throws Failure `import-invalid` when a message stands in another conversation already
   */
  async examine(imported: ImportedConversation, place: string): Promise<ImportedCount> {
    const { id, deletedAtMs } = imported.conversation;
    const conversation = await findConversation(this.#queries, id);
    const known = await findKnown(this.#queries, imported, place);
    return {
      isNew: conversation === null,
      isInTrash: (conversation === null ? deletedAtMs : conversation.deletedAtMs) !== null,
      added: imported.messages.length - known.size,
      kept: known.size,
    };
  }

  /**
   * Writes all that is lacking in one transaction. A conversation that is there keeps its title, its place and the
   * branch that it shows; when that branch goes on in the file, it shows what follows.
   * @throws Failure `import-invalid` when a message stands in another conversation already
   */
  async write(imported: ImportedConversation, place: string): Promise<ImportedCount> {
    const { conversation: wanted, messages } = imported;
    const written = await this.#writes.write(async (transaction) => {
      const here = await findConversation(transaction, wanted.id);
      const known = await findKnown(transaction, imported, place);
      const missing = messages.filter(({ id }) => !known.has(id));
      const count: ImportedCount = {
        isNew: here === null,
        isInTrash: (here ?? wanted).deletedAtMs !== null,
        added: missing.length,
        kept: known.size,
      };
      if (here !== null && missing.length === 0) return count;
      const change = await takeChange(transaction, Math.max(1, missing.length));
      const conversation = here ?? { ...wanted, change, messageCount: 0, activeLeaf: null };
      if (here === null) await this.#create(transaction, conversation);
      await this.#addMessages(transaction, missing, known, change - missing.length + 1);
      const leaf = await nextLeaf(transaction, conversation.activeLeaf, imported);
      if (leaf !== null && leaf.id !== conversation.activeLeaf) await activatePath(transaction, leaf);
      await transaction
        .updateTable('conversation')
        .set({
          change,
          active_leaf: leaf?.id ?? null,
          message_count: conversation.messageCount + missing.length,
          updated_at_ms: Math.max(conversation.updatedAtMs, wanted.updatedAtMs),
        })
        .where('id', '=', wanted.id)
        .execute();
      return count;
    });
    this.#index.indexSoon();
    return written;
  }

  async #create(transaction: Transaction<DatabaseSchema>, conversation: Conversation): Promise<void> {
    await transaction.insertInto('conversation').values(conversationRow(conversation)).execute();
    await writeTags(transaction, conversation);
    // Whoever hears that it is gone for good must not hear it after it came back.
    await transaction.deleteFrom('purged_conversation').where('conversation_id', '=', conversation.id).execute();
  }

  async #addMessages(
    transaction: Transaction<DatabaseSchema>,
    missing: readonly ImportedMessage[],
    known: ReadonlyMap<string, KnownMessage>,
    firstSequence: number,
  ): Promise<void> {
    const depths = new Map([...known].map(([id, { depth }]) => [id, depth]));
    const rows = missing.map((message, index) => {
      const depth = message.parent === null ? 0 : (depths.get(message.parent) ?? -1) + 1;
      depths.set(message.id, depth);
      const sequence = firstSequence + index;
      const { partsJson, ...rest } = message;
      return messageRow({ ...rest, sequence, change: sequence, depth, isActive: false }, partsJson);
    });
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const batch = rows.slice(start, start + rowsPerStatement);
      await transaction.insertInto('message').values(batch).execute();
    }
  }
}

/** The messages of a file that are there already. @throws Failure `import-invalid` */
async function findKnown(
  queries: Kysely<DatabaseSchema>,
  { conversation, messages }: ImportedConversation,
  place: string,
): Promise<ReadonlyMap<string, KnownMessage>> {
  const known = new Map<string, KnownMessage>();
  for (let start = 0; start < messages.length; start += idsPerStatement) {
    const rows = await queries
      .selectFrom('message')
      .select(['id', 'conversation_id', 'depth'])
      .where(
        'id',
        'in',
        messages.slice(start, start + idsPerStatement).map(({ id }) => id),
      )
      .execute();
    for (const { id, conversation_id: owner, depth } of rows) {
      if (owner !== conversation.id) {
        throw invalid(place, `the message ${id} stands in another conversation here, ${owner}`);
      }
      known.set(id, { conversation: owner, depth });
    }
  }
  return known;
}

/** The leaf that is shown after messages were added; null while there is none. */
async function nextLeaf(
  transaction: Transaction<DatabaseSchema>,
  shown: string | null,
  { conversation: { activeLeaf: wanted }, messages }: ImportedConversation,
): Promise<Message | null> {
  if (wanted === null) return shown === null ? null : requireMessage(transaction, shown);
  const goesOn = shown === null || wayToRoot(messages, wanted).has(shown);
  return newestLeaf(transaction, await requireMessage(transaction, goesOn ? wanted : shown));
}

function wayToRoot(messages: readonly ImportedMessage[], leaf: string): ReadonlySet<string> {
  const parents = new Map(messages.map(({ id, parent }) => [id, parent]));
  const way = new Set<string>();
  for (let at: string | null = leaf; at !== null; at = parents.get(at) ?? null) way.add(at);
  return way;
}
