/** What a problem matcher is: patterns that find problems in the lines that a command prints. */
import type { ReportedSeverity } from '../reports/report.ts';

/** Groups of the expression that hold what a problem is made of; absent when the expression has none for it. */
export interface MatcherGroups {
  readonly file?: number;
  /** `line`, `line,column` or `startLine,startColumn,endLine,endColumn` in one group. */
  readonly location?: number;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity?: number;
  readonly code?: number;
  readonly message?: number;
}

export interface MatcherPattern extends MatcherGroups {
  /** A JavaScript regular expression, matched against one line. */
  readonly regexp: string;
  /** `file`: a problem is about a file as a whole. Default `location`. */
  readonly kind: 'file' | 'location';
  /** Of the last of several patterns: every further line that it matches is a problem of its own. */
  readonly loop: boolean;
}

export interface ProblemMatcher {
  /** Of problems whose line does not say. Default `error`. */
  readonly severity: ReportedSeverity;
  /** What the files of the output are relative to; null: the folder in which the command runs. */
  readonly base: string | null;
  /** At least one; several match lines that follow each other. */
  readonly patterns: readonly [MatcherPattern, ...MatcherPattern[]];
}

/** The matchers of phasegate.yaml by name without `$`; null where the definition has problems. */
export type OwnMatchers = Readonly<Record<string, ProblemMatcher | null>>;
