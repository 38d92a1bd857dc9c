/** Describes the candidates of a query in numbers that mean the same for every query and every dataset. */
import type { DenseScores } from './denseScores.ts';
import type { LexicalIndex } from './lexicalIndex.ts';
import type { LexicalScores } from './lexicalScorer.ts';

export interface CandidateSource {
  readonly index: LexicalIndex;
  readonly scores: LexicalScores;
  /** The weighted sum of all lexical scores, of every passage. */
  readonly lexical: Float32Array;
  /** Null where the dense leg failed. */
  readonly dense: DenseScores | null;
}

/** Passages whose neighbours in meaning are brought forward. */
const leaders = 5;
/** Shorter texts are mostly headings. */
const shortUnits = 60;

/** Stems that stand no further apart are about the same thing. */
const windowLength = 20;

export const featureCount = 24;

/** @returns `featureCount` numbers for each place, one after the other */
export function candidateFeatures(places: readonly number[], source: CandidateSource): Float32Array {
  const { index, scores, lexical, dense } = source;
  const { possible } = scores;
  const best = places.reduce((most, place) => Math.max(most, lexical[place] ?? 0), 0);
  const bestCosine = places.reduce((most, place) => Math.max(most, dense?.cosine(place) ?? 0), 0);
  const bestOfDocuments = bestBy(places, index.documents, lexical);
  const bestOfSections = bestBy(places, index.sections, lexical);
  const likeness = dense === null ? null : likenessToLeaders(places, lexical, possible, dense);
  const features = new Float32Array(places.length * featureCount);
  for (const [row, place] of places.entries()) {
    const document = index.documents[place] ?? 0;
    const before = index.documents[place - 1] === document ? place - 1 : -1;
    const behind = index.documents[place + 1] === document ? place + 1 : -1;
    const own = lexical[place] ?? 0;
    const cosine = dense?.cosine(place) ?? 0;
    const length = index.textLengths[place] ?? 0;
    features.set(
      [
        (scores.stems[place] ?? 0) / possible,
        (scores.words[place] ?? 0) / possible,
        (scores.pairs[place] ?? 0) / possible,
        (scores.headings[place] ?? 0) / possible,
        (scores.sections[place] ?? 0) / possible,
        (scores.documents[place] ?? 0) / possible,
        (scores.stems[behind] ?? 0) / possible,
        (scores.stems[before] ?? 0) / possible,
        scores.coverage[place] ?? 0,
        own / possible,
        (own - best) / possible,
        ((bestOfDocuments.get(document) ?? 0) - best) / possible,
        ((bestOfSections.get(index.sections[place] ?? 0) ?? 0) - own) / possible,
        Math.log(1 + length) / 10,
        length < shortUnits ? 1 : 0,
        cosine,
        dense?.cosine(behind) ?? 0,
        dense?.cosine(before) ?? 0,
        cosine - bestCosine,
        likeness?.mean[row] ?? 0,
        likeness?.greatest[row] ?? 0,
        likeness?.toFirst[row] ?? 0,
        nearestCoverage(place, index, scores.stemShares, windowLength),
        nearestCoverage(place, index, scores.stemShares, windowLength / 2),
      ],
      row * featureCount,
    );
  }
  return features;
}

/** The greatest share of the query, from 0 to 1, that stands within one stretch of the passage. */
function nearestCoverage(
  place: number,
  index: LexicalIndex,
  shares: ReadonlyMap<number, number>,
  stretch: number,
): number {
  const start = index.orderStarts[place] ?? 0;
  const end = index.orderStarts[place + 1] ?? start;
  const seen: { readonly at: number; readonly stem: number; readonly share: number }[] = [];
  let greatest = 0;
  for (let at = start; at < end; at++) {
    const stem = index.order[at] ?? 0;
    const share = shares.get(stem);
    if (share === undefined) continue;
    const repeated = seen.findIndex((earlier) => earlier.stem === stem);
    if (repeated >= 0) seen.splice(repeated, 1);
    seen.push({ at, stem, share });
    while ((seen[0]?.at ?? at) <= at - stretch) seen.shift();
    let sum = 0;
    for (const earlier of seen) sum += earlier.share;
    if (sum > greatest) greatest = sum;
  }
  return greatest;
}

function bestBy(places: readonly number[], units: Uint32Array, scores: Float32Array): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const place of places) {
    const unit = units[place] ?? 0;
    best.set(unit, Math.max(best.get(unit) ?? 0, scores[place] ?? 0));
  }
  return best;
}

/** Cosines with the passages that are first so far, weighted by how far ahead these are; none with itself. */
function likenessToLeaders(places: readonly number[], lexical: Float32Array, possible: number, dense: DenseScores) {
  const firsts = places
    .map((place) => ({ place, score: (lexical[place] ?? 0) / possible + dense.cosine(place) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, leaders);
  const top = firsts[0]?.score ?? 0;
  const weights = firsts.map(({ score }) => Math.exp((score - top) * 4));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = new Float32Array(places.length);
  const greatest = new Float32Array(places.length);
  const toFirst = new Float32Array(places.length);
  for (const [row, place] of places.entries()) {
    for (const [at, first] of firsts.entries()) {
      const cosine = first.place === place ? 0 : dense.between(place, first.place);
      mean[row] = (mean[row] ?? 0) + (cosine * (weights[at] ?? 0)) / sum;
      greatest[row] = Math.max(greatest[row] ?? 0, cosine);
      if (at === 0) toFirst[row] = cosine;
    }
  }
  return { mean, greatest, toFirst };
}
