/** The ways in which passages are found, and what a search tells of them. */

/**
 * `trained`: the embedder that is trained on the passages, where another one is the dense leg. `rerank`: what looked at the
 * first passages of all legs once more.
 */
export type LegName = 'lexical' | 'dense' | 'trained' | 'references' | 'rerank';

/** Where a leg puts a passage. */
export interface LegPlace {
  /** From 1. */
  readonly rank: number;
  /** Comparable within one leg and one query only. */
  readonly score: number;
}

/** What became of a leg in a search. */
export type LegState =
  | { readonly leg: LegName; readonly state: 'answered'; readonly found: number; readonly how: string }
  | { readonly leg: LegName; readonly state: 'failed'; readonly reason: string };
