/** Describes candidates by their company: what a first ranking says of the others, and how near they stand to these. */
import type { DenseScores } from './denseScores.ts';
import type { LexicalIndex } from './lexicalIndex.ts';

/** What a second look at the candidates knows. */
export interface RankedCandidates {
  readonly index: LexicalIndex;
  readonly places: readonly number[];
  /** Of the first ranking, for each place: logits of a softmax over the candidates. */
  readonly scores: Float32Array;
  /** Null where the dense leg failed. */
  readonly dense: DenseScores | null;
}

export const contextFeatureCount = 14;

/** Candidates whose neighbours in meaning are brought forward. */
const leaders = 5;
/** Passages further away on either side are not near. */
const nearPassages = 3;
/** Differences of scores beyond these say no more. */
const lowestScore = -15;
const noNeighbour = -12;
/** Passages after which a distance counts as one. */
const farPassages = 20;
const otherDocument = 1.5;

/**
 * Passages that answer a question together mostly stand together, so candidates are looked at again once it is known which
 * of the others are good.
 *
 * @returns `contextFeatureCount` numbers for each place, one after the other
 */
export function contextFeatures({ index, places, scores, dense }: RankedCandidates): Float32Array {
  const features = new Float32Array(places.length * contextFeatureCount);
  const order = places.map((_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const [first = 0, second = first] = order;
  const top = scores[first] ?? 0;
  const shares = sharesOf(scores, top);
  const rowOf = new Map(places.map((place, row) => [place, row]));
  const ranks = new Uint32Array(places.length);
  for (const [rank, row] of order.entries()) ranks[row] = rank;
  const ofDocuments = sumBy(places, index.documents, shares);
  const ofSections = sumBy(places, index.sections, shares);
  const likeness = likenessTo(order.slice(0, leaders), places, shares, dense);
  const best = places[first] ?? 0;
  const stemsOfBest = stemsOf(best, index);
  for (const [row, place] of places.entries()) {
    const document = index.documents[place] ?? 0;
    const isOfSameDocument = document === index.documents[best];
    const beside = (distance: number): number => {
      const other = index.documents[place + distance] === document ? rowOf.get(place + distance) : undefined;
      return other === undefined ? noNeighbour : Math.max(noNeighbour, (scores[other] ?? 0) - top);
    };
    const next = Math.max(beside(-1), beside(1));
    let near = next;
    for (let distance = 2; distance <= nearPassages; distance++)
      near = Math.max(near, beside(-distance), beside(distance));
    const share = shares[row] ?? 0;
    features.set(
      [
        Math.max(lowestScore, (scores[row] ?? 0) - top),
        Math.log1p(ranks[row] ?? 0),
        share,
        next,
        near,
        (ofDocuments.get(document) ?? 0) - share,
        (ofSections.get(index.sections[place] ?? 0) ?? 0) - share,
        likeness.mean[row] ?? 0,
        likeness.greatest[row] ?? 0,
        row === first ? 0 : overlap(stemsOf(place, index), stemsOfBest),
        isOfSameDocument ? 1 : 0,
        index.sections[place] === index.sections[best] ? 1 : 0,
        isOfSameDocument ? Math.min(Math.abs(place - best), farPassages) / farPassages : otherDocument,
        shares[row === first ? second : first] ?? 0,
      ],
      row * contextFeatureCount,
    );
  }
  return features;
}

/** The softmax of the scores. */
function sharesOf(scores: Float32Array, top: number): Float32Array {
  const shares = scores.map((score) => Math.exp(score - top));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

function sumBy(places: readonly number[], units: Uint32Array, shares: Float32Array): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [row, place] of places.entries()) {
    const unit = units[place] ?? 0;
    sums.set(unit, (sums.get(unit) ?? 0) + (shares[row] ?? 0));
  }
  return sums;
}

/** Cosines with the leaders, weighted by their shares; none with itself. */
function likenessTo(
  rows: readonly number[],
  places: readonly number[],
  shares: Float32Array,
  dense: DenseScores | null,
) {
  const mean = new Float32Array(places.length);
  const greatest = new Float32Array(places.length);
  if (dense === null) return { mean, greatest };
  const sum = rows.reduce((total, row) => total + (shares[row] ?? 0), 0);
  for (const [row, place] of places.entries()) {
    for (const leader of rows) {
      const cosine = leader === row ? 0 : dense.between(place, places[leader] ?? 0);
      mean[row] = (mean[row] ?? 0) + (cosine * (shares[leader] ?? 0)) / sum;
      greatest[row] = Math.max(greatest[row] ?? 0, cosine);
    }
  }
  return { mean, greatest };
}

function stemsOf(place: number, { order, orderStarts }: LexicalIndex): ReadonlySet<number> {
  return new Set(order.subarray(orderStarts[place] ?? 0, orderStarts[place + 1] ?? 0));
}

/** The similarity of two sets by Jaccard (1901): what they share of what they have. */
function overlap(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let shared = 0;
  for (const stem of one) if (other.has(stem)) shared++;
  return shared / Math.max(1, one.size + other.size - shared);
}
