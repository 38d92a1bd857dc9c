/** The port to whoever does the work of a phase before its gates run: a person, a program, later an agent. */
import type { RoadmapPhase } from '../../roadmap/roadmap.ts';
import type { PhaseSpec } from '../phaseSpec.ts';

export interface ExecutorJob {
  readonly root: string;
  readonly phase: RoadmapPhase;
  readonly spec: PhaseSpec;
  readonly signal: AbortSignal;
}

export type ExecutorOutcome =
  /** The work is done as far as the executor can tell; the gates decide. */
  | { readonly kind: 'worked' }
  /** Somebody outside works now and runs the gates later. */
  | { readonly kind: 'awaiting-work'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly log: string | null }
  | { readonly kind: 'could-not-run'; readonly message: string; readonly log: string | null }
  | { readonly kind: 'cancelled' };

export interface Executor {
  work(job: ExecutorJob): Promise<ExecutorOutcome>;
}
