/** Measures the store of conversations with a million messages, beside a bare insert with the same pragmas. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { fillStore } from './fillStore.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

const messages = 1_000_000;
const conversations = 10_000;
const mostAppendMs = 3;
const mostAppendRatio = 2;
const mostReadMs = 10;
const mostSearchMs = 30;
const mostMemoryMb = 150;

const timesShape = z.object({ medianMs: z.number(), p95Ms: z.number() });
const figuresShape = z.object({
  append: timesShape,
  bareInsert: timesShape,
  openWindow: timesShape,
  list: timesShape,
  search: timesShape,
  sizeMb: z.number(),
  memoryMb: z.number(),
});

/** Prints the figures of the store; the measuring runs in a process of its own, so that its memory is its own. */
export async function benchStore(): Promise<void> {
  const build = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(path.join(build, 'bench-store-'));
  try {
    await fillStore(path.join(folder, 'phasegate.db'), messages, conversations);
    const output = execFileSync(process.execPath, [path.join(import.meta.dirname, 'storeProbe.ts'), folder], {
      encoding: 'utf8',
    });
    const figures = figuresShape.parse(JSON.parse(output));
    const { append, bareInsert } = figures;
    const title = `SQLite with ${messages.toLocaleString('en')} messages in ${conversations.toLocaleString('en')} conversations`;
    printTable(title, [
      ...rows('append, on the disk', append, mostAppendMs),
      {
        name: 'append, p50; peer: a bare insert',
        value: formatMs(append.medianMs),
        peer: formatMs(bareInsert.medianMs),
        ratio: `${(append.medianMs / bareInsert.medianMs).toFixed(2)}×`,
        goal: `≤ ${mostAppendRatio}×`,
        isMet: append.medianMs / bareInsert.medianMs <= mostAppendRatio,
      },
      ...rows('open the newest window of the longest', figures.openWindow, mostReadMs),
      ...rows('list conversations', figures.list, mostReadMs),
      ...rows('full-text search', figures.search, mostSearchMs),
      { name: 'size on disk', value: `${figures.sizeMb.toFixed(0)} MB` },
      {
        name: 'memory of the process',
        value: `${figures.memoryMb.toFixed(0)} MB`,
        goal: `≤ ${mostMemoryMb} MB`,
        isMet: figures.memoryMb <= mostMemoryMb,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rows(name: string, { medianMs, p95Ms }: z.infer<typeof timesShape>, mostMs: number): BenchRow[] {
  const row = (label: string, ms: number): BenchRow => ({
    name: `${name}, ${label}`,
    value: formatMs(ms),
    goal: `≤ ${mostMs} ms`,
    isMet: ms <= mostMs,
  });
  return [row('p50', medianMs), row('p95', p95Ms)];
}
