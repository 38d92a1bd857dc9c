/** The first failed tests and problems of each gate that did not pass, in words for the terminal. */
import type { GateReportStore } from '../phases/gateReportStore.ts';
import type { PhaseRun } from '../phases/phaseRun.ts';
import type { GateProblem, GateTestCase, ReportedLocation } from '../phases/reports/gateReport.ts';
import { isRed } from '../phases/reports/report.ts';

/** So many failed tests and so many problems of a gate are told; the log and the editor have the rest. */
const mostLines = 5;
const longestLine = 200;

/** Lines without indentation, by the gate's name. */
export type ReportLines = ReadonlyMap<string, readonly string[]>;

export async function readReportLines(run: PhaseRun, reports: GateReportStore): Promise<ReportLines> {
  const lines = new Map<string, readonly string[]>();
  const isBad = new Set(run.gates.filter(({ outcome }) => outcome !== 'passed').map(({ name }) => name));
  for (const report of await reports.list(run, run.phase)) {
    // A gate that did not come to its end in this run still has the report of an earlier one.
    if (report.runId !== run.id || !isBad.has(report.gate)) continue;
    const failed = (await reports.cases(report.sequence)).filter(isRed);
    const problems = await reports.problems(report.sequence);
    lines.set(report.gate, [
      ...firstOf(failed.map(describeCase), report.counts?.failed ?? 0),
      ...firstOf(problems.map(describeProblem), report.problemCount),
    ]);
  }
  return lines;
}

function firstOf(lines: readonly string[], count: number): readonly string[] {
  const shown = lines
    .slice(0, mostLines)
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
  const rest = count - shown.length;
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown;
}

function describeCase({ suite, name, message, location }: GateTestCase): string {
  const reason = firstLine(message);
  return `${describePlace(location)}${[...suite, name].join(' › ')}${reason === '' ? '' : `: ${reason}`}`;
}

function describeProblem({ severity, code, message, location }: GateProblem): string {
  const word = severity === 'information' ? 'note' : severity;
  return `${describePlace(location)}${word}${code === null ? '' : ` ${code}`}: ${firstLine(message)}`;
}

/** `src/house.ts:3:7`, as terminals turn it into a link. */
function describePlace(location: ReportedLocation | null): string {
  if (location === null) return '';
  const { file, line, character } = location;
  return `${file}:${line + 1}${character === null ? '' : `:${character + 1}`}  `;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}
