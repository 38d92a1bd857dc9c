/** Measures how well and how fast passages of real regulations are found, beside plain FTS5 and published systems. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { FoundPassages } from '../server/regulations/findPassages.ts';
import { compareVectorIndexes } from './compareVectorIndexes.ts';
import { openObliqa, type Obliqa } from './obliqa.ts';
import { plainFullText } from './plainFullText.ts';
import { meanQuality, readQuestions, type JudgedQuestion, type Quality, type Ranked } from './retrievalQuality.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const published = [
  ['BM25, official settings', 0.763, 0.627],
  ['LeSeR (arXiv 2412.06009)', 0.82, 0.666],
  ['BM25 and a fine-tuned transformer (RIRAG 2025)', 0.833, 0.702],
] as const;

/** Candidates that are asked for, so that the places of all legs are among them. */
const allCandidates = 400;

/** Prints the figures; where the data is not there, the reason why it prints none. */
export async function benchRetrieval(): Promise<void> {
  const obliqa = await openObliqa('how passages are found');
  if (obliqa === null) return;
  try {
    printTable('Ingest of 40 documents with 13,732 passages', await measureIngest(obliqa));
    const questions = readQuestions(obliqa.questionsFile);
    await measureQuality(obliqa, questions);
    printTable('Vectors', await compareVectorIndexes(obliqa.regulations, obliqa.dataset, questions.slice(0, 200)));
  } finally {
    await obliqa.close();
  }
}

async function measureIngest({ regulations, dataset, source, ...obliqa }: Obliqa): Promise<readonly BenchRow[]> {
  const ingest = async (): Promise<number> => {
    const startMs = performance.now();
    const signal = new AbortController().signal;
    await obliqa.ingest(signal);
    const known = await regulations.documents.dataset(dataset);
    if (known !== null) await regulations.search.prepare(known, signal);
    return (performance.now() - startMs) / 1000;
  };
  const row = (name: string, seconds: number, most: number): BenchRow => ({
    name,
    value: `${seconds.toFixed(1)} s`,
    goal: `≤ ${most} s`,
    isMet: seconds <= most,
  });
  const first = await ingest();
  const again = await ingest();
  const changed = path.join(source, '5.json');
  writeFileSync(changed, readFileSync(changed, 'utf8').replace('Passported', 'Passported (changed)'));
  const one = await ingest();
  return [
    row('all, with training and index', first, 60),
    row('again, unchanged', again, 2),
    row('again, one changed', one, 3),
    { name: 'memory at its highest', value: `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB` },
  ];
}

async function measureQuality(
  { regulations, dataset, original: documents }: Obliqa,
  questions: readonly JudgedQuestion[],
): Promise<void> {
  const timesMs: number[] = [];
  const answers: FoundPassages[] = [];
  const signal = new AbortController().signal;
  for (const { question } of questions) {
    const startMs = performance.now();
    await regulations.search.find({ query: question, dataset, limit: 10 }, signal);
    timesMs.push(performance.now() - startMs);
    answers.push(await regulations.search.find({ query: question, dataset, limit: allCandidates }, signal));
  }
  const fused = answers.map((answer) => answer.results.slice(0, 10).map(rankedOf));
  const leg = (name: 'lexical' | 'dense' | 'trained'): readonly (readonly Ranked[])[] =>
    answers.map(({ results }) =>
      results
        .flatMap((result) => {
          const place = result.legs[name];
          return place === undefined || place.rank > 10 ? [] : [{ rank: place.rank, ranked: rankedOf(result) }];
        })
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ ranked }) => ranked),
    );
  const isTuned = (_: JudgedQuestion, index: number): boolean => index % 2 === 0;
  const isHeldOut = (_: JudgedQuestion, index: number): boolean => index % 2 === 1;
  const hasChosen = answers.some(({ legs }) => legs.some((state) => state.leg === 'trained'));
  const held = meanQuality(questions, fused, isHeldOut);
  printTable('Quality on the questions of ObliQA: Recall@10, MAP@10, nDCG@10, MRR@10', [
    qualityRow('fused, held-out half', held, held.recall >= 0.82 && held.precision >= 0.7, '0.82 / 0.70'),
    qualityRow('fused, held-out half, floor', held, held.recall >= 0.8 && held.precision >= 0.67, '0.80 / 0.67'),
    qualityRow('fused, the half it was tuned on', meanQuality(questions, fused, isTuned)),
    qualityRow('lexical leg, held-out half', meanQuality(questions, leg('lexical'), isHeldOut)),
    qualityRow('dense leg, held-out half', meanQuality(questions, leg('dense'), isHeldOut)),
    ...(hasChosen
      ? [qualityRow('trained embedder, held-out half', meanQuality(questions, leg('trained'), isHeldOut))]
      : []),
    qualityRow(
      'plain FTS5 bm25(), held-out half',
      meanQuality(questions, plainFullText(documents, questions), isHeldOut),
    ),
    ...published.map(([name, recall, precision]) => ({
      name: `published, test questions: ${name}`,
      value: `${recall.toFixed(3)} / ${precision.toFixed(3)}`,
    })),
  ]);
  const sorted = timesMs.toSorted((a, b) => a - b);
  const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
  printTable('A query, from its text to ten passages', [
    { name: 'p50', value: formatMs(sorted[Math.floor(sorted.length / 2)] ?? NaN) },
    { name: 'p95', value: formatMs(p95Ms), goal: '≤ 15 ms', isMet: p95Ms <= 15 },
  ]);
}

function rankedOf({ passage }: FoundPassages['results'][number]): Ranked {
  return { document: passage.document.id, reference: passage.reference };
}

function qualityRow(name: string, quality: Quality, isMet?: boolean, goal?: string): BenchRow {
  const { recall, precision, gain, reciprocalRank } = quality;
  const value = [recall, precision, gain, reciprocalRank].map((figure) => figure.toFixed(3)).join(' / ');
  return {
    name,
    value,
    ...(goal === undefined ? {} : { goal: `≥ ${goal}` }),
    ...(isMet === undefined ? {} : { isMet }),
  };
}
