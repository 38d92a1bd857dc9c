/** `phasegate run`: lets the executor work on phases, one after the other, and runs their gates. */
import { nextPhaseId } from '../phases/checkRunnable.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { runPhases } from '../phases/runPhases.ts';
import { describeDryRun } from './dryRun.ts';
import { exitCodeOfOutcome, exitCodes } from './exitCode.ts';
import { proseOfRuns } from './proseOfRun.ts';
import { reportRun } from '../phases/reportRun.ts';
import type { Verb } from './verb.ts';

export const runVerb: Verb = async (line, { source, openRuns, signal }) => {
  if (line.dryRun) {
    const id = line.phase ?? nextPhaseId(await loadPlan(line.folder, source));
    if (id === null) return nothingToRun(undefined);
    const { run, prose } = await describeDryRun(line.folder, id, source);
    return { document: { kind: 'run', dryRun: true, runs: [run] }, prose, exitCode: exitCodes.ok };
  }
  const surroundings = await openRuns();
  const runs = await runPhases(
    {
      folder: line.folder,
      signal,
      ...(line.phase === undefined ? {} : { phase: line.phase }),
      ...(line.until === undefined ? {} : { until: line.until }),
      ...(line.approve === undefined ? {} : { approvedBy: line.approve }),
    },
    surroundings,
  );
  const last = runs.at(-1);
  if (last === undefined) return nothingToRun(line.until ?? line.phase);
  return {
    document: { kind: 'run', runs: runs.map(reportRun) },
    prose: await proseOfRuns(runs, surroundings.reports),
    exitCode: exitCodeOfOutcome(last.outcome),
  };
};

function nothingToRun(id: string | undefined) {
  const prose =
    id === undefined
      ? 'Every phase is DONE. "phasegate verify" reruns their gates.\n'
      : `Phase ${id} is DONE. "phasegate verify ${id}" reruns its gates.\n`;
  return { document: { kind: 'run', runs: [] }, prose, exitCode: exitCodes.ok };
}
