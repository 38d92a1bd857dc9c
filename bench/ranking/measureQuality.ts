/** Measures how well passages are found: by all legs and by each, beside plain FTS5 and published systems. */
import path from 'node:path';
import { writePassageIndex, type PassageIndex } from '../../server/regulations/search/passageIndex.ts';
import type { Obliqa } from '../obliqa.ts';
import { plainFullText } from '../plainFullText.ts';
import { meanQuality, type JudgedQuestion, type Quality, type Ranked } from '../retrievalQuality.ts';
import type { BenchRow } from '../table.ts';
import { crossValidate } from './crossValidate.ts';
import { isKeptAside } from './keptAside.ts';
import { namesOf } from './judgedQuestions.ts';

const published = [
  ['BM25, official settings', 0.763, 0.627],
  ['LeSeR (arXiv 2412.06009)', 0.82, 0.666],
  ['BM25 and a fine-tuned transformer (RIRAG 2025)', 0.833, 0.702],
] as const;

/** @param found by what is shipped: the ten foremost passages of each question */
export async function measureQuality(
  { regulations, original, folder }: Obliqa,
  index: PassageIndex,
  questions: readonly JudgedQuestion[],
  found: readonly (readonly Ranked[])[],
): Promise<readonly BenchRow[]> {
  const indexFile = path.join(folder, 'judged.index');
  writePassageIndex(indexFile, index);
  const names = await namesOf(index, regulations.passages);
  const validated = await crossValidate({ indexFile, names, questions });
  const every = (): boolean => true;
  /** The constants of BM25 and the weights of its parts were chosen on the other half; features and settings of the fit on both. */
  const isOdd = (_: JudgedQuestion, number: number): boolean => number % 2 === 1;
  const fused = validated.map((ranking) => ranking.fused);
  const goal = { recall: 0.82, precision: 0.7 };
  const floor = { recall: 0.8, precision: 0.67 };
  const kept = meanQuality(questions, found, (_, number) => isKeptAside(number));
  return [
    row('each question by a fit without it', meanQuality(questions, fused, every), goal),
    row('the same, the half that BM25 was not tuned on', meanQuality(questions, fused, isOdd), goal),
    row(
      'the same, lexical leg',
      meanQuality(
        questions,
        validated.map(({ lexical }) => lexical),
        every,
      ),
    ),
    row(
      'the same, dense leg',
      meanQuality(
        questions,
        validated.map(({ dense }) => dense),
        every,
      ),
    ),
    row('as shipped, the tenth that it was not fitted to', kept, floor),
    row('plain FTS5 bm25()', meanQuality(questions, plainFullText(original, questions), every)),
    ...published.map(([name, recall, precision]) => ({
      name: `published, test questions: ${name}`,
      value: `${recall.toFixed(3)} / ${precision.toFixed(3)}`,
    })),
  ];
}

function row(name: string, quality: Quality, goal?: Pick<Quality, 'recall' | 'precision'>): BenchRow {
  const { recall, precision, gain, reciprocalRank } = quality;
  const value = [recall, precision, gain, reciprocalRank].map((figure) => figure.toFixed(3)).join(' / ');
  if (goal === undefined) return { name, value };
  return {
    name,
    value,
    goal: `≥ ${goal.recall.toFixed(2)} / ${goal.precision.toFixed(2)}`,
    isMet: recall >= goal.recall && precision >= goal.precision,
  };
}
