/** `phasegate gate <id>`: runs the gates of a phase and writes the verdict, or watches them. */
import { runPhase } from '../phases/runPhase.ts';
import { describeDryRun } from './dryRun.ts';
import { exitCodeOfOutcome, exitCodes } from './exitCode.ts';
import { watchGatesInTerminal } from './gateWatch.ts';
import { proseOfRuns } from './proseOfRun.ts';
import { reportRun } from '../phases/reportRun.ts';
import type { Verb } from './verb.ts';

export const gateVerb: Verb = async (line, surroundings) => {
  if (line.watch) return watchGatesInTerminal(line, surroundings);
  const { source, openRuns, signal } = surroundings;
  const id = line.phase ?? '';
  if (line.dryRun) {
    const { run, prose } = await describeDryRun(line.folder, id, source);
    return { document: { kind: 'gate', dryRun: true, run }, prose, exitCode: exitCodes.ok };
  }
  const runs = await openRuns();
  const run = await runPhase(
    {
      folder: line.folder,
      verb: 'gate',
      phase: id,
      signal,
      ...(line.approve === undefined ? {} : { approvedBy: line.approve }),
    },
    runs,
  );
  return {
    document: { kind: 'gate', run: reportRun(run) },
    prose: await proseOfRuns([run], runs.reports),
    exitCode: exitCodeOfOutcome(run.outcome),
  };
};
