/** Ranks the passages of judged questions, by all legs together and by each alone. */
import type { FittedRanking } from '../../server/regulations/search/fittedRanking.ts';
import { PassageRanker, type RankedPassage } from '../../server/regulations/search/rankPassages.ts';
import type { Ranked } from '../retrievalQuality.ts';
import { exactVectors, type JudgedQuestions } from './judgedQuestions.ts';

/** The ten foremost passages for a question, the best first. */
export interface JudgedRanking {
  readonly fused: readonly Ranked[];
  readonly lexical: readonly Ranked[];
  readonly dense: readonly Ranked[];
}

const depth = 10;
/** Candidates that are asked for, so that the places of all legs are among them. */
const allCandidates = 400;

/** @param asked numbers of the questions that are meant */
export async function rankQuestions(
  { index, names, questions }: JudgedQuestions,
  asked: readonly number[],
  fitted: FittedRanking,
): Promise<readonly JudgedRanking[]> {
  const ranker = new PassageRanker(index, exactVectors(index), fitted);
  const places = new Map(Array.from(index.lexical.sequences, (sequence, place) => [sequence, place]));
  const named = (passages: readonly RankedPassage[]): readonly Ranked[] =>
    passages.flatMap(({ sequence }) => names[places.get(sequence) ?? -1] ?? []);
  const rankings: JudgedRanking[] = [];
  for (const number of asked) {
    const { passages } = await ranker.rank(questions[number]?.question ?? '', allCandidates);
    const rankOf = (leg: 'lexical' | 'dense', { legs }: RankedPassage): number => legs[leg]?.rank ?? Infinity;
    const foremost = (leg: 'lexical' | 'dense'): readonly RankedPassage[] =>
      passages.filter((passage) => rankOf(leg, passage) <= depth).toSorted((a, b) => rankOf(leg, a) - rankOf(leg, b));
    rankings.push({
      fused: named(passages.slice(0, depth)),
      lexical: named(foremost('lexical')),
      dense: named(foremost('dense')),
    });
  }
  return rankings;
}
