/** The words in which runs and gates are told to a person, one place for the tree, the lenses, the terminal and the notes. */
import { formatAge, formatDuration } from './duration.ts';
import type { GateResult } from './gate.ts';
import type { PhaseRun, RunOutcome } from './phaseRun.ts';

/** "Gate unit failed: exit code 1 after 41 s; 2 of 9 tests failed." */
export function describeGate(result: GateResult): string {
  const verb: Readonly<Record<GateResult['outcome'], string>> = {
    passed: 'passed',
    failed: 'failed',
    'timed-out': 'timed out',
    cancelled: 'was cancelled',
    'could-not-run': 'could not run',
    'awaiting-approval': 'awaits approval',
    skipped: 'was skipped',
  };
  const reason = result.message === '' ? '' : `: ${result.message.replace(/\.$/, '')}`;
  const isTimed = result.outcome === 'failed' && result.kind === 'run';
  // What a report adds comes behind the time, which is the command's.
  const [cause = '', ...more] = reason.split('; ');
  const timed = isTimed ? [`${cause} after ${formatDuration(result.durationMs)}`, ...more].join('; ') : reason;
  return `Gate ${result.name} ${verb[result.outcome]}${timed}.`;
}

/** The gate that decided a run which did not pass; undefined when no gate did. */
export function decidingGate(gates: readonly GateResult[], outcome: RunOutcome): GateResult | undefined {
  return gates.find((gate) => gate.outcome === outcome) ?? gates.find((gate) => gate.outcome === 'skipped');
}

/** "passed in 12 s, 2 h ago"; "failed: unit, 5 min ago". */
export function describeRun(run: PhaseRun, nowMs: number): string {
  const age = formatAge(nowMs - (run.endedAtMs ?? run.startedAtMs));
  const deciding = run.outcome === null ? undefined : decidingGate(run.gates, run.outcome);
  const named = deciding === undefined ? '' : ` ${deciding.name}`;
  switch (run.outcome) {
    case null:
      return `running since ${age}`;
    case 'passed':
      return `passed in ${formatDuration((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs)}, ${age}`;
    case 'failed':
      return `${named.trim() || 'run'} failed, ${age}`;
    case 'timed-out':
      return `${named.trim() || 'run'} timed out, ${age}`;
    case 'could-not-run':
      return `${named.trim() || 'run'} could not run, ${age}`;
    case 'awaiting-approval':
      return `${named.trim() || 'a gate'} awaits approval`;
    case 'awaiting-work':
      return 'work by hand, then run the gates';
    case 'cancelled':
      return `cancelled, ${age}`;
    case 'interrupted':
      return `interrupted, ${age}`;
  }
}

/** A run as a sentence begins: "Passed in 12 s, 2 h ago", "Failed: unit, 5 min ago". */
export function describeRunInLens(run: PhaseRun, nowMs: number): string {
  const deciding = run.outcome === null ? undefined : decidingGate(run.gates, run.outcome);
  const words: Partial<Record<RunOutcome, string>> = {
    failed: 'Failed',
    'timed-out': 'Timed out',
    'could-not-run': 'Could not run',
  };
  const word = run.outcome === null ? undefined : words[run.outcome];
  if (word !== undefined && deciding !== undefined) {
    return `${word}: ${deciding.name}, ${formatAge(nowMs - (run.endedAtMs ?? run.startedAtMs))}`;
  }
  if (run.outcome === 'awaiting-approval' && deciding !== undefined) return `Awaiting approval: ${deciding.name}`;
  const summary = describeRun(run, nowMs);
  return summary.charAt(0).toUpperCase() + summary.slice(1);
}

/** A gate's last result beside its name: "3.1 s", "failed: exit code 1, 41 s". */
export function describeResult(result: GateResult): string {
  const duration = formatDuration(result.durationMs);
  switch (result.outcome) {
    case 'passed':
      if (result.message === '') return duration;
      return result.kind === 'run' ? `${duration}, ${result.message}` : result.message;
    case 'failed':
      return result.message === '' ? `failed, ${duration}` : `failed: ${result.message}`;
    case 'timed-out':
      return result.message === '' ? 'timed out' : result.message;
    case 'could-not-run':
      return `could not run: ${result.message}`;
    case 'awaiting-approval':
      return 'awaiting approval';
    case 'cancelled':
      return 'cancelled';
    case 'skipped':
      return result.message === '' ? 'skipped' : `skipped: ${result.message}`;
  }
}

/** The runner's note in the roadmap: which gate, why, when, and where the log is. */
export function failureNote(message: string, log: string | null, endedAtMs: number, home: string): string {
  const when = new Date(endedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const place = log === null ? '' : ` Log: ${home !== '' && log.startsWith(home) ? `~${log.slice(home.length)}` : log}`;
  return `${message} ${when} UTC.${place}`;
}
