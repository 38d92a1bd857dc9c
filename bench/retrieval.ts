/** Measures how well and how fast passages of real regulations are found, beside plain FTS5 and published systems. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { compareVectorIndexes } from './compareVectorIndexes.ts';
import { openObliqa, type Obliqa } from './obliqa.ts';
import { measureQuality } from './ranking/measureQuality.ts';
import { readQuestions, type JudgedQuestion, type Ranked } from './retrievalQuality.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

/** Prints the figures; where the data is not there, the reason why it prints none. */
export async function benchRetrieval(): Promise<void> {
  const obliqa = await openObliqa('how passages are found');
  if (obliqa === null) return;
  try {
    printTable('Ingest of 40 documents with 13,732 passages', await measureIngest(obliqa));
    const questions = readQuestions(obliqa.questionsFile);
    const { found, times } = await askQuestions(obliqa, questions);
    printTable('A query, from its text to ten passages', times);
    const known = await obliqa.regulations.documents.dataset(obliqa.dataset);
    if (known === null) throw new Error('nothing was ingested');
    const { index } = await obliqa.regulations.search.prepare(known, new AbortController().signal);
    printTable(
      'Quality on the questions of ObliQA: Recall@10, MAP@10, nDCG@10, MRR@10',
      await measureQuality(obliqa, index, questions, found),
    );
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
  const original = readFileSync(changed, 'utf8');
  writeFileSync(changed, original.replace('Passported', 'Passported (changed)'));
  const one = await ingest();
  // What is found is judged on the documents as they were published.
  writeFileSync(changed, original);
  await ingest();
  return [
    row('all, with training and index', first, 60),
    row('again, unchanged', again, 2),
    row('again, one changed', one, 3),
    { name: 'memory at its highest', value: `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB` },
  ];
}

/** Asks every question as a person does, and says how long it took and what was found. */
async function askQuestions(
  { regulations, dataset }: Obliqa,
  questions: readonly JudgedQuestion[],
): Promise<{ readonly found: readonly (readonly Ranked[])[]; readonly times: readonly BenchRow[] }> {
  const timesMs: number[] = [];
  const found: (readonly Ranked[])[] = [];
  const { signal } = new AbortController();
  for (const { question } of questions) {
    const startMs = performance.now();
    const { results } = await regulations.search.find({ query: question, dataset, limit: 10 }, signal);
    timesMs.push(performance.now() - startMs);
    found.push(results.map(({ passage }) => ({ document: passage.document.id, reference: passage.reference })));
  }
  const sorted = timesMs.toSorted((a, b) => a - b);
  const p95Ms = sorted[Math.floor(sorted.length * 0.95)] ?? NaN;
  const times = [
    { name: 'p50', value: formatMs(sorted[Math.floor(sorted.length / 2)] ?? NaN) },
    { name: 'p95', value: formatMs(p95Ms), goal: '≤ 15 ms', isMet: p95Ms <= 15 },
  ];
  return { found, times };
}
