/** A finished run in words for the terminal. */
import type { GateReportStore } from '../phases/gateReportStore.ts';
import type { PhaseRun } from '../phases/phaseRun.ts';
import { formatDuration } from '../phases/duration.ts';
import { describeResult } from '../phases/summaries.ts';
import { readReportLines, type ReportLines } from './reportLines.ts';

const marks = {
  passed: '✓',
  failed: '✗',
  'timed-out': '✗',
  'could-not-run': '!',
  cancelled: '-',
  skipped: '-',
  'awaiting-approval': '○',
} as const;

/** Ends with the command that goes on from here, where there is one. */
function proseOfRun(run: PhaseRun, reports: ReportLines): string {
  const width = Math.max(0, ...run.gates.map(({ name }) => name.length));
  const gates = run.gates.map((gate) => {
    const log = gate.log !== null && gate.outcome !== 'passed' ? `\n    log: ${gate.log}` : '';
    const reported = (reports.get(gate.name) ?? []).map((line) => `\n    ${line}`).join('');
    return `  ${marks[gate.outcome]} ${gate.name.padEnd(width)}  ${describeResult(gate)}${reported}${log}\n`;
  });
  return `${gates.join('')}${lastLine(run)}\n`;
}

/** Several runs, one after the other, with what is kept of their reports. */
export async function proseOfRuns(runs: readonly PhaseRun[], reports: GateReportStore): Promise<string> {
  const texts: string[] = [];
  for (const run of runs) texts.push(proseOfRun(run, await readReportLines(run, reports)));
  return texts.join('');
}

function lastLine(run: PhaseRun): string {
  const took = formatDuration((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs);
  const status = run.verb === 'verify' ? '' : ` Status: ${run.statusAfter ?? 'none'}.`;
  switch (run.outcome) {
    case 'passed':
      return `Phase ${run.phase} passed in ${took}.${status}`;
    case 'awaiting-approval':
      return `Phase ${run.phase} awaits approval.${status} Approve with: phasegate ${run.verb} ${run.phase} --approve "<your name>"`;
    case 'awaiting-work':
      return `${run.message}${status} Then: phasegate gate ${run.phase}`;
    case 'cancelled':
      return `Phase ${run.phase} was cancelled.${status} Go on with: phasegate ${run.verb} ${run.phase}`;
    case 'failed':
    case 'timed-out':
    case 'could-not-run':
    case 'interrupted':
    case null:
      return `Phase ${run.phase} did not pass: ${run.message}${status}`;
  }
}
