/** Reads whole conversations, all branches included, as they were at one moment. */
import type { Kysely } from 'kysely';
import { Failure } from '../base/failure.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { messageSelection } from './answerChunkStore.ts';
import { readMessage } from './chatRow.ts';
import type { Conversation } from './conversation.ts';
import type { Message } from './message.ts';

const messagesAtOnce = 200;

export class ConversationExportStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /** Ids of all conversations that are not in the trash, the oldest first. */
  async ids(): Promise<readonly string[]> {
    const rows = await this.#queries
      .selectFrom('conversation')
      .select('id')
      .where('place', '!=', 'trash')
      .orderBy('created_at_ms')
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  /**
   * All messages that the conversation had when it was read, in the order in which they were made, a batch at a time.
   * What was said since is left out, so that tree and active leaf belong together.
   * @throws Failure `conversation-changed` when the conversation is removed for good meanwhile
   */
  async *messages(conversation: Conversation): AsyncGenerator<readonly Message[]> {
    // A message is made together with the conversation's change, so the change tells which of them were there.
    const rows = await this.#queries
      .selectFrom('message')
      .select('sequence')
      .where('conversation_id', '=', conversation.id)
      .where('sequence', '<=', conversation.change)
      .execute();
    const sequences = rows.map(({ sequence }) => sequence).sort((one, other) => one - other);
    for (let start = 0; start < sequences.length; start += messagesAtOnce) {
      const batch = sequences.slice(start, start + messagesAtOnce);
      const messages = await this.#queries
        .selectFrom('message')
        .select(messageSelection())
        .where('sequence', 'in', batch)
        .orderBy('sequence')
        .execute();
      if (messages.length < batch.length) {
        throw new Failure(
          'conversation-changed',
          `The conversation ${conversation.id} was removed for good while it was exported. Export again.`,
        );
      }
      yield messages.map(readMessage);
    }
  }
}
