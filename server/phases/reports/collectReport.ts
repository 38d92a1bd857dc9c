/** Puts together what a gate's command reported in its report file and in its output, and what is to be said of it. */
import path from 'node:path';
import type { SecretScrubber } from '../../base/processes/secretScrubber.ts';
import type { RunGate } from '../gate.ts';
import type { MatchedOutput } from '../matchers/matchOutput.ts';
import { describeCounts, describeProblems } from './describeReport.ts';
import { gateReport, type GateReport } from './gateReport.ts';
import { problemLimit, type ReadReport } from './report.ts';
import { ReportedFiles } from './reportedFiles.ts';

export interface Reported {
  /** Absolute real path. */
  readonly workspace: string;
  readonly scrubber: SecretScrubber;
  /** Null when the command wrote none in this run. */
  readonly report: ReadReport | null;
  /** What the gate's matcher found, and what the paths in the output are relative to; null when it names none. */
  readonly output: (MatchedOutput & { readonly base: string | null }) | null;
  readonly hasPassed: boolean;
}

/**
 * @returns `report` is null when the gate names neither report nor matcher; `remarks` are for its message, each
 *   without an end
 */
export function collectReport(
  gate: RunGate,
  { workspace, scrubber, report, output, hasPassed }: Reported,
): { readonly report: GateReport | null; readonly remarks: readonly string[] } {
  if (gate.report === null && gate.problems === null) return { report: null, remarks: [] };
  const none = { counts: null, cases: [], casesLeftOut: 0, problems: [], problemsLeftOut: 0 };
  const written = gateReport(report ?? none, new ReportedFiles(workspace, gate.cwd), scrubber);
  const matched = gateReport(
    { ...none, problems: output?.problems ?? [], problemsLeftOut: output?.leftOut ?? 0 },
    new ReportedFiles(workspace, output?.base ?? gate.cwd),
    scrubber,
  );
  const problems = [...written.problems, ...matched.problems];
  const whole: GateReport = {
    ...written,
    problems: problems.slice(0, problemLimit),
    problemsLeftOut: written.problemsLeftOut + matched.problemsLeftOut + Math.max(0, problems.length - problemLimit),
  };
  const name = gate.report ?? '';
  const remarks = hasPassed ? doubts(name, written, report) : [describeFound(whole)];
  for (const fault of report?.faults ?? []) remarks.push(`the report ${path.posix.normalize(name)} ${fault}`);
  if (output?.isComplete === false) {
    remarks.push(`${gate.problems ?? ''} took too long, so problems were looked for in a part of the output only`);
  }
  return { report: whole, remarks: remarks.filter((remark) => remark !== '') };
}

/** What speaks against the exit code, which decides all the same. */
function doubts(name: string, { counts, problems }: GateReport, report: ReadReport | null): string[] {
  if (counts !== null && counts.failed > 0) {
    return [`the report ${name} says that ${describeCounts(counts)}, yet the command exited with 0`];
  }
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    return [`the report ${name} tells of ${describeProblems(errors, 0)}, yet the command exited with 0`];
  }
  const isEmpty = counts !== null && counts.passed + counts.skipped === 0;
  return isEmpty && report?.faults.length === 0 ? [`the report ${name} holds no test`] : [];
}

function describeFound({ counts, problems, problemsLeftOut }: GateReport): string {
  const parts = [counts === null ? '' : describeCounts(counts), describeProblems(problems, problemsLeftOut)];
  return parts.filter((part) => part !== '').join(', ');
}
