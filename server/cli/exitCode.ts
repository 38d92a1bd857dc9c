/** The exit codes of the terminal program, by what they mean; the numbers are a contract with scripts. */
import type { FailureCode } from '../base/failure.ts';
import type { RunOutcome } from '../phases/phaseRun.ts';

export const exitCodes = {
  ok: 0,
  gateFailed: 1,
  usage: 2,
  planInvalid: 3,
  awaiting: 4,
  orderViolation: 5,
  locked: 6,
  timedOut: 124,
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOfOutcome(outcome: RunOutcome | null): ExitCode {
  switch (outcome) {
    case 'passed':
      return exitCodes.ok;
    case 'failed':
      return exitCodes.gateFailed;
    case 'could-not-run':
      return exitCodes.usage;
    case 'awaiting-approval':
    case 'awaiting-work':
      return exitCodes.awaiting;
    case 'timed-out':
      return exitCodes.timedOut;
    case 'cancelled':
      return exitCodes.cancelled;
    case 'interrupted':
    case null:
      return exitCodes.locked;
  }
}

export function exitCodeOfFailure(code: FailureCode): ExitCode {
  switch (code) {
    case 'plan-invalid':
    case 'plan-changed':
    case 'no-gates':
    case 'roadmap-not-utf8':
    case 'roadmap-too-large':
      return exitCodes.planInvalid;
    case 'order-violation':
      return exitCodes.orderViolation;
    case 'locked':
    case 'lease-lost':
      return exitCodes.locked;
    case 'cancelled':
      return exitCodes.cancelled;
    case 'usage':
    case 'roadmap-missing':
    case 'roadmap-read-only':
    case 'roadmap-changed':
    case 'file-exists':
    case 'read-failed':
    case 'write-failed':
    case 'config-invalid':
    case 'unknown-phase':
    case 'unknown-gate':
    case 'unknown-run':
    case 'unknown-dataset':
    case 'unknown-conversation':
    case 'unknown-message':
    case 'conversation-changed':
    case 'answer-ended':
    case 'message-too-large':
    case 'text-invalid':
    case 'unknown-model':
    case 'model-key-refused':
    case 'model-overloaded':
    case 'model-unreachable':
    case 'model-failed':
    case 'import-invalid':
    case 'port-unavailable':
    case 'not-trusted':
    case 'not-granted':
    case 'executor-failed':
    case 'path-outside-workspace':
    case 'database-newer':
    case 'database-not-empty':
    case 'backup-invalid':
    case 'database-damaged':
    case 'database-unavailable':
    case 'runtime-too-old':
    case 'watch-failed':
    case 'internal':
      return exitCodes.usage;
  }
}
