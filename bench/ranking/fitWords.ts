/** Finds the words of questions that the passages which answer them seldom repeat. */
import { TermSplitter } from '../../server/regulations/passageTerms.ts';
import type { StemsByWeight } from '../../server/regulations/search/questionWords.ts';
import type { JudgedQuestions } from './judgedQuestions.ts';

/** Rarer ones say too little. */
const leastQuestions = 5;
/** How often an ordinary word is repeated. */
const usualShare = 0.6;
/** Questions that speak for the usual share before any was seen. */
const smoothing = 4;
/** Below 1, so that differences are taken with a grain of salt. */
const exponent = 0.8;
/** Weights above it are not worth a line. */
const greatestWeight = 0.85;
const shortestStem = 3;

/** @param asked numbers of the questions that are learnt from */
export function fitWords({ index, questions, relevant }: JudgedQuestions, asked: readonly number[]): StemsByWeight {
  const { stemNames, order, orderStarts } = index.lexical;
  const splitter = new TermSplitter();
  const counts = new Map<string, { questions: number; repeated: number }>();
  for (const number of asked) {
    const answers = [...(relevant[number] ?? [])].map(
      (place) =>
        new Set(Array.from(order.subarray(orderStarts[place], orderStarts[place + 1]), (stem) => stemNames[stem])),
    );
    for (const stem of new Set(splitter.split(questions[number]?.question ?? '').stems)) {
      const count = counts.get(stem) ?? { questions: 0, repeated: 0 };
      counts.set(stem, count);
      count.questions++;
      count.repeated += answers.filter((stems) => stems.has(stem)).length / Math.max(1, answers.length);
    }
  }
  const byWeight = new Map<number, string[]>();
  for (const [stem, count] of counts) {
    if (count.questions < leastQuestions || stem.length < shortestStem || !/^[a-z]+$/u.test(stem)) continue;
    const share = (count.repeated + smoothing * usualShare) / (count.questions + smoothing);
    const weight = Math.min(1, share / usualShare) ** exponent;
    if (weight >= greatestWeight) continue;
    const rounded = Number(weight.toFixed(1));
    byWeight.set(rounded, [...(byWeight.get(rounded) ?? []), stem]);
  }
  return [...byWeight]
    .toSorted(([a], [b]) => a - b)
    .map(([weight, stems]) => [weight, stems.toSorted().join(' ')] as const);
}
