/** Ranks the passages of an index for a query, by all legs together. */
import { TermSplitter } from '../passageTerms.ts';
import type { LegName, LegPlace, LegState } from './leg.ts';
import { LexicalScorer, type LexicalScores } from './lexicalScorer.ts';
import type { PassageIndex } from './passageIndex.ts';
import { topPlaces } from './topPlaces.ts';

export interface RankedPassage {
  readonly sequence: number;
  readonly score: number;
  readonly legs: Readonly<Partial<Record<LegName, LegPlace>>>;
}

export interface Ranking {
  /** The best first. */
  readonly passages: readonly RankedPassage[];
  readonly legs: readonly LegState[];
}

/** Candidates that each leg gives. */
const candidatesPerLeg = 100;

export class PassageRanker {
  readonly index: PassageIndex;
  readonly #scorer: LexicalScorer;
  readonly #splitter = new TermSplitter();
  readonly #lexical: Float32Array;

  constructor(index: PassageIndex) {
    this.index = index;
    this.#scorer = new LexicalScorer(index.lexical);
    this.#lexical = new Float32Array(index.lexical.sequences.length);
  }

  rank(query: string, limit: number): Ranking {
    const terms = this.#splitter.split(query);
    const scores = this.#scorer.score(terms);
    combine(scores, this.index.lexical.documents, this.#lexical);
    const { sequences } = this.index.lexical;
    const places = topPlaces(this.#lexical, Math.max(candidatesPerLeg, limit));
    const passages = places.slice(0, limit).map((place, index) => {
      const score = (this.#lexical[place] ?? 0) / scores.possible;
      return { sequence: sequences[place] ?? 0, score, legs: { lexical: { rank: index + 1, score } } };
    });
    return { passages, legs: [{ leg: 'lexical', state: 'answered', found: places.length, how: 'index' }] };
  }
}

/** Weights that did best on one half of the judged questions; see docs/regulations.md. */
const weights = { words: 0.45, pairs: 0.62, headings: 0.17, sections: 0.15, documents: 0.8, next: 0.15 };

function combine(scores: LexicalScores, documents: Uint32Array, into: Float32Array): void {
  const { stems, words, pairs, headings, sections, documents: documentScores } = scores;
  for (let place = 0; place < into.length; place++) {
    const next = documents[place] === documents[place + 1] ? (stems[place + 1] ?? 0) : 0;
    into[place] =
      (stems[place] ?? 0) +
      weights.words * (words[place] ?? 0) +
      weights.pairs * (pairs[place] ?? 0) +
      weights.headings * (headings[place] ?? 0) +
      weights.sections * (sections[place] ?? 0) +
      weights.documents * (documentScores[place] ?? 0) +
      weights.next * next;
  }
}
