/** Kills processes that write runs, and looks for what they had been told was kept. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../../server/base/clock.ts';
import type { DatabasePlace } from '../../../server/database/database.ts';
import type { DatabaseKind } from '../../../server/database/migration.ts';
import { openDatabase } from '../../../server/database/openDatabase.ts';
import { makeTemporaryPlace } from './openTemporaryDatabase.ts';
import { writePlace } from './placeArgument.ts';
import { Program } from './program.ts';

export interface KillFigures {
  readonly kills: number;
  /** Writes that were acknowledged before their process was killed. */
  readonly acknowledged: number;
  readonly lost: number;
}

/** Writes after which a process is killed at the latest, or a few milliseconds later. */
const mostWrites = 30;

/**
 * Two processes write to one database; each is killed at a random moment and replaced, until there were `kills`.
 * @throws AssertionError when the database does not stand a complete check afterwards
 */
export async function killWriters(kind: DatabaseKind, kills: number): Promise<KillFigures> {
  const { place, remove } = await makeTemporaryPlace(kind);
  const acknowledged: string[] = [];
  let started = 0;
  const keepKilling = async (): Promise<void> => {
    while (started < kills) {
      const writer = new Program('runWriter', [writePlace(place), `writer${String(started++)}`]);
      try {
        await writer.line(/^open/, 0);
        // From before the first write to some runs later, and anywhere inside a write, however busy the machine is.
        await writer.line(/./, Math.floor(Math.random() ** 2 * mostWrites));
        await wait(Math.random() ** 2 * 20);
      } finally {
        await writer.stop();
      }
      acknowledged.push(...writer.lines.filter((line) => line !== 'open'));
    }
  };
  try {
    await Promise.all([keepKilling(), keepKilling()]);
    const kept = await readKept(place);
    return {
      kills: started,
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((what) => !kept.has(what)).length,
    };
  } finally {
    await remove();
  }
}

/** What the database holds, in the words of the writers. */
async function readKept(place: DatabasePlace): Promise<ReadonlySet<string>> {
  if ('file' in place) checkFile(place.file);
  const database = await openDatabase({ ...place, clock: systemClock });
  try {
    const runs = await database.queries.selectFrom('phase_run').selectAll().execute();
    const gates = await database.queries.selectFrom('gate_run').selectAll().execute();
    return new Set([
      ...runs.map(({ id }) => `begun ${id}`),
      ...gates.map(({ run_id }) => `gate-started ${run_id}`),
      ...gates
        .filter((gate) => gate.outcome === 'passed' && gate.duration_ms === 1234)
        .map(({ run_id }) => `gate-ended ${run_id}`),
      ...runs
        .filter((run) => run.outcome === 'passed' && run.status_after === 'DONE')
        .map(({ id }) => `finished ${id}`),
    ]);
  } finally {
    await database.close();
  }
}

function checkFile(file: string): void {
  const connection = new Sqlite(file);
  try {
    assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
  } finally {
    connection.close();
  }
}
