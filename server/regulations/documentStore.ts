/** Keeps datasets and their documents, each document as a whole or not at all. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { DatabaseSchema, PassageTable } from '../database/schema.ts';
import type { RegulationDocument } from './document.ts';
import type { Passage } from './passage.ts';
import type { PassageWordStore } from './passageWordStore.ts';
import { referenceKey } from './referenceParts.ts';
import { isSetAside } from './removalStore.ts';

export interface Dataset {
  readonly name: string;
  /** Another one after each change of what its passages say. */
  readonly generation: string;
}

export interface DatasetSize {
  readonly documents: number;
  readonly passages: number;
}

/** A document as it is known from an earlier ingest. */
export interface KnownDocument {
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  readonly fileHash: string;
}

export type DocumentWrite = 'added' | 'changed' | 'unchanged';

/** Rows of one statement; SQLite takes no more than 32,766 values. */
const rowsAtOnce = 200;

export class DocumentStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #words: PassageWordStore;
  readonly #clock: Clock;

  constructor(queries: Kysely<DatabaseSchema>, words: PassageWordStore, clock: Clock) {
    this.#queries = queries;
    this.#words = words;
    this.#clock = clock;
  }

  async datasets(): Promise<readonly Dataset[]> {
    const rows = await this.#queries.selectFrom('dataset').select(['name', 'generation']).orderBy('name').execute();
    return rows.filter(({ name }) => !isSetAside(name));
  }

  /** Null when there is none of this name. */
  async dataset(name: string): Promise<Dataset | null> {
    const query = this.#queries.selectFrom('dataset').select(['name', 'generation']).where('name', '=', name);
    return (await query.executeTakeFirst()) ?? null;
  }

  async size(dataset: string): Promise<DatasetSize> {
    const row = await this.#queries
      .selectFrom('regulation_document')
      .select((row) => [
        row.fn.countAll().as('documents'),
        row.fn.sum<number | string | null>('passage_count').as('passages'),
      ])
      .where('dataset', '=', dataset)
      .executeTakeFirstOrThrow();
    return { documents: Number(row.documents), passages: Number(row.passages ?? 0) };
  }

  /** SHA-256 of the file that a document was read from; null when there is no such document. */
  async fileHash(dataset: string, id: string): Promise<string | null> {
    const row = await this.#queries
      .selectFrom('regulation_document')
      .select('file_hash')
      .where('dataset', '=', dataset)
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.file_hash ?? null;
  }

  async known(dataset: string): Promise<readonly KnownDocument[]> {
    const rows = await this.#queries
      .selectFrom('regulation_document')
      .select(['id', 'file', 'file_hash'])
      .where('dataset', '=', dataset)
      .orderBy('sequence')
      .execute();
    return rows.map(({ id, file, file_hash }) => ({ id, file, fileHash: file_hash }));
  }

  /** Writes a document in the place of the one of the same id, in one transaction. The dataset is made when needed. */
  async write(dataset: string, document: RegulationDocument): Promise<DocumentWrite> {
    return this.#queries.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom('regulation_document')
        .select(['sequence', 'content_hash'])
        .where('dataset', '=', dataset)
        .where('id', '=', document.id)
        .executeTakeFirst();
      if (known?.content_hash === document.contentHash) {
        await this.#move(transaction, known.sequence, document);
        return 'unchanged';
      }
      await this.#touch(transaction, dataset);
      if (known !== undefined) await this.#remove(transaction, known.sequence);
      await this.#insert(transaction, dataset, document);
      return known === undefined ? 'added' : 'changed';
    });
  }

  /** What `write` would do. */
  async compare(dataset: string, { id, contentHash }: RegulationDocument): Promise<DocumentWrite> {
    const known = await this.#queries
      .selectFrom('regulation_document')
      .select('content_hash')
      .where('dataset', '=', dataset)
      .where('id', '=', id)
      .executeTakeFirst();
    return known === undefined ? 'added' : known.content_hash === contentHash ? 'unchanged' : 'changed';
  }

  /** @returns whether there was one */
  async remove(dataset: string, id: string): Promise<boolean> {
    return this.#queries.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom('regulation_document')
        .select('sequence')
        .where('dataset', '=', dataset)
        .where('id', '=', id)
        .executeTakeFirst();
      if (known === undefined) return false;
      await this.#touch(transaction, dataset);
      await this.#remove(transaction, known.sequence);
      return true;
    });
  }

  async #touch(transaction: Transaction<DatabaseSchema>, name: string): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const changed = { generation: randomUUID(), updated_at_ms: nowMs };
    await transaction
      .insertInto('dataset')
      .values({ name, created_at_ms: nowMs, ...changed })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(changed))
      .execute();
  }

  async #remove(transaction: Transaction<DatabaseSchema>, sequence: number): Promise<void> {
    await this.#words.removeDocument(transaction, sequence);
    await transaction.deleteFrom('passage').where('document', '=', sequence).execute();
    await transaction.deleteFrom('regulation_document').where('sequence', '=', sequence).execute();
  }

  async #insert(
    transaction: Transaction<DatabaseSchema>,
    dataset: string,
    document: RegulationDocument,
  ): Promise<void> {
    const { sequence } = await transaction
      .insertInto('regulation_document')
      .values({
        dataset,
        id: document.id,
        title: document.title,
        version: document.version,
        effective_from: document.effectiveFrom,
        source: document.source,
        file: document.file,
        file_hash: document.fileHash,
        content_hash: document.contentHash,
        passage_count: document.passages.length,
        ingested_at_ms: this.#clock.nowMs(),
      })
      .returning('sequence')
      .executeTakeFirstOrThrow();
    for (let start = 0; start < document.passages.length; start += rowsAtOnce) {
      const passages = document.passages.slice(start, start + rowsAtOnce);
      const rows = await transaction
        .insertInto('passage')
        .values(passages.map((passage) => passageRow(sequence, passage)))
        .returning(['sequence', 'ordinal'])
        .execute();
      const sequences = new Map(rows.map((row) => [row.ordinal, row.sequence]));
      const written = passages.flatMap(({ ordinal, reference, text }) => {
        const row = sequences.get(ordinal);
        return row === undefined ? [] : [{ sequence: row, reference, text }];
      });
      await this.#words.write(transaction, written);
    }
  }

  /** What a document says is the same, but its file or its places in it may be others. */
  async #move(transaction: Transaction<DatabaseSchema>, sequence: number, document: RegulationDocument): Promise<void> {
    await transaction
      .updateTable('regulation_document')
      .set({ file: document.file, file_hash: document.fileHash })
      .where('sequence', '=', sequence)
      .execute();
    const rows = await transaction
      .selectFrom('passage')
      .select(['ordinal', 'range_start', 'range_end', 'line'])
      .where('document', '=', sequence)
      .execute();
    const known = new Map(rows.map((row) => [row.ordinal, row]));
    for (const { ordinal, range } of document.passages) {
      const row = known.get(ordinal);
      if (row?.range_start === range.start && row.range_end === range.end && row.line === range.line) continue;
      await transaction
        .updateTable('passage')
        .set({ range_start: range.start, range_end: range.end, line: range.line })
        .where('document', '=', sequence)
        .where('ordinal', '=', ordinal)
        .execute();
    }
  }
}

function passageRow(document: number, passage: Passage): Omit<PassageTable, 'sequence'> {
  return {
    document,
    ordinal: passage.ordinal,
    id: passage.id,
    reference: passage.reference,
    reference_key: referenceKey(passage.reference),
    parent: passage.parent,
    headings: JSON.stringify(passage.headings),
    text: passage.text,
    hash: passage.hash,
    range_start: passage.range.start,
    range_end: passage.range.end,
    line: passage.range.line,
    mentions: JSON.stringify(passage.mentions),
    defines: JSON.stringify(passage.defines),
  };
}
