/** A problem found in a file: what, where and, where one exists, how to fix it. */
import type { TextEdit, TextRange } from './textRange.ts';

export type ProblemSeverity = 'error' | 'warning' | 'information';

/** Edits of the same file that make the problem go away. */
export interface ProblemFix {
  /** What the fix does, as a button would say it: "Change the status to DONE". */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** `Code` is a closed list kept by the part that finds the problem. */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  readonly severity: ProblemSeverity;
  /** What is wrong and what to do, in one or two sentences. */
  readonly message: string;
  readonly range: TextRange;
  readonly fix?: ProblemFix;
}

/** A problem together with the file it is in. */
export interface FileProblem extends Problem {
  /** Absolute path. */
  readonly file: string;
  /** Text in which `range` is measured. */
  readonly text: string;
}
