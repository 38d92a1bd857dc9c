/** What answers need of the regulations that they quote; main.ts and cli.ts hand it in. */

/** A passage as it is kept now. */
export interface CitablePassage {
  readonly dataset: string;
  readonly document: { readonly id: string; readonly title: string; readonly version: string | null };
  /** Unique in its document. */
  readonly id: string;
  readonly reference: string;
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
  /** SHA-256 of what it says. */
  readonly hash: string;
  /** Absolute path of the file that it stands in. */
  readonly file: string;
  /** UTF-16 offsets into the text of that file, and the zero-based line of the first. */
  readonly range: { readonly start: number; readonly end: number; readonly line: number };
}

export interface FoundPassage {
  readonly passage: CitablePassage;
  /** From 0 to 1. */
  readonly score: number;
  readonly legs: readonly { readonly leg: string; readonly rank: number; readonly score: number }[];
}

export interface PassageName {
  readonly dataset: string;
  readonly document: string;
  readonly passage: string;
}

/** Functions of the feature that keeps regulations. */
export interface PassageSource {
  /**
   * Passages that may answer a question, the best first, and what of the search failed.
   * @param dataset null for all
   * @throws Failure `unknown-dataset`, `cancelled`
   */
  readonly find: (
    query: string,
    dataset: string | null,
    limit: number,
    signal: AbortSignal,
  ) => Promise<{ readonly results: readonly FoundPassage[]; readonly failures: readonly string[] }>;
  /** @returns null when there is no such passage (any more) */
  readonly read: (name: PassageName) => Promise<CitablePassage | null>;
  /** The passage that an address of the form `regulation:…` leads to; null for none (any more), or for no such address. */
  readonly at: (address: string) => Promise<CitablePassage | null>;
  /** The passage and as many neighbours on each side, in order; nothing when there is no such passage. */
  readonly around: (name: PassageName, reach: number) => Promise<readonly CitablePassage[]>;
  /** Names of all datasets. */
  readonly datasets: () => Promise<readonly string[]>;
  /** Stems of the words that say something, in order, each with what it is worth in a question, from 0 to 1. */
  readonly weighWords: (text: string) => readonly { readonly stem: string; readonly weight: number }[];
}
