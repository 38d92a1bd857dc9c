/** What adopting a roadmap of another style would come to, before anything is written. */
import type { TextEdit } from '../../base/textRange.ts';
import type { PhaseStatus } from '../roadmap.ts';
import type { Criterion } from './unitFields.ts';

export interface AdoptedPhase {
  readonly id: string;
  readonly title: string;
  readonly status: PhaseStatus;
  readonly goal: string;
  /** Relative to the roadmap; proposed, or as the original names it. */
  readonly spec: string;
  /** What becomes the checklist of the spec. */
  readonly criteria: readonly Criterion[];
  /** Zero-based line of the original that names the unit. */
  readonly line: number;
}

/** Something that the original leaves open; a person decides about it. */
export interface AdoptionConflict {
  /** Zero-based line of the original. */
  readonly line: number;
  readonly message: string;
}

export interface Adoption {
  readonly kind: 'adoption';
  /** What the units of the plan were taken to be: "headings such as "Phase 1"". */
  readonly units: string;
  readonly phases: readonly AdoptedPhase[];
  readonly conflicts: readonly AdoptionConflict[];
  /** What is inserted and which headings change; everything else stays as it is. */
  readonly edits: readonly TextEdit[];
  /** The original with the edits. */
  readonly text: string;
}

/** Why a text is not adopted. */
export interface AdoptionRefusal {
  readonly kind: 'refusal';
  /** Whether it is a roadmap of ours already. */
  readonly isAdopted: boolean;
  /** Whole sentences for the person. */
  readonly reason: string;
}

export type AdoptionProposal = Adoption | AdoptionRefusal;
