/** Keeps what was written into a composer and not sent yet, one text for each conversation. */
import type { Kysely } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import { requireLabel } from './chatText.ts';
import { trashDays } from './conversation.ts';

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
  async read(conversation: string): Promise<string> {
    const row = await this.#queries
      .selectFrom('draft')
      .select('text')
      .where('conversation_id', '=', conversation)
      .executeTakeFirst();
    return row === undefined ? '' : (JSON.parse(row.text) as string);
  }

  /**
   * Is on the disk when the promise is fulfilled; an empty text forgets the draft.
   * @throws Failure `text-invalid` for an id that no conversation can have
   */
  async keep(conversation: string, text: string): Promise<void> {
    requireLabel(conversation, 'id');
    await this.#writes.write(async (transaction) => {
      if (text === '') {
        await transaction.deleteFrom('draft').where('conversation_id', '=', conversation).execute();
        return;
      }
      // As JSON, because what is half typed may hold what no database keeps as text.
      const row = { text: JSON.stringify(text), updated_at_ms: this.#clock.nowMs() };
      await transaction
        .insertInto('draft')
        .values({ conversation_id: conversation, ...row })
        .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(row))
        .execute();
    });
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
