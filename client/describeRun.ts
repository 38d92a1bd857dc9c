/** Puts runs and their outcomes into words. */
import type { GateResultReport, PhaseRunReport, RunOutcome } from '../protocol/phases.ts';
import type { GateOutcome } from '../protocol/roadmap.ts';

const outcomeIcons: Readonly<Record<GateOutcome | RunOutcome, string>> = {
  passed: 'pass-filled',
  failed: 'error',
  'timed-out': 'watch',
  cancelled: 'circle-slash',
  'could-not-run': 'question',
  'awaiting-approval': 'account',
  'awaiting-work': 'circle-large-outline',
  interrupted: 'debug-disconnect',
  skipped: 'debug-step-over',
};

const outcomeWords: Readonly<Record<GateOutcome | RunOutcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'was cancelled',
  'could-not-run': 'could not run',
  'awaiting-approval': 'awaits approval',
  'awaiting-work': 'waits for the work',
  interrupted: 'was interrupted',
  skipped: 'was skipped',
};

/** Codicon of an outcome, as a label takes it; a run without an outcome is under way. */
export function outcomeIcon(outcome: GateOutcome | RunOutcome | null): string {
  return `$(${outcome === null ? 'sync' : outcomeIcons[outcome]})`;
}

export function outcomeWord(outcome: GateOutcome | RunOutcome | null): string {
  return outcome === null ? 'is running' : outcomeWords[outcome];
}

/** A duration as people say it: "3.1 s", "41 s", "2 min 5 s", "1 h 10 min". */
export function describeDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago something was: "just now", "5 min ago", "2 h ago", and the date after a week. */
export function describeAge(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  const days = Math.floor(minutes / (24 * 60));
  return days < 7 ? `${days} d ago` : then.toLocaleDateString();
}

/** How long a run took; null while it is under way. */
export function runDurationMs(run: PhaseRunReport): number | null {
  return run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt);
}

/** The gate that decided a run that did not pass: the first with the run's outcome. */
export function decidingGate(run: PhaseRunReport): GateResultReport | undefined {
  if (run.outcome === 'passed') return undefined;
  return run.gates.find(({ outcome }) => outcome === run.outcome);
}

/** "Gate unit failed: exit code 1 after 41 s." */
export function describeGate(gate: GateResultReport): string {
  const reason = gate.message === '' ? '' : `: ${gate.message.replace(/\.$/, '')}`;
  const waits = gate.outcome === 'awaiting-approval' || gate.outcome === 'skipped' || gate.outcome === 'could-not-run';
  const after =
    waits || gate.durationMs < 50
      ? ''
      : ` ${gate.outcome === 'passed' ? 'in' : 'after'} ${describeDuration(gate.durationMs)}`;
  return `Gate ${gate.name} ${outcomeWord(gate.outcome)}${reason}${after}.`;
}

/** How a run ended, in a sentence or two. */
export function describeRun(run: PhaseRunReport): string {
  const durationMs = runDurationMs(run);
  if (run.outcome === 'passed') {
    const took = durationMs === null ? '' : ` in ${describeDuration(durationMs)}`;
    return `Phase ${run.phase} passed${took}${run.statusAfter === 'DONE' && run.statusBefore !== 'DONE' ? ' and is done' : ''}.`;
  }
  if (run.outcome === 'awaiting-work') return `Phase ${run.phase} is in progress. Run the gates when the work is done.`;
  const gate = decidingGate(run);
  if (gate === undefined) {
    return run.message === ''
      ? `Phase ${run.phase} ${outcomeWord(run.outcome)}.`
      : `Phase ${run.phase}: ${run.message}`;
  }
  if (run.outcome === 'awaiting-approval') return `Phase ${run.phase}: ${gate.name} awaits approval.`;
  const others = run.gates.filter(
    (other) => other !== gate && ['failed', 'timed-out', 'could-not-run'].includes(other.outcome),
  ).length;
  const rest = others === 0 ? '' : others === 1 ? ' 1 more gate did not pass.' : ` ${others} more gates did not pass.`;
  const verdict = run.statusAfter === 'FAILED' ? ` Phase ${run.phase} is marked FAILED.` : '';
  return `${describeGate(gate)}${rest}${verdict}`;
}
