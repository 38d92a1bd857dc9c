/** Fits all of the ranking to judged questions, each part on what the parts before it say. */
import { fittedRanking, type FittedRanking } from '../../server/regulations/search/fittedRanking.ts';
import { QuestionWords, type StemsByWeight } from '../../server/regulations/search/questionWords.ts';
import { describedCount, describeForemost } from '../../server/regulations/search/rankAgain.ts';
import { RankingModel, type RankingWeights } from '../../server/regulations/search/rankingModel.ts';
import { RankingTrees } from '../../server/regulations/search/rankingTrees.ts';
import { fitModel } from './fitModel.ts';
import { fitTrees, type RankedQuestion } from './fitTrees.ts';
import { fitWords } from './fitWords.ts';
import { describeQuestions, type DescribedQuestion, type JudgedQuestions } from './judgedQuestions.ts';

/** The numbers that are shipped. */
export interface FittedNumbers {
  readonly words: StemsByWeight;
  readonly weights: RankingWeights;
  readonly trees: readonly string[];
}

/** The second ranking learns from scores that a model gave which did not know the question: so it is when it is used. */
const parts = 4;

/** @param asked numbers of the questions that are learnt from; nothing is taken from any other */
export async function fitRanking(judged: JudgedQuestions, asked: readonly number[]): Promise<FittedNumbers> {
  const words = fitWords(judged, asked);
  const described = await describeQuestions(judged, asked, { ...fittedRanking, words: new QuestionWords(words) });
  const weights = fitModel(described);
  const ranked: RankedQuestion[] = [];
  for (let part = 0; part < parts; part++) {
    const model = new RankingModel(fitModel(described.filter((_, at) => at % parts !== part)));
    for (const [at, question] of described.entries())
      if (at % parts === part) ranked.push(describeAgain(judged, question, model));
  }
  return { words, weights, trees: fitTrees(ranked, describedCount) };
}

export function rankingOf({ words, weights, trees }: FittedNumbers): FittedRanking {
  return { words: new QuestionWords(words), model: new RankingModel(weights), trees: new RankingTrees(trees) };
}

function describeAgain({ index }: JudgedQuestions, question: DescribedQuestion, model: RankingModel): RankedQuestion {
  const scores = model.score(question.features);
  const { rows, described } = describeForemost({ index: index.lexical, scores, ...question });
  return { described, isRelevant: Uint8Array.from(rows, (row) => question.isRelevant[row] ?? 0) };
}
