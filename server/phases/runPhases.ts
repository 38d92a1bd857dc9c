/** Runs phases one after the other, until one does not pass or the last one asked for is done. */
import { Failure } from '../base/failure.ts';
import { nextPhaseId } from './checkRunnable.ts';
import { loadPlan } from './loadPlan.ts';
import type { PhaseRun } from './phaseRun.ts';
import { findPhase } from './plan.ts';
import { runPhase } from './runPhase.ts';
import type { RunSurroundings } from './runSurroundings.ts';

export interface PhasesRequest {
  readonly folder: string;
  /** The first phase to run. Default the next one. */
  readonly phase?: string;
  /** Go on until this phase is DONE. Default: one phase. */
  readonly until?: string;
  readonly approvedBy?: string;
  readonly signal: AbortSignal;
}

/**
 * @returns the runs, none when everything asked for is DONE already
 * @throws Failure `unknown-phase`, `usage` (until a phase that comes before the first), and what a run throws
 */
export async function runPhases(request: PhasesRequest, surroundings: RunSurroundings): Promise<readonly PhaseRun[]> {
  const plan = await loadPlan(request.folder, surroundings.source);
  const ids = plan.parsed.roadmap.phases.map(({ id }) => id);
  for (const id of [request.phase, request.until]) {
    if (id !== undefined && !ids.includes(id)) throw new Failure('unknown-phase', `The roadmap has no phase ${id}.`);
  }
  const first = request.phase ?? nextPhaseId(plan);
  if (first === null) return [];
  const from = ids.indexOf(first);
  const to = request.until === undefined ? from : ids.indexOf(request.until);
  if (to < from && request.phase !== undefined) {
    throw new Failure('usage', `Phase ${request.until ?? ''} comes before ${first} in the roadmap.`);
  }
  const runs: PhaseRun[] = [];
  for (const id of ids.slice(from, to + 1)) {
    const current = await loadPlan(request.folder, surroundings.source);
    if (findPhase(current, id)?.status === 'DONE') continue;
    const run = await runPhase(
      {
        folder: request.folder,
        verb: 'run',
        phase: id,
        signal: request.signal,
        ...(request.approvedBy === undefined ? {} : { approvedBy: request.approvedBy }),
      },
      surroundings,
    );
    runs.push(run);
    if (run.outcome !== 'passed') break;
  }
  return runs;
}
