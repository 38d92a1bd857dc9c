/** A run in the form in which scripts and editors get it. */
import type { PhaseRun } from './phaseRun.ts';

/** Times are ISO 8601 in UTC; durations are whole milliseconds. */
export function reportRun(run: PhaseRun) {
  return {
    id: run.id,
    phase: run.phase,
    verb: run.verb,
    outcome: run.outcome,
    statusBefore: run.statusBefore,
    statusAfter: run.statusAfter,
    commit: run.commit,
    tree: run.tree,
    startedAt: new Date(run.startedAtMs).toISOString(),
    endedAt: run.endedAtMs === null ? null : new Date(run.endedAtMs).toISOString(),
    message: run.message,
    gates: run.gates.map((gate) => ({ ...gate, durationMs: Math.round(gate.durationMs) })),
  };
}
