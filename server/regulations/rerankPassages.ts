/** Puts the first passages of a ranking into the order of a reranker, or leaves them as they are and says why. */
import { describeFailure, Failure } from '../base/failure.ts';
import type { ModelRest } from './modelRest.ts';
import type { Reranker } from './reranker.ts';
import type { LegPlace, LegState } from './search/leg.ts';

/** What a person chose: a reranker, or a reason why what was chosen cannot be one; null for none. */
export type ChosenReranker = Reranker | { readonly reason: string } | null;

/** So many are looked at: a question and a passage together take a model some milliseconds. */
export const rerankedCount = 50;
/** UTF-16 units of a passage; models read no further. */
const longestText = 4_000;

export interface Reranked<Found> {
  /** The best first, each with its place among those that were ranked again; null for the others and when it failed. */
  readonly order: readonly { readonly found: Found; readonly place: LegPlace | null }[];
  /** Null when there is no reranker. */
  readonly state: LegState | null;
}

interface Reranking<Found> {
  readonly textOf: (found: Found) => string;
  readonly rest: ModelRest;
  readonly signal: AbortSignal;
}

/**
 * @param found the best first
 * @throws Failure `cancelled`
 */
export async function rerankPassages<Found>(
  chosen: ChosenReranker,
  query: string,
  found: readonly Found[],
  { textOf, rest, signal }: Reranking<Found>,
): Promise<Reranked<Found>> {
  const unchanged = found.map((one) => ({ found: one, place: null }));
  const failed = (reason: string): Reranked<Found> => ({
    order: unchanged,
    state: { leg: 'rerank', state: 'failed', reason },
  });
  if (chosen === null) return { order: unchanged, state: null };
  if ('reason' in chosen) return failed(chosen.reason);
  const first = found.slice(0, rerankedCount);
  if (first.length === 0) return { order: [], state: null };
  try {
    const texts = first.map((one) =>
      textOf(one)
        .slice(0, longestText)
        .replaceAll(/\p{Surrogate}/gu, ''),
    );
    const scores = await rest.ask(chosen, () => chosen.score(query, texts, signal));
    const ranked = first
      .map((one, at) => ({ found: one, score: scores[at] ?? -Infinity, at }))
      .toSorted((a, b) => b.score - a.score || a.at - b.at)
      .map(({ found: one, score }, at) => ({ found: one, place: { rank: at + 1, score } }));
    return {
      order: [...ranked, ...unchanged.slice(rerankedCount)],
      state: { leg: 'rerank', state: 'answered', found: first.length, how: chosen.name },
    };
  } catch (error) {
    if (signal.aborted && error instanceof Failure && error.code === 'cancelled') throw error;
    return failed(describeFailure(error).message);
  }
}
