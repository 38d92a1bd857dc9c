/** Measures ingest, memory and queries on one written rulebook, in a process of its own, and prints them as JSON. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../server/base/clock.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { ingestRegulations } from '../server/regulations/ingestRegulations.ts';
import { buildRegulations } from '../server/regulations/regulations.ts';
import type { GrowthFigures } from './retrievalGrowth.ts';
import { rulebookPages, RulebookWords } from './rulebookText.ts';

const workerScript = new URL('../server/regulations/regulationWorker.ts', import.meta.url);
const graphScript = new URL('../server/regulations/graphScript.ts', import.meta.url);
const dataset = 'growth';
const queries = 300;

process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))));

async function measure(size: number): Promise<GrowthFigures> {
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
    return {
      bytes,
      seconds,
      memoryMb: process.resourceUsage().maxRSS / 1024,
      exact,
      graphSeconds: isGraph ? graphSeconds : null,
      last: isGraph ? await timeQueries(regulations.search, size) : exact,
    };
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
): Promise<GrowthFigures['exact']> {
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
