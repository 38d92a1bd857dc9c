/** Lets several processes with several writers each count to a number that is right only if no write is lost. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openTemporaryDatabase } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
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

export async function contendCounter(
  kind: DatabaseKind,
  processes: number,
  writers: number,
  increments: number,
): Promise<CounterFigures> {
  const database = await openTemporaryDatabase(kind);
  const programs: Program[] = [];
  const startMs = performance.now();
  try {
    await sql`create table tally (value integer not null)`.execute(database.queries);
    await sql`insert into tally values (0)`.execute(database.queries);
    for (let index = 0; index < processes; index++)
      programs.push(new Program('counterWriter', [writePlace(database.place), String(writers), String(increments)]));
    await Promise.all(programs.map((program) => program.ended));
    const { rows } = await sql<{ value: number }>`select value from tally`.execute(database.queries);
    const reports = programs.map((program) => report.parse(JSON.parse(program.lines[0] ?? '{}')));
    return {
      expected: processes * writers * increments,
      counted: rows[0]?.value ?? -1,
      errors: reports.reduce((sum, { errors }) => sum + errors, 0),
      longestMs: Math.max(...reports.map(({ longestMs }) => longestMs)),
      seconds: (performance.now() - startMs) / 1000,
    };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    await database.remove();
  }
}
