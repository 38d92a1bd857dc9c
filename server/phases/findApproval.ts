/** Finds the approval that an `approve` gate waits for, or records the one that comes with the request. */
import type { ApproveGate } from './gate.ts';
import type { NewPhaseRun } from './phaseRun.ts';
import { hashGate } from './planFingerprint.ts';
import type { RunSurroundings } from './runSurroundings.ts';

/** An approval counts for the definition and the spec (boxes aside) that the person saw. */
export async function findApproval(
  gate: ApproveGate,
  run: NewPhaseRun,
  { approvedBy }: { readonly approvedBy?: string },
  { approvals, clock }: Pick<RunSurroundings, 'approvals' | 'clock'>,
): Promise<{ readonly by: string; readonly atMs: number } | null> {
  const subject = {
    key: { workspace: run.workspace, roadmap: run.roadmap },
    phase: run.phase,
    gate: gate.name,
    definitionHash: hashGate(gate),
    specHash: run.specHash,
  };
  if (approvedBy === undefined) return approvals.find(subject);
  const approval = { by: approvedBy, atMs: clock.nowMs() };
  // `verify` writes nothing, so an approval given to it counts for this once.
  if (run.verb !== 'verify') await approvals.record({ ...subject, ...approval });
  return approval;
}
