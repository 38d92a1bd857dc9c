/** Ranks the passages of an index for a query, by all legs together. */
import { describeFailure } from '../../base/failure.ts';
import { TermSplitter } from '../passageTerms.ts';
import { candidateFeatures } from './candidateFeatures.ts';
import { chosenScores, noChosenLeg, type ChosenLeg } from './chosenLeg.ts';
import { DenseScores } from './denseScores.ts';
import { fittedRanking, type FittedRanking } from './fittedRanking.ts';
import { ReferenceFinder, withoutReferences, type ReferenceMatch } from './findReferences.ts';
import type { LegName, LegPlace, LegState } from './leg.ts';
import { LexicalScorer, type LexicalScores } from './lexicalScorer.ts';
import type { AskedStems } from './matchFeatures.ts';
import type { PassageIndex } from './passageIndex.ts';
import { rankAgain } from './rankAgain.ts';
import { topPlaces } from './topPlaces.ts';
import type { Neighbour, VectorIndex } from '../vectorIndex.ts';

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

/** Candidates of the lexical leg; the passage that answers is among them nine times of ten. */
const lexicalCandidates = 150;
const denseCandidates = 50;
/** Added to the score of a passage that the query names: hardly anything where the query asks about something else too. */
const referenceBonus = 0.1;
/** The same where the query asks for nothing else: more than any other evidence is worth. */
const soleReferenceBonus = 8;
/** Terms beside the reference that still ask for nothing else, as in "What is Rule 6.3.2 about". */
const fewTerms = 2;

export class PassageRanker {
  readonly index: PassageIndex;
  readonly #vectors: VectorIndex;
  readonly #scorer: LexicalScorer;
  readonly #references: ReferenceFinder;
  readonly #splitter = new TermSplitter();
  readonly #lexical: Float32Array;

  readonly #fitted: FittedRanking;

  /** @param fitted what is fitted to judged questions. Default what is shipped */
  constructor(index: PassageIndex, vectors: VectorIndex, fitted = fittedRanking) {
    this.index = index;
    this.#fitted = fitted;
    this.#vectors = vectors;
    this.#scorer = new LexicalScorer(index.lexical);
    this.#references = new ReferenceFinder(index.lexical.references);
    this.#lexical = new Float32Array(index.lexical.sequences.length);
  }

  /**
   * One query at a time.
   *
   * @param allowed 1 at the places that may be found. Default all
   * @param chosen what an embedder beside the trained one says. Default none
   */
  async rank(query: string, limit: number, allowed?: Uint8Array, chosen = noChosenLeg): Promise<Ranking> {
    const { lexical: index } = this.index;
    const byChoice = chosen.kind === 'answered' ? chosen.found : [];
    const described = await this.describe(query, { limit, allowed, byChoice });
    const { places, dense, named, byWords } = described;
    const { model, trees } = this.#fitted;
    const { features, asked } = described;
    const scores = model.score(features);
    const fused =
      trees === null
        ? scores
        : rankAgain({ index, query, places, asked, scores, dense: dense.scores, features }, trees);
    const chosenParts = chosenScores(places, chosen);
    const others = this.#splitter.split(withoutReferences(query)).stems.length;
    const bonus = others <= fewTerms ? soleReferenceBonus : referenceBonus;
    const bonuses = new Map(named.map(({ place, score }) => [place, score * bonus]));
    const ranked = places
      .map((place, row) => ({ place, score: (fused[row] ?? 0) + (chosenParts[row] ?? 0) + (bonuses.get(place) ?? 0) }))
      .toSorted((a, b) => b.score - a.score || a.place - b.place)
      .slice(0, limit);
    const legs = legPlaces(
      byWords.map((place) => ({ place, score: (this.#lexical[place] ?? 0) / described.possible })),
      chosen.kind === 'absent' ? { dense: dense.found } : { dense: byChoice, trained: dense.found },
      named,
    );
    return {
      passages: ranked.map(({ place, score }) => ({
        sequence: index.sequences[place] ?? 0,
        // From 0 to 1, so that the best of several datasets can be told.
        score: 1 / (1 + Math.exp(-score / 4)),
        legs: legs(place),
      })),
      legs: [
        { leg: 'lexical', state: 'answered', found: byWords.length, how: 'index of words' },
        ...denseStates(dense.state, chosen),
        { leg: 'references', state: 'answered', found: named.length, how: 'index of references' },
      ],
    };
  }

  /**
   * The candidates of a query, as the ranking sees them. One query at a time.
   *
   * @param wish.limit passages that will be wanted
   * @param wish.byChoice what an embedder beside the trained one found
   */
  async describe(query: string, { limit, allowed, byChoice }: CandidateWish): Promise<DescribedCandidates> {
    const { lexical: index } = this.index;
    const dense = await this.#dense(query, allowed);
    const scores = this.#scorer.score(this.#splitter.split(query), this.#fitted.words.weight);
    combine(scores, index.documents, this.#lexical);
    if (allowed !== undefined)
      for (const [place, isAllowed] of allowed.entries()) if (isAllowed === 0) this.#lexical[place] = 0;
    const byWords = topPlaces(this.#lexical, Math.max(lexicalCandidates, limit));
    const named = this.#references.find(query).filter(({ place }) => allowed?.[place] !== 0);
    const places = [...new Set([...byWords, ...[...dense.found, ...byChoice, ...named].map(({ place }) => place)])];
    const features = candidateFeatures(places, { index, scores, lexical: this.#lexical, dense: dense.scores });
    const asked = { stems: scores.asked, shares: scores.stemShares };
    return { places, features, asked, dense, named, byWords, possible: scores.possible };
  }

  /** A failure of this leg is told, and the others go on without it. */
  async #dense(query: string, allowed: Uint8Array | undefined): Promise<DenseAnswer> {
    try {
      const { dense } = this.index;
      const vector = dense.embedder.embedText(query);
      const isKnown = vector.some((value) => value !== 0);
      const found = isKnown
        ? await this.#vectors.nearest(
            vector,
            denseCandidates,
            allowed === undefined ? undefined : (place) => allowed[place] === 1,
          )
        : [];
      return {
        found,
        scores: new DenseScores(dense, vector),
        state: { leg: 'dense', state: 'answered', found: found.length, how: this.#vectors.name },
      };
    } catch (error) {
      return {
        found: [],
        scores: null,
        state: { leg: 'dense', state: 'failed', reason: describeFailure(error).message },
      };
    }
  }
}

interface CandidateWish {
  readonly limit: number;
  readonly allowed: Uint8Array | undefined;
  readonly byChoice: readonly Neighbour[];
}

interface DescribedCandidates {
  readonly places: readonly number[];
  /** `featureCount` numbers for each place. */
  readonly features: Float32Array;
  readonly asked: AskedStems;
  readonly dense: DenseAnswer;
  readonly named: readonly ReferenceMatch[];
  readonly byWords: readonly number[];
  /** The most that the lexical leg could score. */
  readonly possible: number;
}

interface DenseAnswer {
  readonly found: readonly Neighbour[];
  readonly scores: DenseScores | null;
  readonly state: LegState;
}

/** The trained embedder is the dense leg where no other is. */
function denseStates(trained: LegState, chosen: ChosenLeg): readonly LegState[] {
  switch (chosen.kind) {
    case 'absent':
      return trained.state === 'answered' && chosen.note !== null
        ? [{ ...trained, how: `${trained.how}, by the embedder that is trained on the passages: ${chosen.note}` }]
        : [trained];
    case 'failed':
      return [
        { leg: 'dense', state: 'failed', reason: chosen.reason },
        { ...trained, leg: 'trained' },
      ];
    case 'answered':
      return [
        { leg: 'dense', state: 'answered', found: chosen.found.length, how: chosen.how },
        { ...trained, leg: 'trained' },
      ];
  }
}

function legPlaces(
  lexical: readonly { readonly place: number; readonly score: number }[],
  { dense, trained = [] }: { readonly dense: readonly Neighbour[]; readonly trained?: readonly Neighbour[] },
  references: readonly ReferenceMatch[],
): (place: number) => RankedPassage['legs'] {
  const scored = ({ place, cosine }: Neighbour) => ({ place, score: cosine });
  const ranks = (list: readonly { readonly place: number; readonly score: number }[]): ReadonlyMap<number, LegPlace> =>
    new Map(list.map(({ place, score }, at) => [place, { rank: at + 1, score }]));
  const all: readonly (readonly [LegName, ReadonlyMap<number, LegPlace>])[] = [
    ['lexical', ranks(lexical)],
    ['dense', ranks(dense.map(scored))],
    ['trained', ranks(trained.map(scored))],
    ['references', ranks(references)],
  ];
  return (place) =>
    Object.fromEntries(
      all.flatMap(([leg, known]) => {
        const found = known.get(place);
        return found === undefined ? [] : [[leg, found]];
      }),
    );
}

/** Weights that did best on judged questions; see docs/regulations.md. */
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
