/** Reads what regulations there are, as people look through them and name them. */
import { sql, type Kysely } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import { referenceKey } from './referenceParts.ts';
import { isSetAside } from './removalStore.ts';
import type { OutlinedPassage } from './sections.ts';

export interface CataloguedDataset {
  readonly name: string;
  readonly documents: number;
  readonly passages: number;
}

export interface CataloguedDocument {
  readonly id: string;
  readonly title: string;
  readonly version: string | null;
  readonly passages: number;
  /** Absolute path. */
  readonly file: string;
}

/** UTF-16 units of a passage's beginning, about. */
const beginningLength = 160;

export class CatalogueStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /** By name. */
  async datasets(): Promise<readonly CataloguedDataset[]> {
    const rows = await this.#queries
      .selectFrom('dataset')
      .leftJoin('regulation_document as document', 'document.dataset', 'dataset.name')
      .select((row) => [
        'dataset.name',
        row.fn.count<number | string>('document.sequence').as('documents'),
        row.fn.sum<number | string | null>('document.passage_count').as('passages'),
      ])
      .groupBy('dataset.name')
      .orderBy('dataset.name')
      .execute();
    return rows
      .filter((row) => !isSetAside(row.name))
      .map(({ name, documents, passages }) => ({
        name,
        documents: Number(documents),
        passages: Number(passages ?? 0),
      }));
  }

  /** In the order in which people number them: 2 before 10. */
  async documents(dataset: string): Promise<readonly CataloguedDocument[]> {
    const rows = await this.#queries
      .selectFrom('regulation_document')
      .select(['id', 'title', 'version', 'passage_count as passages', 'file'])
      .where('dataset', '=', dataset)
      .execute();
    const collator = new Intl.Collator('en', { numeric: true });
    return rows.toSorted((a, b) => collator.compare(a.title, b.title) || collator.compare(a.id, b.id));
  }

  /** The passages of a document in order, as far as a list shows them. Default all. */
  async outline(
    dataset: string,
    document: string,
    { from, to }: { readonly from: number; readonly to: number } = { from: 0, to: 2 ** 31 - 1 },
  ): Promise<readonly OutlinedPassage[]> {
    const rows = await this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select([
        'passage.ordinal',
        'passage.id',
        'passage.reference',
        'passage.headings',
        'passage.hash',
        sql<string>`substr(passage.text, 1, ${sql.lit(beginningLength)})`.as('beginning'),
      ])
      .where('document.dataset', '=', dataset)
      .where('document.id', '=', document)
      .where('passage.ordinal', '>=', from)
      .where('passage.ordinal', '<', to)
      .orderBy('passage.ordinal')
      .execute();
    return rows.map((row) => ({ ...row, headings: JSON.parse(row.headings) as readonly string[] }));
  }

  /**
   * The id of the passage that a person means: by its id, by its reference as it is written, or by another spelling of it.
   *
   * @param named empty for the first passage of the document
   * @returns null when there is none
   */
  async passageId(dataset: string, document: string, named: string): Promise<string | null> {
    const key = referenceKey(named);
    // "Rule 8.1.1" where the document itself says "8.1.1".
    const keys = [key, key.replace(/^[a-z]+ (?=\d)/, '')].filter((one) => one !== '');
    const rows = await this.#queries
      .selectFrom('passage')
      .innerJoin('regulation_document as document', 'document.sequence', 'passage.document')
      .select(['passage.id', 'passage.reference', 'passage.ordinal'])
      .where('document.dataset', '=', dataset)
      .where('document.id', '=', document)
      .where((row) =>
        named === ''
          ? row('passage.ordinal', '=', 0)
          : row.or([
              row('passage.id', '=', named),
              row('passage.reference', '=', named),
              ...(keys.length === 0 ? [] : [row('passage.reference_key', 'in', keys)]),
            ]),
      )
      .orderBy('passage.ordinal')
      .limit(100)
      .execute();
    const found = rows.find(({ id }) => id === named) ?? rows.find(({ reference }) => reference === named) ?? rows[0];
    return found?.id ?? null;
  }
}
