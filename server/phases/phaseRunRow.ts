/** Turns what the database keeps of runs and gates into what the runner works with, and back. */
import type { GateRunTable, PhaseRunTable } from '../database/schema.ts';
import type { PhaseStatus } from '../roadmap/roadmap.ts';
import type { GateDefinition, GateOutcome, GateResult } from './gate.ts';
import { readCounts } from './gateReportStore.ts';
import type { NewPhaseRun, PhaseRun, RunOutcome, RunOwner, RunVerb } from './phaseRun.ts';

type PhaseRunRow = Omit<PhaseRunTable, 'sequence'>;

/** The columns that a result is read from. */
export const gateResultColumnNames = [
  'gate_run.name',
  'kind',
  'gate_run.outcome',
  'exit_code',
  'duration_ms',
  'log',
  'gate_run.message',
  'tests_passed',
  'tests_failed',
  'tests_skipped',
  'problems',
] as const;
type GateResultRow = Pick<
  GateRunTable,
  | 'name'
  | 'kind'
  | 'outcome'
  | 'exit_code'
  | 'duration_ms'
  | 'log'
  | 'message'
  | 'tests_passed'
  | 'tests_failed'
  | 'tests_skipped'
  | 'problems'
>;

export function phaseRunColumns(run: NewPhaseRun) {
  return {
    id: run.id,
    workspace: run.workspace,
    roadmap: run.roadmap,
    phase: run.phase,
    verb: run.verb,
    owner_pid: run.owner.pid,
    owner_start: run.owner.processStart,
    owner_host: run.owner.host,
    status_before: run.statusBefore,
    commit_hash: run.commit,
    tree_hash: run.tree,
    roadmap_hash: run.roadmapHash,
    spec_hash: run.specHash,
    gates_hash: run.gatesHash,
    started_at_ms: Math.round(run.startedAtMs),
    message: '',
  };
}

export function gateRunColumns(gate: GateDefinition, definitionHash: string) {
  return {
    name: gate.name,
    kind: gate.kind,
    definition: JSON.stringify(gate),
    definition_hash: definitionHash,
    message: '',
  };
}

export function gateResultColumns(result: GateResult) {
  return {
    outcome: result.outcome,
    exit_code: result.exitCode,
    duration_ms: Math.round(result.durationMs),
    log: result.log,
    message: result.message,
    tests_passed: result.tests?.passed ?? null,
    tests_failed: result.tests?.failed ?? null,
    tests_skipped: result.tests?.skipped ?? null,
    problems: result.problems ?? null,
  };
}

export function readOwner(row: Pick<PhaseRunRow, 'owner_pid' | 'owner_start' | 'owner_host'>): RunOwner {
  return { pid: row.owner_pid, processStart: row.owner_start, host: row.owner_host };
}

// Only the functions above fill these columns, from the same closed types, so reading them back is a matter of trust.

export function readPhaseRun(row: PhaseRunRow, gates: readonly GateResult[]): PhaseRun {
  return {
    id: row.id,
    workspace: row.workspace,
    roadmap: row.roadmap,
    phase: row.phase,
    verb: row.verb as RunVerb,
    owner: readOwner(row),
    statusBefore: row.status_before as PhaseStatus | null,
    commit: row.commit_hash,
    tree: row.tree_hash,
    roadmapHash: row.roadmap_hash,
    specHash: row.spec_hash,
    gatesHash: row.gates_hash,
    startedAtMs: row.started_at_ms,
    outcome: row.outcome as RunOutcome | null,
    statusAfter: row.status_after as PhaseStatus | null,
    endedAtMs: row.ended_at_ms,
    message: row.message,
    gates,
  };
}

/** @param row of a gate that has ended */
export function readGateResult(row: GateResultRow): GateResult {
  const tests = readCounts(row);
  return {
    name: row.name,
    kind: row.kind as GateDefinition['kind'],
    outcome: row.outcome as GateOutcome,
    exitCode: row.exit_code,
    durationMs: row.duration_ms ?? 0,
    log: row.log,
    message: row.message,
    ...(tests === null ? {} : { tests }),
    ...(row.problems === null ? {} : { problems: row.problems }),
  };
}
