/** What others need of regulations to quote them: passages that answer a question, and any passage by its name. */
import type { Regulations } from './regulations.ts';
import { readAddress } from './passageAddress.ts';
import type { PassageName, StoredPassage } from './passageStore.ts';
import { TermSplitter } from './passageTerms.ts';
import { resolveAddress } from './resolveAddress.ts';
import { fittedRanking } from './search/fittedRanking.ts';

/** A passage that was found, with its place in each way of finding. */
export interface FoundQuotation {
  readonly passage: StoredPassage;
  /** From 0 to 1. */
  readonly score: number;
  readonly legs: readonly { readonly leg: string; readonly rank: number; readonly score: number }[];
}

export class QuotedPassages {
  readonly #regulations: () => Promise<Pick<Regulations, 'search' | 'passages' | 'documents' | 'catalogue'>>;
  readonly #splitter = new TermSplitter();

  /** @param regulations opens them on first use */
  constructor(regulations: () => Promise<Pick<Regulations, 'search' | 'passages' | 'documents' | 'catalogue'>>) {
    this.#regulations = regulations;
  }

  /**
   * @param dataset null for all
   * @throws Failure `unknown-dataset`, `cancelled`
   */
  async find(
    query: string,
    dataset: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ readonly results: readonly FoundQuotation[]; readonly failures: readonly string[] }> {
    const { search } = await this.#regulations();
    const found = await search.find({ query, dataset, limit }, signal);
    return {
      results: found.results.map(({ passage, score, legs }) => ({
        passage,
        score,
        legs: Object.entries(legs).map(([leg, place]) => ({ leg, ...place })),
      })),
      failures: found.legs.flatMap((leg) =>
        leg.state === 'failed'
          ? [`The ${leg.leg} leg failed${leg.dataset === '' ? '' : ` in ${leg.dataset}`}: ${leg.reason}`]
          : [],
      ),
    };
  }

  /** @returns null when there is no such passage (any more) */
  async read(name: PassageName): Promise<StoredPassage | null> {
    const { passages } = await this.#regulations();
    return (await passages.around(name, 0))[0] ?? null;
  }

  /** @returns null when the address leads to no passage */
  async at(address: string): Promise<StoredPassage | null> {
    const read = readAddress(address);
    if (read === null) return null;
    const resolution = await resolveAddress(read, await this.#regulations());
    return resolution.kind === 'found' ? resolution.passage : null;
  }

  /** The passage and its neighbours in the document, in order. */
  async around(name: PassageName, reach: number): Promise<readonly StoredPassage[]> {
    const { passages } = await this.#regulations();
    return passages.around(name, reach);
  }

  /** Names of all datasets. */
  async datasets(): Promise<readonly string[]> {
    const { documents } = await this.#regulations();
    return (await documents.datasets()).map(({ name }) => name);
  }

  /** Stems of the words that say something; a question's own words, such as "guidelines", weigh less than 1. */
  weighWords(text: string): readonly { readonly stem: string; readonly weight: number }[] {
    return this.#splitter.split(text).stems.map((stem) => ({ stem, weight: fittedRanking.words.weight(stem) }));
  }
}
