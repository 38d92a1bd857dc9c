/** The stores of one database that conversations are kept in. */
import type { Clock } from '../base/clock.ts';
import { GroupedWrites, type Writes } from '../database/groupedWrites.ts';
import type { Database } from '../database/database.ts';
import { ConversationExportStore } from './conversationExportStore.ts';
import { ConversationImportStore } from './conversationImportStore.ts';
import { ConversationListStore } from './conversationListStore.ts';
import { ConversationStore } from './conversationStore.ts';
import { DraftStore } from './draftStore.ts';
import { MemoryStore } from './memoryStore.ts';
import { MessagePathStore } from './messagePathStore.ts';
import { MessageSearchStore } from './messageSearchStore.ts';
import { MessageStore, type AnswerOwner } from './messageStore.ts';
import { MessageWordStore } from './messageWordStore.ts';

export interface ChatStores {
  readonly conversations: ConversationStore;
  readonly lists: ConversationListStore;
  readonly drafts: DraftStore;
  readonly messages: MessageStore;
  readonly paths: MessagePathStore;
  readonly search: MessageSearchStore;
  readonly memories: MemoryStore;
  readonly index: MessageWordStore;
  readonly exports: ConversationExportStore;
  readonly imports: ConversationImportStore;
}

/**
 * @param owner this process, which streams answers
 * @param writes default: each write is committed on its own, together with others that come at the same time
 * @param index default: one of their own; those of a single transaction share that of the whole database
 */
export function buildChatStores(
  { queries, kind }: Pick<Database, 'queries' | 'kind'>,
  clock: Clock,
  owner: AnswerOwner,
  writes: Writes = new GroupedWrites(queries),
  index: MessageWordStore = new MessageWordStore(queries, kind, writes, clock),
): ChatStores {
  return {
    conversations: new ConversationStore(queries, kind, writes, clock),
    lists: new ConversationListStore(queries, kind),
    drafts: new DraftStore(queries, writes, clock),
    messages: new MessageStore(queries, writes, clock, owner, index),
    paths: new MessagePathStore(queries),
    search: new MessageSearchStore(queries, kind, index),
    memories: new MemoryStore(queries),
    index,
    exports: new ConversationExportStore(queries),
    imports: new ConversationImportStore(queries, writes, index),
  };
}
