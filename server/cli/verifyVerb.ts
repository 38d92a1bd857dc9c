/** `phasegate verify`: reruns the gates of DONE phases and reports regressions. */
import { verifyPhases } from '../phases/verifyPhases.ts';
import { exitCodeOfOutcome, exitCodes } from './exitCode.ts';
import { proseOfRuns } from './proseOfRun.ts';
import { reportRun } from '../phases/reportRun.ts';
import type { Verb } from './verb.ts';

export const verifyVerb: Verb = async (line, { openRuns, signal }) => {
  const surroundings = await openRuns();
  const { regressions, runs } = await verifyPhases(
    {
      folder: line.folder,
      signal,
      ...(line.phase === undefined ? {} : { phase: line.phase }),
      ...(line.approve === undefined ? {} : { approvedBy: line.approve }),
    },
    surroundings,
  );
  const notPassed =
    runs.find(({ outcome }) => outcome !== 'passed' && outcome !== 'awaiting-approval') ??
    runs.find(({ outcome }) => outcome !== 'passed');
  const summary =
    regressions.length === 0
      ? `${runs.length} phases verified, no regression.\n`
      : `${regressions.length} regressions:\n${regressions.map(({ phase, message }) => `  phase ${phase}: ${message}\n`).join('')}`;
  return {
    document: { kind: 'verify', regressions, runs: runs.map(reportRun) },
    prose: (await proseOfRuns(runs, surroundings.reports)) + summary,
    exitCode:
      regressions.length > 0
        ? exitCodes.gateFailed
        : notPassed === undefined
          ? exitCodes.ok
          : exitCodeOfOutcome(notPassed.outcome),
  };
};
