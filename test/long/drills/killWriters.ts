/** Kills processes that write runs, and looks for what they had been told was kept. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
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
export async function killWriters(kills: number): Promise<KillFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-kill-'));
  const file = path.join(folder, 'phasegate.db');
  const acknowledged: string[] = [];
  let started = 0;
  const keepKilling = async (): Promise<void> => {
    while (started < kills) {
      const writer = new Program('runWriter', [file, `writer${String(started++)}`]);
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
    const kept = readKept(file);
    return {
      kills: started,
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((what) => !kept.has(what)).length,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the database holds, in the words of the writers; read without our own code. */
function readKept(file: string): ReadonlySet<string> {
  const connection = new Sqlite(file);
  try {
    assert.equal(connection.pragma('integrity_check', { simple: true }), 'ok');
    const select = (query: string): string[] => connection.prepare<[], string>(query).pluck().all();
    return new Set([
      ...select(`select 'begun ' || id from phase_run`),
      ...select(`select 'gate-started ' || run_id from gate_run`),
      ...select(`select 'gate-ended ' || run_id from gate_run where outcome = 'passed' and duration_ms = 1234`),
      ...select(`select 'finished ' || id from phase_run where outcome = 'passed' and status_after = 'DONE'`),
    ]);
  } finally {
    connection.close();
  }
}
