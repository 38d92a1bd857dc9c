/** Lets several processes with several writers each count to a number that is right only if no write is lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { Program } from './program.ts';

export interface CounterFigures {
  readonly expected: number;
  readonly counted: number;
  readonly errors: number;
  /** Longest that one writer waited for one increment, its turn among the writers of its process included. */
  readonly longestMs: number;
  readonly seconds: number;
}

const report = z.object({ errors: z.number(), longestMs: z.number() });

export async function contendCounter(processes: number, writers: number, increments: number): Promise<CounterFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-counter-'));
  const file = path.join(folder, 'phasegate.db');
  const connection = new Sqlite(file);
  const programs: Program[] = [];
  const startMs = performance.now();
  try {
    connection.exec('create table tally (value integer not null); insert into tally values (0)');
    for (let index = 0; index < processes; index++)
      programs.push(new Program('counterWriter', [file, String(writers), String(increments)]));
    await Promise.all(programs.map((program) => program.ended));
    const reports = programs.map((program) => report.parse(JSON.parse(program.lines[0] ?? '{}')));
    return {
      expected: processes * writers * increments,
      counted: connection.prepare<[], number>('select value from tally').pluck().get() ?? -1,
      errors: reports.reduce((sum, { errors }) => sum + errors, 0),
      longestMs: Math.max(...reports.map(({ longestMs }) => longestMs)),
      seconds: (performance.now() - startMs) / 1000,
    };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    connection.close();
    rmSync(folder, { recursive: true });
  }
}
