/** Measures the store of conversations with a million messages on both databases, beside a bare insert that is as durable. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import * as z from 'zod';
import type { DatabasePlace } from '../server/database/database.ts';
import { EmbeddedPostgres } from '../test/databases/embeddedPostgres.ts';
import { whyNoPostgres } from '../test/databases/postgresPackage.ts';
import { fillPostgres, fillSqlite } from './fillStore.ts';
import { formatMs, printTable, type BenchRow } from './table.ts';

/** As the extension starts the server. */
const youngMemoryFlag = '--max-semi-space-size=4';
const runs = 400;
const mostAppendMs = 3;
const mostAppendRatio = 2;
const mostReadMs = 10;
const mostSearchMs = 30;
const mostMemoryMb = 150;

const timesShape = z.object({ medianMs: z.number(), p95Ms: z.number() });
const figuresShape = z.object({
  append: timesShape,
  bareInsert: timesShape,
  indexMs: z.number(),
  openWindow: timesShape,
  list: timesShape,
  search: timesShape,
  sizeMb: z.number(),
  memoryMb: z.number(),
});
type Figures = z.infer<typeof figuresShape>;

/**
 * Prints the figures of the store. The measuring runs in a process of its own, bundled as the server is, so that its
 * memory is its own.
 *
 * @param messages default 1,000,000, in a hundredth as many conversations
 */
export async function benchStore(messages = 1_000_000): Promise<void> {
  const conversations = Math.max(2, Math.round(messages / 100));
  const folder = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(path.join(folder, 'bench-store-'));
  const filled = `${messages.toLocaleString('en')} messages in ${conversations.toLocaleString('en')} conversations`;
  try {
    const program = path.join(scratch, 'storeProbe.cjs');
    await bundle(program);
    const measureIn = (place: DatabasePlace): Figures => {
      const settings = [youngMemoryFlag, program, JSON.stringify(place), String(conversations), String(runs)];
      return figuresShape.parse(JSON.parse(execFileSync(process.execPath, settings, { encoding: 'utf8' })));
    };
    const file = path.join(scratch, 'phasegate.db');
    await fillSqlite(file, messages, conversations);
    printTable(`SQLite with ${filled}`, rowsOf(measureIn({ file }), { hasGoals: true }));

    const whyNot = whyNoPostgres();
    if (whyNot !== null) {
      console.log(`\nPostgreSQL: not measured, ${whyNot}`);
      return;
    }
    const server = await EmbeddedPostgres.start('-c', 'fsync=on');
    try {
      await server.run('create schema bench');
      const url = server.url('bench');
      await fillPostgres(url, messages, conversations);
      printTable(`PostgreSQL with ${filled}`, rowsOf(measureIn({ url }), { hasGoals: false }));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function bundle(program: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'storeProbe.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['better-sqlite3', 'pg-native'],
    logLevel: 'warning',
  });
}

/** @param hasGoals whether the goal for appends holds, which is one for SQLite: it answers without a network */
function rowsOf(figures: Figures, { hasGoals }: { readonly hasGoals: boolean }): readonly BenchRow[] {
  const { append, bareInsert } = figures;
  const ratio = append.medianMs / bareInsert.medianMs;
  return [
    ...rows('append, on the disk', append, hasGoals ? mostAppendMs : null),
    {
      name: 'append, p50; peer: a bare insert',
      value: formatMs(append.medianMs),
      peer: formatMs(bareInsert.medianMs),
      ratio: `${ratio.toFixed(2)}×`,
      ...(hasGoals ? { goal: `≤ ${mostAppendRatio}×`, isMet: ratio <= mostAppendRatio } : {}),
    },
    { name: 'indexing its words, behind the commit', value: formatMs(figures.indexMs) },
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
  ];
}

function rows(name: string, { medianMs, p95Ms }: z.infer<typeof timesShape>, mostMs: number | null): BenchRow[] {
  const row = (label: string, ms: number): BenchRow => ({
    name: `${name}, ${label}`,
    value: formatMs(ms),
    ...(mostMs === null ? {} : { goal: `≤ ${mostMs} ms`, isMet: ms <= mostMs }),
  });
  return [row('p50', medianMs), row('p95', p95Ms)];
}
