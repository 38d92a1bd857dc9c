/** Measures how ingest, memory and queries grow with the number of passages, on rulebooks that are written for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../server/base/clock.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { ingestRegulations } from '../server/regulations/ingestRegulations.ts';
import { buildRegulations } from '../server/regulations/regulations.ts';
import { rulebookPages, RulebookWords } from './rulebookText.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const workerScript = new URL('../server/regulations/regulationWorker.ts', import.meta.url);
const graphScript = new URL('../server/regulations/graphScript.ts', import.meta.url);
const dataset = 'growth';
const queries = 300;
const mostSeconds = 300;
const mostMb = 1_536;

/** @param sizes numbers of passages; 60,000 are 46 MB of pages */
export async function benchRetrievalGrowth(sizes: readonly number[] = [13_732, 60_000, 200_000]): Promise<void> {
  const rows: BenchRow[] = [];
  for (const size of sizes) rows.push(...(await measure(size)));
  printTable('Growth, on written pages of HTML', rows);
}

async function measure(size: number): Promise<readonly BenchRow[]> {
  const build = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(path.join(build, 'bench-growth-'));
  const source = path.join(folder, 'pages');
  mkdirSync(source);
  let bytes = 0;
  for (const { name, html } of rulebookPages(size)) {
    writeFileSync(path.join(source, name), html);
    bytes += html.length;
  }
  const database = await openDatabase({ file: path.join(folder, 'phasegate.db'), clock: systemClock });
  const parts = { database, clock: systemClock, dataDirectory: folder, workerScript, onProgress: () => undefined };
  const regulations = buildRegulations({ ...parts, graphScript });
  const { signal } = new AbortController();
  try {
    const startMs = performance.now();
    await ingestRegulations(
      { dataset, paths: [source], isDryRun: false, signal, onProgress: () => undefined },
      { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
    );
    const known = await regulations.documents.dataset(dataset);
    if (known === null) throw new Error('nothing was ingested');
    await regulations.search.prepare(known, signal);
    const seconds = (performance.now() - startMs) / 1000;
    const exact = await timeQueries(regulations.search, size);
    const isGraph = await regulations.search.graphOpened(dataset);
    const graphSeconds = (performance.now() - startMs) / 1000 - seconds;
    const graph = isGraph ? await timeQueries(regulations.search, size) : null;
    const name = `${size.toLocaleString('en')} passages, ${(bytes / 1e6).toFixed(0)} MB`;
    const memoryMb = process.resourceUsage().maxRSS / 1024;
    const p95Goal = size <= 60_000 ? 15 : 40;
    const isTold = size === 60_000;
    const last = graph ?? exact;
    return [
      {
        name: `${name}: ingest with training and index`,
        value: `${seconds.toFixed(0)} s`,
        ...(isTold ? { goal: `≤ ${mostSeconds} s`, isMet: seconds <= mostSeconds } : {}),
      },
      {
        name: `${name}: memory at its highest so far`,
        value: `${memoryMb.toFixed(0)} MB`,
        ...(isTold ? { goal: `≤ ${mostMb} MB`, isMet: memoryMb <= mostMb } : {}),
      },
      {
        name: `${name}: a query by exact search, p50 / p95`,
        value: `${formatMs(exact.p50Ms)} / ${formatMs(exact.p95Ms)}`,
      },
      ...(graph === null
        ? []
        : [{ name: `${name}: graph built in the background in`, value: `${graphSeconds.toFixed(0)} s` }]),
      {
        name: `${name}: a query, p50 / p95`,
        value: `${formatMs(last.p50Ms)} / ${formatMs(last.p95Ms)}`,
        ...(size === 60_000 ? {} : { goal: `p95 ≤ ${p95Goal} ms`, isMet: last.p95Ms <= p95Goal }),
      },
    ];
  } finally {
    await regulations.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Questions of as many words as those of people, from their text to ten passages. */
async function timeQueries(
  search: ReturnType<typeof buildRegulations>['search'],
  seed: number,
): Promise<{ readonly p50Ms: number; readonly p95Ms: number }> {
  const words = new RulebookWords(seed);
  const { signal } = new AbortController();
  const timesMs: number[] = [];
  for (let round = 0; round < queries; round++) {
    const query = words.sentence(6 + (round % 20));
    const startMs = performance.now();
    await search.find({ query, dataset, limit: 10 }, signal);
    if (round >= 20) timesMs.push(performance.now() - startMs);
  }
  const sorted = timesMs.toSorted((a, b) => a - b);
  return {
    p50Ms: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
  };
}
