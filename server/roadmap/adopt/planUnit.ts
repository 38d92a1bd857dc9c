/** What is found of one unit of a plan, before it becomes a phase. */
import type { OutlineLine } from './outline.ts';
import type { StatusEvidence } from './readStatus.ts';
import type { Section } from './sections.ts';
import type { Legend } from './statusSigns.ts';
import type { UnitLabel } from './unitLabel.ts';

/** A text as everything that looks for units sees it. */
export interface ReadPlan {
  readonly outline: readonly OutlineLine[];
  readonly sections: readonly Section[];
  /** For each line of the outline the section that it stands in. */
  readonly sectionOf: readonly (Section | null)[];
  readonly legend: Legend;
}

export interface PlanUnit {
  /** What stands for the unit in the text; it decides where the phase is written. */
  readonly source: 'heading' | 'paragraph' | 'item' | 'row';
  /** Index in the outline of the line that names it, and after the last line that belongs to it. */
  readonly at: number;
  readonly end: number;
  readonly label: UnitLabel | null;
  /** Its name as written, without heading marks, list marks and box. */
  readonly title: string;
  /** What the place itself says of its status; other places may say more. */
  readonly evidence: readonly StatusEvidence[];
  /** One line about it from the place itself, such as a column of a table; null when there is none. */
  readonly goal: string | null;
  /** Indexes of headings that mean the same unit again. */
  readonly repeats: readonly number[];
}

/** One way to read the plan: what kind of thing its units are. */
export interface Candidate {
  /** What the units are, as a person would say it: "headings such as Phase 1". */
  readonly description: string;
  readonly units: readonly PlanUnit[];
  readonly score: number;
}
