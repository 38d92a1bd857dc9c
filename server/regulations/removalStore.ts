/** Removes datasets and documents so that it can be undone: what is removed is set aside for a day. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import type { PassageWordStore } from './passageWordStore.ts';

/** What is set aside is a dataset whose name nobody can type. */
const prefix = 'removed\u001F';
const keptMs = 24 * 60 * 60 * 1000;

/** Whether the name is that of something which was removed. */
export function isSetAside(dataset: string): boolean {
  return dataset.startsWith(prefix);
}

export class RemovalStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #words: PassageWordStore;
  readonly #clock: Clock;

  constructor(queries: Kysely<DatabaseSchema>, words: PassageWordStore, clock: Clock) {
    this.#queries = queries;
    this.#words = words;
    this.#clock = clock;
  }

  /**
   * Sets a document aside, or a whole dataset.
   *
   * @returns what brings it back, and how many documents it is
   * @throws Failure `unknown-dataset` when there is no such dataset or document
   */
  async remove(
    dataset: string,
    document: string | null,
  ): Promise<{ readonly undo: string; readonly documents: number }> {
    return this.#queries.transaction().execute(async (transaction) => {
      const known = await transaction.selectFrom('dataset').selectAll().where('name', '=', dataset).executeTakeFirst();
      if (known === undefined || isSetAside(dataset)) {
        throw new Failure('unknown-dataset', `There is no dataset "${dataset}" any more.`);
      }
      const nowMs = this.#clock.nowMs();
      const generation = randomUUID();
      const undo = `${prefix}${nowMs}\u001F${generation}\u001F${dataset}`;
      // Keeps the generation, so that the index fits again when everything is brought back as it was.
      await transaction
        .insertInto('dataset')
        .values({ ...known, name: undo })
        .execute();
      const moved = await transaction
        .updateTable('regulation_document')
        .set({ dataset: undo })
        .where('dataset', '=', dataset)
        .$if(document !== null, (query) => query.where('id', '=', document ?? ''))
        .executeTakeFirst();
      const documents = Number(moved.numUpdatedRows);
      if (document !== null && documents === 0) {
        throw new Failure('unknown-dataset', `There is no document "${document}" in "${dataset}" any more.`);
      }
      if (document === null) await transaction.deleteFrom('dataset').where('name', '=', dataset).execute();
      else {
        const change = { generation, updated_at_ms: nowMs };
        await transaction.updateTable('dataset').set(change).where('name', '=', dataset).execute();
      }
      return { undo, documents };
    });
  }

  /**
   * Brings back what was removed; documents of the same ids that were loaded meanwhile stay.
   *
   * @throws Failure `unknown-dataset` when it is gone for good
   */
  async restore(undo: string): Promise<{ readonly dataset: string; readonly documents: number }> {
    return this.#queries.transaction().execute(async (transaction) => {
      const kept = isSetAside(undo)
        ? await transaction.selectFrom('dataset').selectAll().where('name', '=', undo).executeTakeFirst()
        : undefined;
      if (kept === undefined) {
        throw new Failure('unknown-dataset', 'What was removed is gone for good. Load it from its files again.');
      }
      const [, , generation = '', ...names] = undo.split('\u001F');
      const dataset = names.join('\u001F');
      const present = await transaction
        .selectFrom('dataset')
        .select('generation')
        .where('name', '=', dataset)
        .executeTakeFirst();
      if (present === undefined) {
        await transaction
          .insertInto('dataset')
          .values({ ...kept, name: dataset })
          .execute();
      } else {
        const isUntouched = present.generation === generation;
        const change = {
          generation: isUntouched ? kept.generation : randomUUID(),
          updated_at_ms: this.#clock.nowMs(),
        };
        await transaction.updateTable('dataset').set(change).where('name', '=', dataset).execute();
      }
      const moved = await transaction
        .updateTable('regulation_document')
        .set({ dataset })
        .where('dataset', '=', undo)
        .where('id', 'not in', (query) =>
          query
            .selectFrom('regulation_document as present')
            .select('present.id')
            .where('present.dataset', '=', dataset),
        )
        .executeTakeFirst();
      await this.#erase(transaction, undo);
      return { dataset, documents: Number(moved.numUpdatedRows) };
    });
  }

  /** Erases what was set aside more than a day ago. */
  async purge(): Promise<void> {
    const oldestMs = this.#clock.nowMs() - keptMs;
    const rows = await this.#queries.selectFrom('dataset').select('name').where('name', 'like', `${prefix}%`).execute();
    for (const { name } of rows) {
      if (Number(name.split('\u001F')[1]) > oldestMs) continue;
      await this.#queries.transaction().execute((transaction) => this.#erase(transaction, name));
    }
  }

  async #erase(transaction: Transaction<DatabaseSchema>, dataset: string): Promise<void> {
    const documents = await transaction
      .selectFrom('regulation_document')
      .select('sequence')
      .where('dataset', '=', dataset)
      .execute();
    for (const { sequence } of documents) {
      await this.#words.removeDocument(transaction, sequence);
      await transaction.deleteFrom('passage').where('document', '=', sequence).execute();
      await transaction.deleteFrom('regulation_document').where('sequence', '=', sequence).execute();
    }
    await transaction.deleteFrom('dataset').where('name', '=', dataset).execute();
  }
}
