/** Reads passages with the documents that they are of. */
import type { Kysely } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import type { DocumentDescription } from './document.ts';
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
  readonly range: SourceRange;
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
          range: { start: row.range_start, end: row.range_end, line: row.line },
        },
      ]),
    );
    return sequences.flatMap((sequence) => bySequence.get(sequence) ?? []);
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
