/** Measures how ingest, memory and queries grow with the number of passages, on rulebooks that are written for it. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import * as z from 'zod';
import { formatMs, printTable, type BenchRow } from './table.ts';

const mostSeconds = 300;
const mostMb = 1_536;

const timesShape = z.object({ p50Ms: z.number(), p95Ms: z.number() });
const figuresShape = z.object({
  bytes: z.number(),
  seconds: z.number(),
  /** The most that the process held, its threads included. */
  memoryMb: z.number(),
  /** Queries while all vectors are compared. */
  exact: timesShape,
  /** Null where so few passages get no graph. */
  graphSeconds: z.number().nullable(),
  /** Queries when all is built. */
  last: timesShape,
});
export type GrowthFigures = z.infer<typeof figuresShape>;

/** @param sizes numbers of passages; 60,000 are 46 MB of pages */
export function benchRetrievalGrowth(sizes: readonly number[] = [13_732, 60_000, 200_000]): void {
  printTable('Growth, on written pages of HTML', sizes.flatMap(measure));
}

function measure(size: number): readonly BenchRow[] {
  // Memory is that of one size only where each has a process of its own.
  const program = path.join(import.meta.dirname, 'growthProbe.ts');
  const output = execFileSync(process.execPath, [program, String(size)], { encoding: 'utf8' });
  const { bytes, seconds, memoryMb, exact, graphSeconds, last } = figuresShape.parse(JSON.parse(output));
  const name = `${size.toLocaleString('en')} passages, ${(bytes / 1e6).toFixed(0)} MB`;
  const p95Goal = size <= 60_000 ? 15 : 40;
  const isTold = size === 60_000;
  return [
    {
      name: `${name}: ingest with training and index`,
      value: `${seconds.toFixed(0)} s`,
      ...(isTold ? { goal: `≤ ${mostSeconds} s`, isMet: seconds <= mostSeconds } : {}),
    },
    {
      name: `${name}: memory at its highest`,
      value: `${memoryMb.toFixed(0)} MB`,
      ...(isTold ? { goal: `≤ ${mostMb} MB`, isMet: memoryMb <= mostMb } : {}),
    },
    {
      name: `${name}: a query by exact search, p50 / p95`,
      value: `${formatMs(exact.p50Ms)} / ${formatMs(exact.p95Ms)}`,
    },
    ...(graphSeconds === null
      ? []
      : [{ name: `${name}: graph built in the background in`, value: `${graphSeconds.toFixed(0)} s` }]),
    {
      name: `${name}: a query, p50 / p95`,
      value: `${formatMs(last.p50Ms)} / ${formatMs(last.p95Ms)}`,
      ...(size === 60_000 ? {} : { goal: `p95 ≤ ${p95Goal} ms`, isMet: last.p95Ms <= p95Goal }),
    },
  ];
}
