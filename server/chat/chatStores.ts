/** The stores of one database that conversations are kept in. */
import type { Clock } from '../base/clock.ts';
import { GroupedWrites, type Writes } from '../database/groupedWrites.ts';
import type { Database } from '../database/database.ts';
import { ConversationExportStore } from './conversationExportStore.ts';
import { ConversationImportStore } from './conversationImportStore.ts';
import { ConversationListStore } from './conversationListStore.ts';
import { ConversationStore } from './conversationStore.ts';
import { MessagePathStore } from './messagePathStore.ts';
import { MessageSearchStore } from './messageSearchStore.ts';
import { MessageStore, type AnswerOwner } from './messageStore.ts';

export interface ChatStores {
  readonly conversations: ConversationStore;
  readonly lists: ConversationListStore;
  readonly messages: MessageStore;
  readonly paths: MessagePathStore;
  readonly search: MessageSearchStore;
  readonly exports: ConversationExportStore;
  readonly imports: ConversationImportStore;
}

/**
 * @param owner this process, which streams answers
 * @param writes default: each write is committed on its own, together with others that come at the same time
 */
export function buildChatStores(
  { queries, kind }: Pick<Database, 'queries' | 'kind'>,
  clock: Clock,
  owner: AnswerOwner,
  writes: Writes = new GroupedWrites(queries),
): ChatStores {
  return {
    conversations: new ConversationStore(queries, kind, writes, clock),
    lists: new ConversationListStore(queries),
    messages: new MessageStore(queries, kind, writes, clock, owner),
    paths: new MessagePathStore(queries),
    search: new MessageSearchStore(queries, kind),
    exports: new ConversationExportStore(queries),
    imports: new ConversationImportStore(queries, kind, writes),
  };
}
