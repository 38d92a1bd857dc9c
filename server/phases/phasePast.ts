/** What the runs that are kept tell of one phase: how it went last, what its gates came to, how long passing took. */
import { formatAge, formatDuration } from './duration.ts';
import type { GateOutcome, GateResult } from './gate.ts';
import type { PhaseRun, RoadmapKey } from './phaseRun.ts';
import type { LiveRun } from './roadmapOverview.ts';
import type { RunSurroundings } from './runSurroundings.ts';
import { describeResult, describeRunInLens } from './summaries.ts';

/** Runs that are looked at; what is older than these is forgotten in the editor, not in the history. */
const runsLookedAt = 50;

export interface GatePast {
  readonly outcome: GateOutcome | 'queued' | 'running';
  /** "passed in 3.1 s, 2 h ago", "failed: exit code 1, 5 min ago", "running". */
  readonly summary: string;
  /** The phase in whose run it was. */
  readonly phase: string;
  /** Absolute path of the log; null when there is none. */
  readonly log: string | null;
}

export interface PhasePast {
  /** As a sentence begins; empty when no run is kept. */
  readonly lastRun: string;
  /** How long the run that passed took and, when it was not the first, the way to it; null when none passed. */
  readonly timeToPass: string | null;
  /** The newest result of each gate, by name. */
  readonly gates: ReadonlyMap<string, GatePast>;
}

/** @param live the run that this process carries out in the folder; null when there is none */
export async function readPhasePast(
  key: RoadmapKey,
  phase: string,
  live: LiveRun | null,
  runs: RunSurroundings['runs'],
  nowMs: number,
): Promise<PhasePast> {
  const kept = await runs.list({ ...key, phase, limit: runsLookedAt });
  const own = kept.filter(({ verb }) => verb !== 'verify');
  const [last] = own;
  const gates = new Map(newestResults(kept, nowMs));
  for (const [name, state] of live?.phase === phase ? live.gates : []) {
    const isWaiting = state === 'queued' || state === 'running';
    const past: GatePast = isWaiting
      ? { outcome: state, summary: state, phase, log: null }
      : { outcome: state.outcome, summary: describePast(state, 'just now'), phase, log: state.log };
    gates.set(name, past);
  }
  return {
    lastRun: last === undefined ? '' : describeRunInLens(last, nowMs),
    timeToPass: describeTimeToPass(own),
    gates,
  };
}

/** The newest result of a gate of phasegate.yaml in any of the phases; null when none is kept. */
export async function readGatePast(
  key: RoadmapKey,
  gate: string,
  phases: ReadonlySet<string>,
  runs: RunSurroundings['runs'],
  nowMs: number,
): Promise<GatePast | null> {
  const kept = await runs.list({ ...key, limit: runsLookedAt });
  const ofPhases = kept.filter((run) => phases.has(run.phase));
  return newestResults(ofPhases, nowMs).find(([name]) => name === gate)?.[1] ?? null;
}

/** @param runs the newest first; of several results of a gate the first in the answer is the newest */
function newestResults(runs: readonly PhaseRun[], nowMs: number): readonly (readonly [string, GatePast])[] {
  const newest = new Map<string, GatePast>();
  for (const { gates, phase, endedAtMs, startedAtMs } of runs) {
    const age = formatAge(nowMs - (endedAtMs ?? startedAtMs));
    for (const result of gates) {
      if (newest.has(result.name)) continue;
      newest.set(result.name, { outcome: result.outcome, summary: describePast(result, age), phase, log: result.log });
    }
  }
  return [...newest];
}

function describePast(result: GateResult, age: string): string {
  const told = describeResult(result);
  const passed = result.kind === 'run' || result.message === '' ? `passed in ${told}` : `passed: ${told}`;
  return `${result.outcome === 'passed' ? passed : told}, ${age}`;
}

function describeTimeToPass(runs: readonly PhaseRun[]): string | null {
  const passedAt = runs.findIndex(({ outcome }) => outcome === 'passed');
  const passed = runs[passedAt];
  if (passed?.endedAtMs == null) return null;
  const time = formatDuration(passed.endedAtMs - passed.startedAtMs);
  const before = runs.slice(passedAt + 1);
  const passedBefore = before.findIndex(({ outcome }) => outcome === 'passed');
  const attempts = passedBefore < 0 ? before : before.slice(0, passedBefore);
  const first = attempts.at(-1);
  if (first === undefined) return time;
  const whole = formatDuration(passed.endedAtMs - first.startedAtMs);
  return `${time}, in run ${attempts.length + 1}, ${whole} after the first began`;
}
