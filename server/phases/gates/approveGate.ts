/** The gate that passes when a person has approved. */
import type { ApproveGate } from '../gate.ts';
import type { GateVerdict } from './gateVerdict.ts';

/** Who approved, and when. */
export interface FoundApproval {
  readonly by: string;
  readonly atMs: number;
}

export function runApproveGate(gate: ApproveGate, approval: FoundApproval | null): GateVerdict {
  if (approval === null) return { outcome: 'awaiting-approval', message: gate.statement };
  const day = new Date(approval.atMs).toISOString().slice(0, 10);
  return { outcome: 'passed', message: `approved by ${approval.by} on ${day}` };
}
