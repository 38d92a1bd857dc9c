/** Reads passages with the documents that they are of. */
import type { Kysely } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import type { DocumentDescription } from './document.ts';
import type { DocumentFilter } from './documentFilter.ts';
import type { SourceRange } from './passage.ts';

/** A passage as it is kept. */
export interface StoredPassage {
  /** Identifies it in the database; never given twice. */
  readonly sequence: number;
  readonly dataset: string;
  readonly document: DocumentDescription;
  /** Absolute path of the file that it was read from. */
  readonly file: string;
  readonly id: string;
  readonly reference: string;
  readonly headings: readonly string[];
  readonly text: string;
  /** SHA-256 of reference, headings and text. */
  readonly hash: string;
  readonly range: SourceRange;
}

/** Names a passage by the source's own ids, which stay when its document is loaded again. */
export interface PassageName {
  readonly dataset: string;
  readonly document: string;
  readonly passage: string;
}

/** What of a passage the search index is made of. */
export interface IndexedPassage {
  readonly sequence: number;
  /** The document's sequence. */
  readonly document: number;
  readonly ordinal: number;
  readonly parent: number | null;
  readonly reference: string;
  readonly headings: readonly string[];
  readonly text: string;
  readonly mentions: readonly string[];
}

/** Values of one statement. */
const mostValues = 1_000;

export class PassageStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /** In the order in which they are asked for; those that are gone are left out. */
  async read(sequences: readonly number[]): Promise<readonly StoredPassage[]> {
    if (sequences.length === 0) return [];
    const rows = await this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select([
        'passage.sequence',
        'passage.id',
        'passage.reference',
        'passage.headings',
        'passage.text',
        'passage.hash',
        'passage.range_start',
        'passage.range_end',
        'passage.line',
        'document.dataset',
        'document.id as document_id',
        'document.title',
        'document.version',
        'document.effective_from',
        'document.source',
        'document.file',
      ])
      .where('passage.sequence', 'in', sequences.slice(0, mostValues))
      .execute();
    const bySequence = new Map(
      rows.map((row): [number, StoredPassage] => [
        row.sequence,
        {
          sequence: row.sequence,
          dataset: row.dataset,
          document: {
            id: row.document_id,
            title: row.title,
            version: row.version,
            effectiveFrom: row.effective_from,
            source: row.source,
          },
          file: row.file,
          id: row.id,
          reference: row.reference,
          headings: JSON.parse(row.headings) as readonly string[],
          text: row.text,
          hash: row.hash,
          range: { start: row.range_start, end: row.range_end, line: row.line },
        },
      ]),
    );
    return sequences.flatMap((sequence) => bySequence.get(sequence) ?? []);
  }

  /**
   * A passage with its neighbours in the document, in order.
   *
   * @param reach how many neighbours on each side
   * @returns nothing when there is no such passage (any more)
   */
  async around({ dataset, document, passage }: PassageName, reach: number): Promise<readonly StoredPassage[]> {
    const place = await this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select(['passage.document', 'passage.ordinal'])
      .where('document.dataset', '=', dataset)
      .where('document.id', '=', document)
      .where('passage.id', '=', passage)
      .executeTakeFirst();
    if (place === undefined) return [];
    const rows = await this.#queries
      .selectFrom('passage')
      .select('sequence')
      .where('document', '=', place.document)
      .where('ordinal', '>=', place.ordinal - reach)
      .where('ordinal', '<=', place.ordinal + reach)
      .orderBy('ordinal')
      .execute();
    return this.read(rows.map(({ sequence }) => sequence));
  }

  /** Of each document that passes, the first and the last sequence of its passages, in ascending order. */
  async ranges(
    dataset: string,
    { document, inForce }: DocumentFilter,
  ): Promise<readonly { readonly first: number; readonly last: number }[]> {
    let query = this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select((row) => [row.fn.min('passage.sequence').as('first'), row.fn.max('passage.sequence').as('last')])
      .where('document.dataset', '=', dataset)
      .groupBy('passage.document');
    if (document !== undefined) query = query.where('document.id', '=', document);
    if (inForce !== undefined)
      query = query.where((row) =>
        row.or([row('document.effective_from', 'is', null), row('document.effective_from', '<=', inForce)]),
      );
    const rows = await query.execute();
    return rows
      .map(({ first, last }) => ({ first: Number(first), last: Number(last) }))
      .toSorted((a, b) => a.first - b.first);
  }

  /**
   * The passages of a dataset by sequence, a page at a time.
   *
   * @param after the sequence of the last one that was read; 0 for none
   */
  async page(dataset: string, after: number, limit: number): Promise<readonly IndexedPassage[]> {
    const rows = await this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select([
        'passage.sequence',
        'passage.document',
        'passage.ordinal',
        'passage.parent',
        'passage.reference',
        'passage.headings',
        'passage.text',
        'passage.mentions',
      ])
      .where('document.dataset', '=', dataset)
      .where('passage.sequence', '>', after)
      .orderBy('passage.sequence')
      .limit(limit)
      .execute();
    return rows.map((row) => ({
      ...row,
      headings: JSON.parse(row.headings) as readonly string[],
      mentions: JSON.parse(row.mentions) as readonly string[],
    }));
  }
}
