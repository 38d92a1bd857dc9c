/** Scores the passages of an index against the words of a query: BM25 over several kinds of terms and of surroundings. */
import type { Terms } from '../passageTerms.ts';
import { findKey, pairKey, type LexicalIndex } from './lexicalIndex.ts';
import type { Postings } from './postings.ts';

/** Scores of all passages, by place; each array is overwritten by the next query. */
export interface LexicalScores {
  readonly stems: Float32Array;
  readonly words: Float32Array;
  readonly pairs: Float32Array;
  readonly headings: Float32Array;
  /** Of the passage's section and of its document as a whole. */
  readonly sections: Float32Array;
  readonly documents: Float32Array;
  /** Share of the query's weight that stands in the passage, from 0 to 1. */
  readonly coverage: Float32Array;
  /** Numbers of the query's stems, in order; -1 for one that no passage has. */
  readonly asked: readonly number[];
  /** What each stem of the query that the index knows contributes to the coverage. */
  readonly stemShares: ReadonlyMap<number, number>;
  /** Greatest score that any passage could reach for stems: what other scores are measured by. */
  readonly possible: number;
}

/**
 * Parameters of BM25 (Robertson and Walker, 1994), tuned on passages of regulations: how soon repetition stops to
 * count, and how much long texts are held back.
 */
export interface Bm25Settings {
  readonly k1: number;
  readonly b: number;
}

const passageSettings: Bm25Settings = { k1: 0.6, b: 0.75 };
const headingSettings: Bm25Settings = { k1: 0.6, b: 0.75 };
const sectionSettings: Bm25Settings = { k1: 0.6, b: 0.75 };
const documentSettings: Bm25Settings = { k1: 1.2, b: 0.75 };

/** Terms of a query beyond these are not looked for. */
const mostTerms = 64;
/** From so many passages on, how rare a word is is taken from them alone. */
const fewPassages = 2_000;

export class LexicalScorer {
  readonly index: LexicalIndex;
  readonly #stemNumbers: ReadonlyMap<string, number>;
  readonly #wordNumbers: ReadonlyMap<string, number>;
  readonly #scores: { [Name in keyof Omit<LexicalScores, 'possible' | 'asked' | 'stemShares'>]: Float32Array };
  readonly #stemNorms: Float32Array;
  readonly #wordNorms: Float32Array;
  readonly #pairNorms: Float32Array;
  readonly #headingNorms: Float32Array;
  readonly #sectionNorms: Float32Array;
  readonly #documentNorms: Float32Array;
  /** How often the term at hand stands in each section and document; zeros between two terms. */
  readonly #sectionCounts: Float32Array;
  readonly #documentCounts: Float32Array;
  readonly #sectionScores: Float32Array;
  readonly #documentScores: Float32Array;

  constructor(index: LexicalIndex) {
    this.index = index;
    const { length } = index.sequences;
    this.#stemNumbers = new Map(index.stemNames.map((name, number) => [name, number]));
    this.#wordNumbers = new Map(index.wordNames.map((name, number) => [name, number]));
    const fresh = (): Float32Array => new Float32Array(length);
    this.#scores = {
      stems: fresh(),
      words: fresh(),
      pairs: fresh(),
      headings: fresh(),
      sections: fresh(),
      documents: fresh(),
      coverage: fresh(),
    };
    this.#stemNorms = normsOf(index.stems.lengths, passageSettings);
    this.#wordNorms = normsOf(index.words.lengths, passageSettings);
    this.#pairNorms = normsOf(index.pairs.lengths, passageSettings);
    this.#headingNorms = normsOf(index.headings.lengths, headingSettings);
    this.#sectionNorms = normsOf(sumBy(index.stems.lengths, index.sections, index.sectionCount), sectionSettings);
    this.#documentNorms = normsOf(sumBy(index.stems.lengths, index.documents, index.documentCount), documentSettings);
    this.#sectionCounts = new Float32Array(index.sectionCount);
    this.#documentCounts = new Float32Array(index.documentCount);
    this.#sectionScores = new Float32Array(index.sectionCount);
    this.#documentScores = new Float32Array(index.documentCount);
  }

  /** @param weightOf how much a stem of the query counts; 1 for one like all others */
  score(terms: Terms, weightOf: (stem: string) => number): LexicalScores {
    const { index } = this;
    const scores = this.#scores;
    for (const array of Object.values(scores)) array.fill(0);
    this.#sectionScores.fill(0);
    this.#documentScores.fill(0);
    const count = index.sequences.length;
    const asked = terms.stems.slice(0, mostTerms);
    const stems = asked.map((stem) => this.#stemNumbers.get(stem) ?? -1);
    const askedWeights = asked.map(weightOf);
    const unknownWeight = this.#rarity(0, count);
    const stemShares = new Map<number, number>();
    let weight = 0;
    let possible = 0;
    for (const [stem, times] of weighed(stems, askedWeights)) {
      const share = stem < 0 ? unknownWeight : this.#rarity(frequency(index.stems, stem), count);
      weight += share * times;
      possible += share * times * (passageSettings.k1 + 1);
      if (stem < 0) continue;
      stemShares.set(stem, share * times);
      addScores(index.stems, stem, share * times, passageSettings, this.#stemNorms, scores.stems);
      addCoverage(index.stems, stem, share * times, scores.coverage);
      this.#addSurroundings(stem, times);
      const inHeadings = this.#rarity(frequency(index.headings, stem), count);
      addScores(index.headings, stem, inHeadings * times, headingSettings, this.#headingNorms, scores.headings);
    }
    for (const [word, times] of weighed(
      terms.words.slice(0, mostTerms).map((name) => this.#wordNumbers.get(name) ?? -1),
      askedWeights,
    )) {
      if (word < 0) continue;
      const share = this.#rarity(frequency(index.words, word), count);
      addScores(index.words, word, share * times, passageSettings, this.#wordNorms, scores.words);
    }
    const keys = stems
      .slice(1)
      .map((second, at) => (second < 0 || (stems[at] ?? -1) < 0 ? -1 : pairKey(stems[at] ?? 0, second)));
    for (const [key, times] of weighed(
      keys,
      askedWeights.slice(1).map((second, at) => Math.sqrt(second * (askedWeights[at] ?? 1))),
    )) {
      const pair = key < 0 ? -1 : findKey(index.pairKeys, key);
      if (pair < 0) continue;
      const share = this.#rarity(frequency(index.pairs, pair), count);
      addScores(index.pairs, pair, share * times, passageSettings, this.#pairNorms, scores.pairs);
    }
    for (let place = 0; place < count; place++) {
      scores.sections[place] = this.#sectionScores[index.sections[place] ?? 0] ?? 0;
      scores.documents[place] = this.#documentScores[index.documents[place] ?? 0] ?? 0;
      scores.coverage[place] = (scores.coverage[place] ?? 0) / Math.max(weight, 1e-6);
    }
    for (const [stem, share] of stemShares) stemShares.set(stem, share / Math.max(weight, 1e-6));
    return { ...scores, asked: stems, stemShares, possible: Math.max(possible, 1e-6) };
  }

  /**
   * The inverse frequency. How rare a word is can hardly be told from a few passages, and their scores would mean
   * something else to the ranking than those of many. So a few count as if they were part of more, in which each word is
   * rarer than in them, by the square root of how many times more.
   */
  #rarity(found: number, count: number): number {
    const growth = Math.max(1, fewPassages / Math.max(1, this.index.sequences.length));
    return inverseFrequency((found + 0.5) * Math.sqrt(growth) - 0.5, count * growth);
  }

  /** The same counts summed up by section and by document make each of them a text of its own. */
  #addSurroundings(stem: number, times: number): void {
    const { stems, sections, documents, sectionCount, documentCount } = this.index;
    const from = stems.offsets[stem] ?? 0;
    const to = stems.offsets[stem + 1] ?? 0;
    const seenSections: number[] = [];
    const seenDocuments: number[] = [];
    for (let at = from; at < to; at++) {
      const place = stems.passages[at] ?? 0;
      const times = stems.counts[at] ?? 0;
      const section = sections[place] ?? 0;
      const document = documents[place] ?? 0;
      if (this.#sectionCounts[section] === 0) seenSections.push(section);
      if (this.#documentCounts[document] === 0) seenDocuments.push(document);
      this.#sectionCounts[section] = (this.#sectionCounts[section] ?? 0) + times;
      this.#documentCounts[document] = (this.#documentCounts[document] ?? 0) + times;
    }
    settle(
      seenSections,
      this.#sectionCounts,
      this.#sectionNorms,
      this.#sectionScores,
      sectionSettings,
      times * this.#rarity(seenSections.length, sectionCount),
    );
    settle(
      seenDocuments,
      this.#documentCounts,
      this.#documentNorms,
      this.#documentScores,
      documentSettings,
      times * this.#rarity(seenDocuments.length, documentCount),
    );
  }
}

function settle(
  seen: readonly number[],
  counts: Float32Array,
  norms: Float32Array,
  scores: Float32Array,
  { k1 }: Bm25Settings,
  weight: number,
): void {
  for (const unit of seen) {
    const count = counts[unit] ?? 0;
    scores[unit] = (scores[unit] ?? 0) + (weight * count * (k1 + 1)) / (count + (norms[unit] ?? 1));
    counts[unit] = 0;
  }
}

/** Never negative, as proposed by Lucene: the logarithm of one plus the odds. */
export function inverseFrequency(found: number, count: number): number {
  return Math.log(1 + (count - found + 0.5) / (found + 0.5));
}

function frequency(postings: Postings, term: number): number {
  return (postings.offsets[term + 1] ?? 0) - (postings.offsets[term] ?? 0);
}

function normsOf(lengths: Float32Array, { k1, b }: Bm25Settings): Float32Array {
  let sum = 0;
  for (const length of lengths) sum += length;
  const average = Math.max(1e-6, sum / Math.max(1, lengths.length));
  return lengths.map((length) => k1 * (1 - b + (b * length) / average));
}

function sumBy(lengths: Float32Array, units: Uint32Array, unitCount: number): Float32Array {
  const sums = new Float32Array(unitCount);
  for (let place = 0; place < units.length; place++) {
    const unit = units[place] ?? 0;
    sums[unit] = (sums[unit] ?? 0) + (lengths[place] ?? 0);
  }
  return sums;
}

function addScores(
  { offsets, passages, counts }: Postings,
  term: number,
  weight: number,
  { k1 }: Bm25Settings,
  norms: Float32Array,
  scores: Float32Array,
): void {
  const to = offsets[term + 1] ?? 0;
  for (let at = offsets[term] ?? 0; at < to; at++) {
    const place = passages[at] ?? 0;
    const count = counts[at] ?? 0;
    scores[place] = (scores[place] ?? 0) + (weight * count * (k1 + 1)) / (count + (norms[place] ?? 1));
  }
}

function addCoverage({ offsets, passages }: Postings, term: number, weight: number, coverage: Float32Array): void {
  const to = offsets[term + 1] ?? 0;
  for (let at = offsets[term] ?? 0; at < to; at++) {
    const place = passages[at] ?? 0;
    coverage[place] = (coverage[place] ?? 0) + weight;
  }
}

/** The weights of each term, summed up over the places where it stands. */
function weighed(terms: readonly number[], weights: readonly number[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const [at, term] of terms.entries()) sums.set(term, (sums.get(term) ?? 0) + (weights[at] ?? 1));
  return sums;
}
