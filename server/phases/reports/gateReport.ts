/** What a gate's command reported, ready to be kept and shown: scrubbed, bounded, with places inside the workspace only. */
import { cleanMessage, cleanText } from '../../base/processes/outputCleaner.ts';
import type { SecretScrubber } from '../../base/processes/secretScrubber.ts';
import type { ReportedFiles } from './reportedFiles.ts';
import type { ReadReport, ReportedProblem, TestCase, TestCounts, WrittenPlace } from './report.ts';

/** A place in a file of the workspace. Lines and characters are zero-based; null means the whole line, or no end. */
export interface ReportedLocation {
  /** Relative to the workspace root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly character: number | null;
  readonly endLine: number | null;
  /** Exclusive. */
  readonly endCharacter: number | null;
}

export interface GateTestCase extends Omit<TestCase, 'place'> {
  /** Null when the report does not say, or names no file of the workspace. */
  readonly location: ReportedLocation | null;
}

export interface GateProblem extends Omit<ReportedProblem, 'place'> {
  readonly location: ReportedLocation | null;
}

export interface GateReport {
  /** Null when the gate wrote no test report. */
  readonly counts: TestCounts | null;
  readonly cases: readonly GateTestCase[];
  readonly casesLeftOut: number;
  readonly problems: readonly GateProblem[];
  readonly problemsLeftOut: number;
}

/** A report as it was read, for the gate that wrote it. */
export function gateReport(
  report: Omit<ReadReport, 'faults'>,
  files: ReportedFiles,
  scrubber: SecretScrubber,
): GateReport {
  const clean = (text: string) => (text === '' ? text : cleanText(text, scrubber));
  const cleanLine = (text: string) => (text === '' ? text : cleanMessage(text, scrubber));
  const locate = (place: WrittenPlace | null) => (place === null ? null : locateIn(files, place));
  return {
    counts: report.counts,
    cases: report.cases.map(({ place, ...testCase }) => ({
      ...testCase,
      suite: testCase.suite.map(cleanLine),
      name: cleanLine(testCase.name),
      message: clean(testCase.message),
      details: clean(testCase.details),
      location: locate(place),
    })),
    casesLeftOut: report.casesLeftOut,
    problems: report.problems.map(({ place, ...problem }) => ({
      ...problem,
      code: problem.code === null ? null : cleanLine(problem.code),
      message: clean(problem.message),
      location: locate(place),
    })),
    problemsLeftOut: report.problemsLeftOut,
  };
}

function locateIn(files: ReportedFiles, { file: written, line, column, endLine, endColumn }: WrittenPlace) {
  const file = files.find(written);
  if (file === null) return null;
  if (line === null) return { file, line: 0, character: null, endLine: null, endCharacter: null };
  // A tool that counts from 0 by mistake still gets the first line.
  const start = Math.max(0, line - 1);
  const character = column === null ? null : Math.max(0, column - 1);
  const end = { endLine: null, endCharacter: null };
  if (character === null || endColumn === null) return { file, line: start, character, ...end };
  const last = Math.max(start, (endLine ?? line) - 1);
  const endCharacter = Math.max(0, endColumn - 1);
  const isForward = last > start || endCharacter > character;
  return { file, line: start, character, ...(isForward ? { endLine: last, endCharacter } : end) };
}
