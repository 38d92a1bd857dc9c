/** A problem found in a file: what, where and, where one exists, how to fix it. */
import type { TextEdit, TextRange } from './textRange.ts';

export type ProblemSeverity = 'error' | 'warning' | 'information';

/** Edits that make the problem go away. */
export interface ProblemFix {
  /** What the fix does, as a button would say it: "Change the status to DONE". */
  readonly title: string;
  /** Of the file that holds the problem. */
  readonly edits: readonly TextEdit[];
  /** Whether nothing else can have been meant, so that it may be applied among others without being looked at. Default false. */
  readonly isCertain?: boolean;
  /** What the fix does to other files. Default nothing. */
  readonly otherFiles?: readonly FileChange[];
}

/** A change of another file than the one with the problem. */
export type FileChange =
  /** `text` is what the edits are measured in. */
  | { readonly kind: 'edit'; readonly file: string; readonly text: string; readonly edits: readonly TextEdit[] }
  /** Creates a file that does not exist. */
  | { readonly kind: 'create'; readonly file: string; readonly text: string };

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
