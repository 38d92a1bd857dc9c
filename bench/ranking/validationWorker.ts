/** The thread that fits a ranking to some of the judged questions and ranks the others by it. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPassageIndex } from '../../server/regulations/search/passageIndex.ts';
import type { JudgedQuestion, Ranked } from '../retrievalQuality.ts';
import { fitRanking, rankingOf } from './fitRanking.ts';
import { judge } from './judgedQuestions.ts';
import { rankQuestions } from './judgedRanking.ts';

export interface ValidationOrder {
  readonly indexFile: string;
  /** What the passage at each place of the index is called. */
  readonly names: readonly Ranked[];
  readonly questions: readonly JudgedQuestion[];
  /** Numbers of the questions that are learnt from, and of those that are ranked then. */
  readonly learnt: readonly number[];
  readonly asked: readonly number[];
}

// What is ordered stands in `crossValidate.ts`.
const { indexFile, names, questions, learnt, asked } = workerData as ValidationOrder;
const index = readPassageIndex(indexFile, null);
if (index === null) throw new Error(`${indexFile} is no index`);
const judged = judge(index, names, questions);
parentPort?.postMessage(await rankQuestions(judged, asked, rankingOf(await fitRanking(judged, learnt))));
