/** The record of one run of a phase: what was run, on what, and how it ended. */
import type { PhaseStatus } from '../roadmap/roadmap.ts';
import type { GateOutcome, GateResult } from './gate.ts';

/** How a run ended. `awaiting-work`: the manual executor waits for the person. `interrupted`: its owner vanished. */
export type RunOutcome = Exclude<GateOutcome, 'skipped'> | 'awaiting-work' | 'interrupted';

/** What asked for the run: `run` lets the executor work first, `gate` only runs gates, `verify` writes nothing. */
export type RunVerb = 'run' | 'gate' | 'verify';

/** The process that owns a run; pid and start time together name a process for good. */
export interface RunOwner {
  readonly pid: number;
  /** Opaque, equal for as long as it is the same process. */
  readonly processStart: string;
  readonly host: string;
}

/** Where a roadmap's runs are kept: absolute real path of the workspace root and the roadmap's path in it. */
export interface RoadmapKey {
  readonly workspace: string;
  readonly roadmap: string;
}

export interface NewPhaseRun extends RoadmapKey {
  readonly id: string;
  readonly phase: string;
  readonly verb: RunVerb;
  readonly owner: RunOwner;
  readonly statusBefore: PhaseStatus | null;
  /** Commit checked out when the run began; null outside git. */
  readonly commit: string | null;
  /** Hash of the working tree, uncommitted changes included; null outside git. */
  readonly tree: string | null;
  readonly roadmapHash: string;
  readonly specHash: string;
  readonly gatesHash: string;
  readonly startedAtMs: number;
}

export interface PhaseRun extends NewPhaseRun {
  /** Null while it runs. */
  readonly outcome: RunOutcome | null;
  readonly statusAfter: PhaseStatus | null;
  readonly endedAtMs: number | null;
  /** Why, for a person; empty when it passed. */
  readonly message: string;
  readonly gates: readonly GateResult[];
}

/** What happens in a run, in order, for whoever watches. */
export type PhaseRunEvent =
  | {
      readonly kind: 'run-started';
      readonly run: NewPhaseRun;
      readonly title: string;
      readonly gates: readonly string[];
    }
  | {
      readonly kind: 'gate-started';
      readonly runId: string;
      readonly phase: string;
      readonly gate: string;
      readonly detail: string;
    }
  /** `text` is scrubbed of secrets and holds no control sequence but colours. */
  | {
      readonly kind: 'gate-output';
      readonly runId: string;
      readonly phase: string;
      readonly gate: string;
      readonly text: string;
    }
  | { readonly kind: 'gate-ended'; readonly runId: string; readonly phase: string; readonly result: GateResult }
  | { readonly kind: 'run-ended'; readonly run: PhaseRun };
