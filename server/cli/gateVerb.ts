/** `phasegate gate <id>`: runs the gates of a phase and writes the verdict, or watches them. */
import { runPhase } from '../phases/runPhase.ts';
import { describeDryRun } from './dryRun.ts';
import { exitCodeOfOutcome, exitCodes } from './exitCode.ts';
import { watchGatesInTerminal } from './gateWatch.ts';
import { proseOfRun } from './proseOfRun.ts';
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
  const run = await runPhase(
    {
      folder: line.folder,
      verb: 'gate',
      phase: id,
      signal,
      ...(line.approve === undefined ? {} : { approvedBy: line.approve }),
    },
    await openRuns(),
  );
  return {
    document: { kind: 'gate', run: reportRun(run) },
    prose: proseOfRun(run),
    exitCode: exitCodeOfOutcome(run.outcome),
  };
};
