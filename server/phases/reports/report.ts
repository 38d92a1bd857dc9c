/** What a report holds once its text has been read: test cases, problems, and what is wrong with the report itself. */

/** A report larger than this is not read. */
export const reportLimitBytes = 10 * 1024 * 1024;

/** So many cases and problems of a gate are kept; the rest is counted. */
export const caseLimit = 5_000;
export const problemLimit = 1_000;

/** How one test case ended. `errored`: it could not be carried out, or broke outside of what it asserts. */
export type TestOutcome = 'passed' | 'failed' | 'skipped' | 'errored';

/** A place as a tool writes it: lines and columns count from 1, the end is exclusive, null means not said. */
export interface WrittenPlace {
  /** A path or a file URL, absolute or relative to wherever the tool ran. */
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface TestCase {
  /** Names of the suites that hold it, the outermost first. */
  readonly suite: readonly string[];
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly durationMs: number | null;
  /** Why it did not pass; empty when there is nothing to say. */
  readonly message: string;
  /** Stack trace, difference, output; empty when there is none. */
  readonly details: string;
  readonly place: WrittenPlace | null;
}

export type ReportedSeverity = 'error' | 'warning' | 'information';

/** A problem that a tool reported in its output or in a report. */
export interface ReportedProblem {
  readonly severity: ReportedSeverity;
  /** The rule or the compiler's code; null when it has none. */
  readonly code: string | null;
  readonly message: string;
  readonly place: WrittenPlace | null;
}

/** `failed` counts the errored ones too. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface ReadReport {
  /** Null when the report is not about tests. */
  readonly counts: TestCounts | null;
  readonly cases: readonly TestCase[];
  readonly casesLeftOut: number;
  readonly problems: readonly ReportedProblem[];
  readonly problemsLeftOut: number;
  /** What is wrong with the report, each as the end of a sentence that begins with its name: "is empty". */
  readonly faults: readonly string[];
}

/** A report of which nothing could be read. */
export function faultyReport(fault: string): ReadReport {
  return { counts: null, cases: [], casesLeftOut: 0, problems: [], problemsLeftOut: 0, faults: [fault] };
}

export function isRed({ outcome }: Pick<TestCase, 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** A text of at most so many UTF-16 units; a pair of surrogates stays together. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\udc00-\udfff]/.test(text[limit - 1] ?? '') ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

/** A number that a tool wrote as a line or a column; null when it is none. */
export function readCount(written: string | number | undefined | null): number | null {
  if (written === undefined || written === null || written === '') return null;
  const value = Number(written);
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : null;
}

/** A place of which only the file is certain to be known. */
export function placeAt(file: string, line: number | null = null, column: number | null = null): WrittenPlace {
  return { file, line, column, endLine: null, endColumn: null };
}
