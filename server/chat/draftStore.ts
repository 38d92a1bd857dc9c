/** Keeps what was written into a composer or attached and not sent yet, one draft for each conversation. */
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { requireLabel } from './chatText.ts';
import { trashDays } from './conversation.ts';
import { requireAttachable, type Draft, type DraftAttachment } from './draft.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A draft is no change of its conversation: nobody else is told, and the list keeps its order. The conversation need not
 * exist yet, because it begins with its first message. Two windows that write into the same composer keep the text that
 * was typed last.
 */
export class DraftStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #writes: Writes;
  readonly #clock: Clock;

  constructor(queries: Kysely<DatabaseSchema>, writes: Writes, clock: Clock) {
    this.#queries = queries;
    this.#writes = writes;
    this.#clock = clock;
  }

  /** Empty when there is none. */
  read(conversation: string): Promise<Draft> {
    return read(this.#queries, conversation);
  }

  /**
   * Is on the disk when the promise is fulfilled; an empty text without attachments forgets the draft.
   * @param dropped ids of attachments that are taken away. Default none
   * @throws Failure `text-invalid` for an id that no conversation can have
   */
  async keep(conversation: string, text: string, dropped: readonly string[] = []): Promise<void> {
    requireLabel(conversation, 'id');
    await this.#writes.write(async (transaction) => {
      const { attachments } = await read(transaction, conversation);
      await this.#put(transaction, conversation, {
        text,
        attachments: attachments.filter(({ id }) => !dropped.includes(id)),
      });
    });
  }

  /**
   * Attaches something to the draft, behind what is attached already.
   * @throws Failure `message-too-large`, `text-invalid`
   */
  async attach(conversation: string, attachment: DraftAttachment): Promise<void> {
    requireLabel(conversation, 'id');
    await this.#writes.write(async (transaction) => {
      const { text, attachments } = await read(transaction, conversation);
      requireAttachable(attachment.part, attachments);
      await this.#put(transaction, conversation, { text, attachments: [...attachments, attachment] });
    });
  }

  async #put(transaction: Transaction<DatabaseSchema>, conversation: string, draft: Draft): Promise<void> {
    if (draft.text === '' && draft.attachments.length === 0) {
      await transaction.deleteFrom('draft').where('conversation_id', '=', conversation).execute();
      return;
    }
    const row = { text: write(draft), updated_at_ms: this.#clock.nowMs() };
    await transaction
      .insertInto('draft')
      .values({ conversation_id: conversation, ...row })
      .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
      .execute();
  }

  /** Forgets drafts that nobody touched for 30 days and that no conversation has. @returns how many */
  async purge(): Promise<number> {
    return this.#writes.write(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('draft')
        .where('updated_at_ms', '<=', this.#clock.nowMs() - trashDays * dayMs)
        .where('conversation_id', 'not in', transaction.selectFrom('conversation').select('id'))
        .executeTakeFirst();
      return Number(numDeletedRows);
    });
  }
}

async function read(queries: Kysely<DatabaseSchema>, conversation: string): Promise<Draft> {
  const row = await queries
    .selectFrom('draft')
    .select('text')
    .where('conversation_id', '=', conversation)
    .executeTakeFirst();
  const kept = row === undefined ? '' : (JSON.parse(row.text) as string | Draft);
  return typeof kept === 'string' ? { text: kept, attachments: [] } : kept;
}

/**
 * As JSON, because what is half typed may hold what no database keeps as text. A text alone is a string, as it was
 * before there were attachments.
 */
function write(draft: Draft): string {
  return JSON.stringify(draft.attachments.length === 0 ? draft.text : draft);
}
