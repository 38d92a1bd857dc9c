/** `phasegate history`: the runs kept, newest first. */
import { Failure } from '../base/failure.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { findPhase, roadmapPath } from '../phases/plan.ts';
import { describeRun } from '../phases/summaries.ts';
import { exitCodes } from './exitCode.ts';
import { reportRun } from '../phases/reportRun.ts';
import type { Verb } from './verb.ts';

export const historyVerb: Verb = async (line, { source, hasRuns, openRuns, nowMs }) => {
  const plan = await loadPlan(line.folder, source);
  const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
  const runs = hasRuns()
    ? await (
        await openRuns()
      ).runs.list({ ...key, limit: line.limit, ...(line.phase === undefined ? {} : { phase: line.phase }) })
    : [];
  // Runs of a phase that has left the roadmap are still history.
  if (line.phase !== undefined && runs.length === 0 && findPhase(plan, line.phase) === undefined) {
    throw new Failure('unknown-phase', `The roadmap has no phase ${line.phase}, and no run of it is kept.`);
  }
  const rows = runs.map((run) => {
    const when = new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' ');
    return `${when}  ${run.verb.padEnd(6)}  ${run.phase.padEnd(6)}  ${describeRun(run, nowMs())}${run.commit === null ? '' : `  ${run.commit.slice(0, 8)}`}\n`;
  });
  return {
    document: { kind: 'history', runs: runs.map(reportRun) },
    prose: rows.length === 0 ? 'No run is kept yet. "phasegate run" makes one.\n' : rows.join(''),
    exitCode: exitCodes.ok,
  };
};
