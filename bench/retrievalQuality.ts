/** Judges rankings of passages by the passages that people found relevant. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

export interface Ranked {
  readonly document: string;
  readonly reference: string;
}

export interface JudgedQuestion {
  readonly question: string;
  readonly relevant: readonly Ranked[];
}

/** Means over questions, each from 0 to 1 and over the first ten passages. */
export interface Quality {
  readonly recall: number;
  /** Mean average precision. */
  readonly precision: number;
  /** Normalised discounted cumulative gain. */
  readonly gain: number;
  readonly reciprocalRank: number;
}

const depth = 10;

const questionsShape = z.array(
  z.object({
    Question: z.string(),
    Passages: z.array(z.object({ DocumentID: z.union([z.string(), z.number()]), PassageID: z.string() })),
  }),
);

export function readQuestions(file: string): readonly JudgedQuestion[] {
  return questionsShape.parse(JSON.parse(readFileSync(file, 'utf8'))).map(({ Question, Passages }) => ({
    question: Question,
    relevant: Passages.map(({ DocumentID, PassageID }) => ({ document: String(DocumentID), reference: PassageID })),
  }));
}

/** @param rankings one for each question, the best passage first */
export function meanQuality(
  questions: readonly JudgedQuestion[],
  rankings: readonly (readonly Ranked[])[],
  isCounted: (question: JudgedQuestion, index: number) => boolean,
): Quality {
  const sums = { recall: 0, precision: 0, gain: 0, reciprocalRank: 0 };
  let count = 0;
  for (const [index, question] of questions.entries()) {
    if (!isCounted(question, index)) continue;
    count++;
    const quality = qualityOf(question, rankings[index] ?? []);
    sums.recall += quality.recall;
    sums.precision += quality.precision;
    sums.gain += quality.gain;
    sums.reciprocalRank += quality.reciprocalRank;
  }
  return {
    recall: sums.recall / count,
    precision: sums.precision / count,
    gain: sums.gain / count,
    reciprocalRank: sums.reciprocalRank / count,
  };
}

function qualityOf({ relevant }: JudgedQuestion, ranking: readonly Ranked[]): Quality {
  const wanted = new Set(relevant.map(nameOf));
  const total = wanted.size;
  let found = 0;
  let precision = 0;
  let gain = 0;
  let reciprocalRank = 0;
  for (const [index, ranked] of ranking.slice(0, depth).entries()) {
    // A reference that stands twice in a document counts once.
    if (!wanted.delete(nameOf(ranked))) continue;
    found++;
    precision += found / (index + 1);
    gain += 1 / Math.log2(index + 2);
    reciprocalRank ||= 1 / (index + 1);
  }
  let ideal = 0;
  for (let index = 0; index < Math.min(depth, total); index++) ideal += 1 / Math.log2(index + 2);
  return { recall: found / total, precision: precision / total, gain: gain / ideal, reciprocalRank };
}

function nameOf({ document, reference }: Ranked): string {
  return `${document}\n${reference}`;
}
