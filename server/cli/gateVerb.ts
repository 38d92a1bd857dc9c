/** `phasegate gate <id>`: runs the gates of a phase and writes the verdict. */
import { runPhase } from '../phases/runPhase.ts';
import { describeDryRun } from './dryRun.ts';
import { exitCodeOfOutcome, exitCodes } from './exitCode.ts';
import { proseOfRuns } from './proseOfRun.ts';
import { reportRun } from '../phases/reportRun.ts';
import type { Verb } from './verb.ts';

export const gateVerb: Verb = async (line, { source, openRuns, signal }) => {
  const id = line.phase ?? '';
  if (line.dryRun) {
    const { run, prose } = await describeDryRun(line.folder, id, source);
    return { document: { kind: 'gate', dryRun: true, run }, prose, exitCode: exitCodes.ok };
  }
  const surroundings = await openRuns();
  const run = await runPhase(
    {
      folder: line.folder,
      verb: 'gate',
      phase: id,
      signal,
      ...(line.approve === undefined ? {} : { approvedBy: line.approve }),
    },
    surroundings,
  );
  return {
    document: { kind: 'gate', run: reportRun(run) },
    prose: await proseOfRuns([run], surroundings.reports),
    exitCode: exitCodeOfOutcome(run.outcome),
  };
};
