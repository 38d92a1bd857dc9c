/** Removes the old runs of a phase together with their logs, so that the data directory stops growing. */
import { rm } from 'node:fs/promises';
import { runLogDirectory } from '../base/paths.ts';
import type { NewPhaseRun } from './phaseRun.ts';
import type { RunSurroundings } from './runSurroundings.ts';

/** Runs of a phase that stay, beside those that something still refers to. */
export const keptRuns = 50;

/** Runs that may gather beyond them, so that not every run is followed by a removal. */
const gatheredRuns = 10;

/**
 * Called when a run has ended; does nothing while there are few. Logs go first and rows last, so that a crash in
 * between leaves rows, which the next call finds again, and never logs that nothing names. A run whose logs cannot be
 * removed, because another program has one open, stays until the next time.
 *
 * @param run any run of the phase
 * @returns how many runs were removed
 * @throws Failure when the database cannot be read or written
 */
export async function pruneRuns(
  run: Pick<NewPhaseRun, 'workspace' | 'roadmap' | 'phase'>,
  { oldRuns, dataDirectory }: Pick<RunSurroundings, 'oldRuns' | 'dataDirectory'>,
): Promise<number> {
  const old = await oldRuns.find(run, run.phase, keptRuns);
  if (old.length <= gatheredRuns) return 0;
  const removed: string[] = [];
  for (const id of old) {
    try {
      await rm(runLogDirectory(dataDirectory, id), { recursive: true, force: true });
      removed.push(id);
    } catch {
      // Its row keeps naming what is left.
    }
  }
  await oldRuns.forget(removed);
  return removed.length;
}
