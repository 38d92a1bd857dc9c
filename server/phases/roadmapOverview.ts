/** Where each phase and each gate of a roadmap stands, in words and states that a view can show as they are. */
import { LineIndex } from '../base/lineIndex.ts';
import type { PhaseStatus, RoadmapPhase } from '../roadmap/roadmap.ts';
import { formatAge } from './duration.ts';
import { gateDetail, type GateDefinition, type GateOutcome, type GateResult } from './gate.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import type { PhaseRun } from './phaseRun.ts';
import type { LatestGateResult } from './phaseRunStore.ts';
import { roadmapPath } from './plan.ts';
import type { RunSurroundings } from './runSurroundings.ts';
import { describeResult, describeRun, describeRunInLens } from './summaries.ts';
import { withoutMarkup } from '../roadmap/withoutMarkup.ts';

export type GateState = GateOutcome | 'never-run' | 'queued' | 'running';

export interface GateStanding {
  readonly name: string;
  readonly kind: GateDefinition['kind'];
  readonly state: GateState;
  readonly summary: string;
  readonly detail: string;
  readonly runId: string | null;
  /** Zero-based line of the gate in its spec; null for a default gate of phasegate.yaml. */
  readonly line: number | null;
}

export type PhaseState = 'todo' | 'in-progress' | 'interrupted' | 'running' | 'done' | 'failed' | 'unknown';

export interface PhaseStanding {
  readonly id: string;
  readonly title: string;
  readonly goal: string;
  readonly status: PhaseStatus | null;
  readonly state: PhaseState;
  readonly isNext: boolean;
  readonly summary: string;
  /** The last run as a sentence begins; empty when none is kept. */
  readonly lastRun: string;
  /** Absolute path; null when the roadmap names none inside the workspace. */
  readonly specFile: string | null;
  readonly line: number;
  readonly notes: string | null;
  readonly lastRunId: string | null;
  readonly commit: string | null;
  readonly gates: readonly GateStanding[];
}

export interface RoadmapOverview {
  readonly phases: readonly PhaseStanding[];
  /** The run under way, of this process or of another one. */
  readonly running: { readonly phase: string; readonly runId: string } | null;
}

/** The gates of a run that this process carries out, as far as they have come. */
export interface LiveRun {
  readonly runId: string;
  readonly phase: string;
  readonly gates: ReadonlyMap<string, 'queued' | 'running' | GateResult>;
}

/**
 * @param live the run that this process carries out on the roadmap; null when there is none
 * @param history the runs kept; null when the database cannot be opened, and then the roadmap is shown without them
 */
export async function describeRoadmap(
  plan: LoadedPlan,
  live: LiveRun | null,
  history: Pick<RunSurroundings, 'runs' | 'isOwnerAlive'> | null,
  nowMs: number,
): Promise<RoadmapOverview> {
  const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
  const latest = (await history?.runs.latestByPhase(key)) ?? new Map<string, PhaseRun>();
  const results =
    (await history?.runs.latestGateResults(key)) ?? new Map<string, ReadonlyMap<string, LatestGateResult>>();
  const { phases } = plan.parsed.roadmap;
  const next = phases.find(({ status }) => status !== 'DONE');
  let running: RoadmapOverview['running'] = live === null ? null : { phase: live.phase, runId: live.runId };
  const standings: PhaseStanding[] = [];
  for (const [index, { phase, loaded }] of plan.specs.entries()) {
    const run = latest.get(phase.id) ?? null;
    const isLive = live?.phase === phase.id;
    const ownerLives = run?.outcome === null && (await history?.isOwnerAlive(run.owner)) === true;
    if (ownerLives && running === null) running = { phase: phase.id, runId: run.id };
    const state = stateOf(phase, run, isLive || ownerLives);
    const gates = loaded.kind === 'spec' ? loaded.spec.gates : [];
    const lines = new LineIndex(loaded.kind === 'spec' ? loaded.spec.text : '');
    const known = results.get(phase.id);
    standings.push({
      id: phase.id,
      title: withoutMarkup(phase.title),
      goal: withoutMarkup(phase.goal ?? ''),
      status: phase.status,
      state,
      isNext: phase === next,
      summary: summaryOf(phase, phases[index - 1], phase === next, state, run, nowMs),
      lastRun: run === null ? '' : describeRunInLens(run, nowMs),
      specFile: loaded.kind === 'spec' ? loaded.spec.file : loaded.file,
      line: phase.line,
      notes: phase.notes,
      lastRunId: run?.id ?? null,
      commit: run?.commit ?? null,
      gates: gates.map(({ definition, origin, range }) => ({
        ...describeStanding(definition, isLive ? live : null, known?.get(definition.name)),
        line: origin === 'spec' ? lines.positionAt(range.start).line : null,
      })),
    });
  }
  return { phases: standings, running };
}

function stateOf(phase: RoadmapPhase, run: PhaseRun | null, isRunning: boolean): PhaseState {
  if (isRunning) return 'running';
  switch (phase.status) {
    case 'TODO':
      return 'todo';
    case 'DONE':
      return 'done';
    case 'FAILED':
      return 'failed';
    case 'IN_PROGRESS':
      return run !== null && (run.outcome === null || run.outcome === 'interrupted') ? 'interrupted' : 'in-progress';
    case null:
      return 'unknown';
  }
}

function summaryOf(
  phase: RoadmapPhase,
  before: RoadmapPhase | undefined,
  isNext: boolean,
  state: PhaseState,
  run: PhaseRun | null,
  nowMs: number,
): string {
  switch (state) {
    case 'running':
      return 'running';
    case 'todo':
      return isNext ? 'next' : before === undefined ? '' : `after ${before.id}`;
    case 'interrupted':
      return run === null ? 'interrupted' : `interrupted, ${formatAge(nowMs - run.startedAtMs)}`;
    case 'unknown':
      return 'status missing or unknown';
    case 'done':
      return run?.outcome === 'passed' ? describeRun(run, nowMs) : 'done';
    case 'failed':
      return run === null || run.outcome === 'passed' ? 'failed' : describeRun(run, nowMs);
    case 'in-progress':
      return run === null || run.outcome === 'passed' ? 'in progress' : `in progress, ${describeRun(run, nowMs)}`;
  }
}

function describeStanding(
  gate: GateDefinition,
  live: LiveRun | null,
  known: LatestGateResult | undefined,
): Omit<GateStanding, 'line'> {
  const base = { name: gate.name, kind: gate.kind, detail: gateDetail(gate) };
  const current = live?.gates.get(gate.name);
  if (live !== null && current !== undefined) {
    if (current === 'queued' || current === 'running') {
      return { ...base, state: current, summary: current, runId: current === 'running' ? live.runId : null };
    }
    return { ...base, state: current.outcome, summary: describeResult(current), runId: live.runId };
  }
  if (known === undefined) return { ...base, state: 'never-run', summary: '', runId: null };
  return { ...base, state: known.result.outcome, summary: describeResult(known.result), runId: known.runId };
}
