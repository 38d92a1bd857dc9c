/** What the embedder that a person chose says about a query, beside the one that is trained on the passages. */
import type { Neighbour } from '../vectorIndex.ts';

export type ChosenLeg =
  /** There is nothing of it to go by; the trained one stands in its place. */
  | {
      readonly kind: 'absent';
      /** Why, for who asks how passages were found; null when none was chosen. */
      readonly note: string | null;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly found: readonly Neighbour[];
      /** Of the query with the passage at a place; 0 where that has no vector. */
      readonly cosine: (place: number) => number;
      readonly how: string;
    };

export const noChosenLeg: ChosenLeg = { kind: 'absent', note: null };

/** How much a standard deviation of the cosines counts beside the score of the ranking model. */
const chosenWeight = 0.5;
/** Fewer candidates say nothing of how cosines are spread. */
const leastForSpread = 5;

/**
 * What the cosines add to the scores of candidates.
 *
 * Models spread their cosines differently: unlike texts have 0.1 with one, 0.7 with another. So it counts how many standard
 * deviations a candidate is above the mean of all candidates of the query, and not the cosine itself.
 *
 * @returns a number for each place
 */
export function chosenScores(places: readonly number[], leg: ChosenLeg): Float32Array {
  const added = new Float32Array(places.length);
  if (leg.kind !== 'answered') return added;
  const cosines = Float32Array.from(places, (place) => leg.cosine(place));
  // A passage that has no vector yet is neither brought forward nor put back.
  const known = cosines.filter((cosine) => cosine !== 0);
  if (known.length < leastForSpread) return added;
  const mean = known.reduce((sum, cosine) => sum + cosine, 0) / known.length;
  const spread = Math.sqrt(known.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / known.length);
  if (spread === 0) return added;
  return added.map((_, row) => {
    const cosine = cosines[row] ?? 0;
    return cosine === 0 ? 0 : (chosenWeight * (cosine - mean)) / spread;
  });
}
