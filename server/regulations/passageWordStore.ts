/** Keeps the words of passages in the database's own full-text index, and finds passages by them. */
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { DatabaseKind } from '../database/migration.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import type { DocumentFilter } from './documentFilter.ts';
import { pairsOf, searchedText, type Terms, type TermSplitter } from './passageTerms.ts';

export interface WordMatch {
  /** The passage's sequence. */
  readonly sequence: number;
  /** Greater is better; comparable within one answer only. */
  readonly score: number;
}

/** Rows of one statement. */
const rowsAtOnce = 200;
/** Terms of a query beyond these are not looked for. */
const mostTerms = 64;
/** PostgreSQL keeps at most a megabyte for one row. */
const longestWords = 60_000;

export class PassageWordStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #kind: DatabaseKind;
  readonly #splitter: TermSplitter;

  constructor(queries: Kysely<DatabaseSchema>, kind: DatabaseKind, splitter: TermSplitter) {
    this.#queries = queries;
    this.#kind = kind;
    this.#splitter = splitter;
  }

  /**
   * Passages that hold any of the terms, the best first. A query is never an error: its terms are letters and digits,
   * and they are quoted, because both databases have a language of their own.
   *
   * @param dataset null for all
   */
  async search(
    terms: Terms,
    dataset: string | null,
    limit: number,
    { document, inForce }: DocumentFilter = {},
  ): Promise<readonly WordMatch[]> {
    const stems = [...new Set(terms.stems)].slice(0, mostTerms);
    if (stems.length === 0) return [];
    const statement = this.#kind === 'sqlite' ? this.#sqliteSearch(terms, stems) : this.#postgresSearch(stems);
    const within = dataset === null ? sql`` : sql`and document.dataset = ${dataset}`;
    const only = document === undefined ? sql`` : sql`and document.id = ${document}`;
    const since =
      inForce === undefined
        ? sql``
        : sql`and (document.effective_from is null or document.effective_from <= ${inForce})`;
    const { rows } = await sql<WordMatch>`
      select found.sequence as sequence, found.score as score from (${statement}) as found
      inner join passage on passage.sequence = found.sequence
      inner join regulation_document as document on document.sequence = passage.document ${within} ${only} ${since}
      order by found.score desc, found.sequence limit ${limit}`.execute(this.#queries);
    return rows;
  }

  /** Column weights as they did best on regulations: stems 1, written forms 2, pairs 5. */
  #sqliteSearch({ words, stems: ordered }: Terms, stems: readonly string[]): RawBuilder<unknown> {
    const anyOf = (terms: readonly string[]): string => terms.map((term) => `"${term}"`).join(' OR ');
    const pairs = [...new Set(pairsOf(ordered))].slice(0, mostTerms);
    const columns = [
      `stems : (${anyOf(stems)})`,
      `words : (${anyOf([...new Set(words)].slice(0, mostTerms))})`,
      ...(pairs.length === 0 ? [] : [`pairs : (${anyOf(pairs)})`]),
    ];
    return sql`select rowid as sequence, -bm25(passage_words, 1.0, 2.0, 5.0) as score
      from passage_words where passage_words match ${columns.join(' OR ')}`;
  }

  #postgresSearch(stems: readonly string[]): RawBuilder<unknown> {
    const query = stems.map((stem) => `'${stem}'`).join(' | ');
    return sql`select sequence, ts_rank_cd(words, to_tsquery('simple', ${query}), 1)::float8 as score
      from passage_words where words @@ to_tsquery('simple', ${query})`;
  }

  async write(
    transaction: Transaction<DatabaseSchema>,
    passages: readonly { readonly sequence: number; readonly reference: string; readonly text: string }[],
  ): Promise<void> {
    for (let start = 0; start < passages.length; start += rowsAtOnce) {
      const rows = passages.slice(start, start + rowsAtOnce).map((passage) => {
        const { words, stems } = this.#splitter.split(searchedText(passage));
        const stemText = stems.join(' ');
        return this.#kind === 'sqlite'
          ? sql`(${passage.sequence}, ${stemText}, ${words.join(' ')}, ${pairsOf(stems).join(' ')})`
          : sql`(${passage.sequence}, to_tsvector('simple', ${stemText.slice(0, longestWords)}))`;
      });
      const into =
        this.#kind === 'sqlite'
          ? sql`passage_words (rowid, stems, words, pairs)`
          : sql`passage_words (sequence, words)`;
      await sql`insert into ${into} values ${sql.join(rows)}`.execute(transaction);
    }
  }

  /** Puts the words of passages in the place of those that they had. */
  async replace(
    transaction: Transaction<DatabaseSchema>,
    passages: readonly { readonly sequence: number; readonly reference: string; readonly text: string }[],
  ): Promise<void> {
    for (let start = 0; start < passages.length; start += rowsAtOnce) {
      const part = passages.slice(start, start + rowsAtOnce);
      const column = this.#kind === 'sqlite' ? sql`rowid` : sql`sequence`;
      const sequences = sql.join(part.map(({ sequence }) => sequence));
      await sql`delete from passage_words where ${column} in (${sequences})`.execute(transaction);
      await this.write(transaction, part);
    }
  }

  /** Removes the words of passages that are gone. @returns how many passages have no words */
  async settle(transaction: Transaction<DatabaseSchema>): Promise<number> {
    // On PostgreSQL they go with their passage.
    if (this.#kind === 'sqlite') {
      await sql`delete from passage_words where rowid in
        (select id from passage_words_docsize where id not in (select sequence from passage))`.execute(transaction);
    }
    const kept =
      this.#kind === 'sqlite' ? sql`select id from passage_words_docsize` : sql`select sequence from passage_words`;
    const { rows } = await sql<{ count: number }>`select count(*) as count from passage
      where sequence not in (${kept})`.execute(transaction);
    return rows[0]?.count ?? 0;
  }

  /** Forgets the words of a document's passages, before the passages themselves go. */
  async removeDocument(transaction: Transaction<DatabaseSchema>, document: number): Promise<void> {
    if (this.#kind === 'postgres') return;
    await sql`delete from passage_words where rowid in (select sequence from passage where document = ${document})`.execute(
      transaction,
    );
  }
}
