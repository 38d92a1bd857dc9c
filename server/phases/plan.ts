/** The plan of a workspace: its configuration, its roadmap and the specs of its phases, as read at one moment. */
import path from 'node:path';
import type { FileProblem, Problem } from '../base/problem.ts';
import type { ParsedRoadmap, RoadmapPhase } from '../roadmap/roadmap.ts';
import type { PhaseSpec, SpecProblemCode, WorkspaceConfig } from './phaseSpec.ts';

/** Bytes; reliability limits of files that are read whole. */
export const roadmapLimitBytes = 10 * 1024 * 1024;
export const specLimitBytes = 2 * 1024 * 1024;

export interface WorkspacePlan {
  /** Absolute real path of the workspace. */
  readonly root: string;
  readonly config: WorkspaceConfig;
  /** Absolute path and text of phasegate.yaml; null when there is none. */
  readonly configFile: { readonly file: string; readonly text: string } | null;
  readonly configProblems: readonly Problem<SpecProblemCode>[];
  /** Absolute path of the roadmap. */
  readonly roadmapFile: string;
  readonly roadmapText: string;
  readonly parsed: ParsedRoadmap;
}

/** The spec of one phase, or the problem that keeps it from being read, which stands in the roadmap. */
export type LoadedSpec =
  | { readonly kind: 'spec'; readonly spec: PhaseSpec }
  | { readonly kind: 'problem'; readonly problem: Problem<SpecProblemCode>; readonly file: string | null };

/** A phase and what reading its spec gave. */
export interface PlannedSpec {
  readonly phase: RoadmapPhase;
  readonly loaded: LoadedSpec;
}

/** The roadmap's path as people and stores name it: relative to the workspace, with forward slashes. */
export function roadmapPath(plan: Pick<WorkspacePlan, 'root' | 'roadmapFile'>): string {
  return path.relative(plan.root, plan.roadmapFile).split(path.sep).join('/');
}

/** The one phase with this id; undefined when there is none, the first when there are several. */
export function findPhase(plan: WorkspacePlan, id: string): RoadmapPhase | undefined {
  return plan.parsed.roadmap.phases.find((phase) => phase.id === id);
}

/** Gives problems their file. */
export function inFile(problems: readonly Problem[], file: string, text: string): FileProblem[] {
  return problems.map((problem) => ({ ...problem, file, text }));
}
