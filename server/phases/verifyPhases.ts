/** Reruns the gates of phases that are DONE and reports what no longer holds. */
import { Failure } from '../base/failure.ts';
import { checkRunnable } from './checkRunnable.ts';
import type { GateOutcome } from './gate.ts';
import type { PhaseRun } from './phaseRun.ts';
import { findPhase } from './plan.ts';
import { loadPlan } from './loadPlan.ts';
import { runPhase } from './runPhase.ts';
import type { RunSurroundings } from './runSurroundings.ts';
import { describeGate } from './summaries.ts';

/** A gate of a DONE phase that did not pass again. */
export interface Regression {
  readonly phase: string;
  readonly gate: string;
  readonly message: string;
}

export interface Verification {
  readonly regressions: readonly Regression[];
  readonly runs: readonly PhaseRun[];
}

const redOutcomes: ReadonlySet<GateOutcome> = new Set(['failed', 'timed-out', 'could-not-run']);

/**
 * @param phase limits it to one phase, which must be DONE. Default all that are
 * @throws Failure `unknown-phase`, `order-violation` when the one phase is not DONE, and what a run throws
 */
export async function verifyPhases(
  request: {
    readonly folder: string;
    readonly phase?: string;
    readonly approvedBy?: string;
    readonly signal: AbortSignal;
  },
  surroundings: RunSurroundings,
): Promise<Verification> {
  const plan = await loadPlan(request.folder, surroundings.source);
  const done = plan.parsed.roadmap.phases.filter(({ status }) => status === 'DONE').map(({ id }) => id);
  if (request.phase !== undefined && !done.includes(request.phase) && findPhase(plan, request.phase) !== undefined) {
    throw new Failure(
      'usage',
      `Phase ${request.phase} is not DONE, so there is nothing to verify. Run its gates instead.`,
    );
  }
  const regressions: Regression[] = [];
  const runs: PhaseRun[] = [];
  for (const id of request.phase === undefined ? done : [request.phase]) {
    const run = await runPhase(
      {
        folder: request.folder,
        verb: 'verify',
        phase: id,
        signal: request.signal,
        ...(request.approvedBy === undefined ? {} : { approvedBy: request.approvedBy }),
      },
      surroundings,
    );
    runs.push(run);
    if (run.outcome === 'cancelled') break;
    const red = run.gates.filter(({ outcome }) => redOutcomes.has(outcome));
    if (red.length === 0) continue;
    const { spec } = await checkRunnable(plan, id, 'ignored', surroundings.source);
    for (const gate of red) {
      const severity = spec.gates.find(({ definition }) => definition.name === gate.name)?.definition.severity;
      // A gate of severity warning did not keep the phase from being done, so it is no regression either.
      if (severity !== 'warning') regressions.push({ phase: id, gate: gate.name, message: describeGate(gate) });
    }
  }
  return { regressions, runs };
}
