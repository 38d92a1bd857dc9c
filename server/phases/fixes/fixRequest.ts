/** What the search for the fixes of one problem gets to know. */
import type { FileProblem, ProblemFix } from '../../base/problem.ts';
import type { RoadmapPhase } from '../../roadmap/roadmap.ts';
import type { LoadedPlan } from '../loadedPlan.ts';

/** What is the same for all problems of a plan. */
export interface FixSurroundings {
  readonly plan: LoadedPlan;
  /** The text that a new spec of a phase begins with. */
  readonly specText: (phase: NewSpec) => string;
  /** How many more guesses may be tried out by reading a whole roadmap anew. */
  readonly trials: { left: number };
}

/** The phase of a spec that does not exist yet; `spec` is its path as the roadmap says it. */
export type NewSpec = Pick<RoadmapPhase, 'id' | 'title' | 'goal'> & { readonly spec: string };

export interface FixRequest extends FixSurroundings {
  readonly problem: FileProblem;
}

/** The fixes of one problem, the best first. */
export type FixFinder = (request: FixRequest) => readonly ProblemFix[];

/** How many guesses are tried out for one request; each reads the roadmap once. */
export const trialsLimit = 50;
