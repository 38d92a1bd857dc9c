/** Lets several processes run the same phase over and over, and looks whether two ever did at once. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { makeTemporaryPlace } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
import { Program } from './program.ts';

export interface LeaseFigures {
  readonly acquired: number;
  readonly held: number;
  /** Runs that began while another one was under way. */
  readonly together: number;
  /** The token of each run in the order in which they wrote. */
  readonly tokens: readonly number[];
}

const report = z.object({ acquired: z.number(), held: z.number(), together: z.number() });

export async function contendLease(kind: DatabaseKind, processes: number, starts: number): Promise<LeaseFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-lease-'));
  const { place, remove } = await makeTemporaryPlace(kind);
  const programs: Program[] = [];
  try {
    for (let index = 0; index < processes; index++) {
      programs.push(
        new Program('leaseContender', [writePlace(place), folder, `contender${String(index)}`, String(starts)]),
      );
    }
    await Promise.all(programs.map((program) => program.ended));
    const reports = programs.map((program) => report.parse(JSON.parse(program.lines[0] ?? '{}')));
    const sum = (key: 'acquired' | 'held' | 'together'): number =>
      reports.reduce((total, each) => total + each[key], 0);
    const tokens = readFileSync(path.join(folder, 'journal'), 'utf8').trim().split('\n').map(Number);
    return { acquired: sum('acquired'), held: sum('held'), together: sum('together'), tokens };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
    await remove();
    rmSync(folder, { recursive: true });
  }
}
