/** What one kind of gate says when it has been carried out. */
import type { GateOutcome } from '../gate.ts';
import type { GateReport } from '../reports/gateReport.ts';

export interface GateVerdict {
  readonly outcome: Exclude<GateOutcome, 'skipped'>;
  readonly exitCode?: number;
  /** Absolute path of the log; absent when there is none. */
  readonly log?: string;
  readonly message: string;
  /** What its command reported; absent when nothing was looked for, or the command did not come to an end. */
  readonly report?: GateReport;
}

/** "passed", "failed: exit code 1". */
export function describeVerdict({ outcome, message }: Pick<GateVerdict, 'outcome' | 'message'>): string {
  const words = outcome.replaceAll('-', ' ');
  return message === '' ? words : `${words}: ${message}`;
}
