/** What of the ranking is fitted to judged questions, as it is shipped. */
import { fittedTrees } from './fittedTrees.ts';
import { fittedWeights } from './fittedWeights.ts';
import { fittedWords } from './fittedWords.ts';
import { QuestionWords } from './questionWords.ts';
import { RankingModel } from './rankingModel.ts';
import { RankingTrees } from './rankingTrees.ts';

export interface FittedRanking {
  readonly words: QuestionWords;
  /** Of the first ranking. */
  readonly model: RankingModel;
  /** Of the second; null for none. */
  readonly trees: RankingTrees | null;
}

export const fittedRanking: FittedRanking = {
  words: new QuestionWords(fittedWords),
  model: new RankingModel(fittedWeights),
  trees: new RankingTrees(fittedTrees),
};

/** For texts that are no rules: the second ranking knows what rules look like, and which of them stand together. */
export const rankingOfOtherTexts: FittedRanking = { ...fittedRanking, trees: null };
