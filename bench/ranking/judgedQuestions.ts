/** Judged questions beside the index that their passages are in, and how the ranking sees them. */
import { ExactVectorIndex } from '../../server/regulations/exactVectorIndex.ts';
import type { PassageStore } from '../../server/regulations/passageStore.ts';
import type { DenseScores } from '../../server/regulations/search/denseScores.ts';
import type { FittedRanking } from '../../server/regulations/search/fittedRanking.ts';
import type { AskedStems } from '../../server/regulations/search/matchFeatures.ts';
import type { PassageIndex } from '../../server/regulations/search/passageIndex.ts';
import { PassageRanker } from '../../server/regulations/search/rankPassages.ts';
import type { JudgedQuestion, Ranked } from '../retrievalQuality.ts';

export interface JudgedQuestions {
  readonly index: PassageIndex;
  /** What the passage at each place is called. */
  readonly names: readonly Ranked[];
  readonly questions: readonly JudgedQuestion[];
  /** Places of the passages that answer each question. */
  readonly relevant: readonly ReadonlySet<number>[];
}

/** A question's candidates, as the first ranking sees them. */
export interface DescribedQuestion {
  readonly query: string;
  readonly asked: AskedStems;
  readonly places: readonly number[];
  /** `featureCount` numbers for each place. */
  readonly features: Float32Array;
  readonly dense: DenseScores | null;
  /** 1 at the rows of passages that answer. */
  readonly isRelevant: Uint8Array;
}

/** @returns what the passage at each place is called */
export async function namesOf({ lexical }: PassageIndex, passages: PassageStore): Promise<readonly Ranked[]> {
  const names: Ranked[] = [];
  const sequences = [...lexical.sequences];
  const portion = 500;
  for (let start = 0; start < sequences.length; start += portion)
    for (const { document, reference } of await passages.read(sequences.slice(start, start + portion)))
      names.push({ document: document.id, reference });
  return names;
}

export function judge(
  index: PassageIndex,
  names: readonly Ranked[],
  questions: readonly JudgedQuestion[],
): JudgedQuestions {
  const places = new Map<string, number[]>();
  for (const [place, name] of names.entries()) places.set(keyOf(name), [...(places.get(keyOf(name)) ?? []), place]);
  const relevant = questions.map(
    (question) => new Set(question.relevant.flatMap((one) => places.get(keyOf(one)) ?? [])),
  );
  return { index, names, questions, relevant };
}

function keyOf({ document, reference }: Ranked): string {
  return `${document}\n${reference}`;
}

/** @param asked numbers of the questions that are meant */
export async function describeQuestions(
  { index, questions, relevant }: JudgedQuestions,
  asked: readonly number[],
  fitted: FittedRanking,
): Promise<readonly DescribedQuestion[]> {
  const ranker = new PassageRanker(index, exactVectors(index), fitted);
  const described: DescribedQuestion[] = [];
  for (const number of asked) {
    const query = questions[number]?.question ?? '';
    const wish = { limit: 10, allowed: undefined, byChoice: [] };
    const { places, features, asked: terms, dense } = await ranker.describe(query, wish);
    const isRelevant = Uint8Array.from(places, (place) => (relevant[number]?.has(place) === true ? 1 : 0));
    described.push({ query, asked: terms, places, features, dense: dense.scores, isRelevant });
  }
  return described;
}

export function exactVectors({ dense }: PassageIndex): ExactVectorIndex {
  return new ExactVectorIndex(dense.vectors, dense.embedder.dimension);
}
