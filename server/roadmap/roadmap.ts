/** What a roadmap is once its text has been read: phases in file order, each with the ranges it came from. */
import type { Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';

export const phaseStatuses = ['TODO', 'IN_PROGRESS', 'DONE', 'FAILED'] as const;
export type PhaseStatus = (typeof phaseStatuses)[number];

/** A field line `**Name:** value` under a phase heading. */
export interface RoadmapField {
  /** As written, without the colon. */
  readonly name: string;
  /** Without surrounding white space. */
  readonly value: string;
  /** The line without its line break. */
  readonly range: TextRange;
  readonly nameRange: TextRange;
  /** The value without surrounding white space; empty, at the end of the line, when there is none. */
  readonly valueRange: TextRange;
}

/** A phase: from its heading to the next heading of level 1 or 2, or the end of the text. */
export interface RoadmapPhase {
  readonly id: string;
  readonly title: string;
  /** Null when the field is missing or is not exactly one of the four words. */
  readonly status: PhaseStatus | null;
  /** Path relative to the roadmap, as written; null when the field is missing or empty. */
  readonly spec: string | null;
  /** Null when the field is missing or empty. */
  readonly goal: string | null;
  /** A person's and the runner's notes, in file order, joined by a line break; null when there are none. */
  readonly notes: string | null;
  /** All field lines of the phase in file order. Of two with one name the first counts (Notes: all count). */
  readonly fields: readonly RoadmapField[];
  /** Zero-based line of the heading. */
  readonly line: number;
  /** The heading line without its line break. */
  readonly headingRange: TextRange;
  readonly idRange: TextRange;
  readonly titleRange: TextRange;
  /** From the start of the heading line to the start of the next phase or section. */
  readonly range: TextRange;
}

export interface Roadmap {
  readonly phases: readonly RoadmapPhase[];
}

/** Problems that the text alone shows; problems that need the file system are the specs' (see `phases/`). */
export const roadmapProblemCodes = [
  'roadmap-no-phases',
  'phase-heading-malformed',
  'phase-id-duplicate',
  'phase-status-missing',
  'phase-status-unknown',
  'phase-spec-missing',
  'phase-goal-missing',
  'phase-field-duplicate',
  'phase-order-violation',
  'roadmap-fence-unclosed',
  'roadmap-comment-unclosed',
] as const;
export type RoadmapProblemCode = (typeof roadmapProblemCodes)[number];

export interface ParsedRoadmap {
  readonly roadmap: Roadmap;
  readonly problems: readonly Problem<RoadmapProblemCode>[];
}

/** Where a field's value stands, or the heading of a phase that lacks the field. */
export function placeOfField({ fields, headingRange }: RoadmapPhase, name: string): TextRange {
  return fields.find((field) => field.name === name)?.valueRange ?? headingRange;
}

/** The first phase that is not DONE; undefined when all are. */
export function nextPhase(roadmap: Roadmap): RoadmapPhase | undefined {
  return roadmap.phases.find((phase) => phase.status !== 'DONE');
}
