/** The stores of one database that conversations are kept in. */
import type { Clock } from '../base/clock.ts';
import { GroupedWrites } from '../database/groupedWrites.ts';
import type { Database } from '../database/database.ts';
import { ConversationListStore } from './conversationListStore.ts';
import { ConversationStore } from './conversationStore.ts';
import { MessagePathStore } from './messagePathStore.ts';
import { MessageSearchStore } from './messageSearchStore.ts';
import { MessageStore, type AnswerOwner } from './messageStore.ts';
import { MessageWordStore } from './messageWordStore.ts';

export interface ChatStores {
  readonly conversations: ConversationStore;
  readonly lists: ConversationListStore;
  readonly messages: MessageStore;
  readonly paths: MessagePathStore;
  readonly search: MessageSearchStore;
}

/** @param owner this process, which streams answers */
export function buildChatStores({ queries, kind }: Database, clock: Clock, owner: AnswerOwner): ChatStores {
  const writes = new GroupedWrites(queries);
  const index = new MessageWordStore(queries, kind, writes, clock);
  return {
    conversations: new ConversationStore(queries, kind, writes, clock),
    lists: new ConversationListStore(queries),
    messages: new MessageStore(queries, writes, clock, owner, index),
    paths: new MessagePathStore(queries),
    search: new MessageSearchStore(queries, kind, index),
  };
}
