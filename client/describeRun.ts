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

/** A duration as people say it, in the words that the server uses too: "80 ms", "3.1 s", "41 s", "12 min", "1 h 5 min". */
export function describeDuration(durationMs: number): string {
  if (durationMs < 100) return `${Math.round(durationMs)} ms`;
  if (durationMs < 9_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How long ago something was, in the words that the server uses too: "just now", "5 min ago", "yesterday". */
export function describeAge(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'yesterday' : `${days} days ago`;
}

/** How long a run took; null while it is under way. */
export function runDurationMs(run: PhaseRunReport): number | null {
  return run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt);
}

/** The gate whose log explains a run that did not pass; undefined when no gate decided it. */
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

/** How a run ended, in a sentence or two; why it did not pass is said in the server's own words. */
export function describeRun(run: PhaseRunReport): string {
  const durationMs = runDurationMs(run);
  if (run.outcome === 'passed') {
    const took = durationMs === null ? '' : ` in ${describeDuration(durationMs)}`;
    return `Phase ${run.phase} passed${took}${run.statusAfter === 'DONE' && run.statusBefore !== 'DONE' ? ' and is done' : ''}.`;
  }
  if (run.outcome === 'awaiting-work') return `Phase ${run.phase} is in progress. Run the gates when the work is done.`;
  if (run.outcome === 'awaiting-approval') {
    return `Phase ${run.phase}: ${decidingGate(run)?.name ?? 'a gate'} awaits approval.`;
  }
  if (run.outcome === 'cancelled' || run.message === '') return `Phase ${run.phase} ${outcomeWord(run.outcome)}.`;
  const isVerdict = run.statusAfter === 'FAILED' && run.outcome !== 'interrupted';
  return `${run.message}${isVerdict ? ` Phase ${run.phase} is marked FAILED.` : ''}`;
}
