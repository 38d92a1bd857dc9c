/** Picks, of the reports that are kept, those that still say something about a plan. */
import type { KeptReport } from './gateReportStore.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import { hashGate } from './planFingerprint.ts';

/**
 * Reports of gates that the plan no longer has are left out. Of a gate that several phases share, which is one
 * definition in phasegate.yaml, the newest report counts: what another phase saw earlier is out of date.
 *
 * @param kept in the order in which they were made
 */
export function pickCurrentReports(plan: LoadedPlan, kept: readonly KeptReport[]): readonly KeptReport[] {
  const byGate = new Map(kept.map((report) => [keyOf(report.phase, report.gate), report]));
  const newest = new Map<string, KeptReport>();
  for (const { phase, loaded } of plan.specs) {
    for (const { definition } of loaded.kind === 'spec' ? loaded.spec.gates : []) {
      if (definition.kind !== 'run' || (definition.report === null && definition.problems === null)) continue;
      const report = byGate.get(keyOf(phase.id, definition.name));
      if (report === undefined) continue;
      const hash = hashGate(definition);
      if ((newest.get(hash)?.sequence ?? 0) < report.sequence) newest.set(hash, report);
    }
  }
  return [...newest.values()].sort((a, b) => a.sequence - b.sequence);
}

function keyOf(phase: string, gate: string): string {
  return JSON.stringify([phase, gate]);
}
