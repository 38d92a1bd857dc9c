/** What the routes work with. */
import type { Answering } from '../chat/answering.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { DataTransaction, IdempotencyStore } from './idempotencyStore.ts';

export interface RestParts {
  readonly chat: ChatStores;
  /** The same stores, writing within a transaction that is under way. */
  readonly chatWithin: (transaction: DataTransaction) => ChatStores;
  /** Opens what answers questions on first use. */
  readonly answering: () => Promise<Answering>;
  readonly answers: IdempotencyStore;
  readonly nowMs: () => number;
}
