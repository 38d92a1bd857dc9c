/** What one kind of gate says when it has been carried out. */
import type { GateOutcome } from '../gate.ts';

export interface GateVerdict {
  readonly outcome: Exclude<GateOutcome, 'skipped'>;
  readonly exitCode?: number;
  /** Absolute path of the log; absent when there is none. */
  readonly log?: string;
  readonly message: string;
}

/** "passed", "failed: exit code 1". */
export function describeVerdict({ outcome, message }: GateVerdict): string {
  const words = outcome.replaceAll('-', ' ');
  return message === '' ? words : `${words}: ${message}`;
}
