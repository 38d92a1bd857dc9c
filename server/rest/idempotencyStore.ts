/** Answers a request that is sent again with the answer that it got, by a key that is kept with what it wrote. */
import type { Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { Writes } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';

export type DataTransaction = Transaction<DatabaseSchema>;

/** How long a key is kept. */
export const keyLifeMs = 24 * 60 * 60 * 1000;

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type AnsweredOnce =
  | { readonly kind: 'answer'; readonly answer: RestAnswer; readonly isRepeated: boolean }
  /** The key was used for another request. */
  | { readonly kind: 'other-request' }
  /** The same request has not been answered yet. */
  | { readonly kind: 'in-flight' };

export class IdempotencyStore {
  readonly #writes: Writes;
  readonly #clock: Clock;
  readonly #underWay = new Set<string>();

  constructor(writes: Writes, clock: Clock) {
    this.#writes = writes;
    this.#clock = clock;
  }

  /**
   * Key and data are committed together, so that either both are there or none. What `act` throws leaves neither, and
   * the key can be used again.
   *
   * @param fingerprint hash of all that the request asks for
   * @param act writes with the transaction, and waits for nothing else
   */
  async answerOnce(
    key: string,
    fingerprint: string,
    act: (transaction: DataTransaction) => Promise<RestAnswer>,
  ): Promise<AnsweredOnce> {
    if (this.#underWay.has(key)) return { kind: 'in-flight' };
    this.#underWay.add(key);
    try {
      return await this.#writes.write((transaction) => this.#answer(transaction, key, fingerprint, act));
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #answer(
    transaction: DataTransaction,
    key: string,
    fingerprint: string,
    act: (transaction: DataTransaction) => Promise<RestAnswer>,
  ): Promise<AnsweredOnce> {
    const nowMs = this.#clock.nowMs();
    await transaction
      .deleteFrom('idempotency_key')
      .where('created_at_ms', '<=', nowMs - keyLifeMs)
      .execute();
    const kept = await transaction.selectFrom('idempotency_key').selectAll().where('key', '=', key).executeTakeFirst();
    if (kept !== undefined) {
      if (kept.fingerprint !== fingerprint) return { kind: 'other-request' };
      const headers = JSON.parse(kept.headers) as Readonly<Record<string, string>>;
      return { kind: 'answer', answer: { status: kept.status, headers, body: kept.body }, isRepeated: true };
    }
    const answer = await act(transaction);
    const row = { key, fingerprint, ...answer, headers: JSON.stringify(answer.headers), created_at_ms: nowMs };
    await transaction.insertInto('idempotency_key').values(row).execute();
    return { kind: 'answer', answer, isRepeated: false };
  }
}
