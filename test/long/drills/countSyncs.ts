/** Counts how often the operating system is asked to bring commits to the disk. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePlace } from './placeArgument.ts';

export interface SyncFigures {
  readonly commits: number;
  readonly syncs: number;
}

/** Why system calls cannot be counted here; null when they can. */
export function whyNoStrace(): string | null {
  if (process.platform !== 'linux') return 'system calls are counted with strace, on Linux only';
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'strace is not installed or may not trace';
  }
}

/**
 * @param name program that opens the database of its first argument
 * @param settings its further arguments
 * @param commits that it makes
 */
export function countSyncs(name: string, settings: readonly string[], commits: number): SyncFigures {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-sync-'));
  try {
    const trace = path.join(folder, 'trace');
    const program = path.join(import.meta.dirname, `${name}.ts`);
    const place = writePlace({ file: path.join(folder, 'phasegate.db') });
    const writer = [process.execPath, program, place, ...settings];
    execFileSync('strace', ['-f', '-e', 'trace=fsync,fdatasync', '-o', trace, ...writer], { stdio: 'ignore' });
    const syncs = readFileSync(trace, 'utf8').match(/\bf(data)?sync\(\d+\) += 0|\bf(data)?sync resumed>\) += 0/g) ?? [];
    return { commits, syncs: syncs.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
