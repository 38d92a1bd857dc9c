/** What a run would do, in the form of a run that did nothing. */
import type { TextSource } from '../base/textSource.ts';
import { checkRunnable } from '../phases/checkRunnable.ts';
import { gateDetail } from '../phases/gate.ts';
import { loadPlan } from '../phases/loadPlan.ts';

/** @throws Failure for the same reasons as the run itself would before it begins */
export async function describeDryRun(folder: string, id: string, source: TextSource) {
  const plan = await loadPlan(folder, source);
  const { phase, spec } = await checkRunnable(plan, id, 'checked', source);
  const gates = spec.gates.map(({ definition }) => definition);
  return {
    run: {
      id: '',
      phase: phase.id,
      outcome: null,
      statusBefore: phase.status,
      statusAfter: phase.status,
      commit: null,
      startedAt: null,
      endedAt: null,
      gates: gates.map((gate) => ({
        name: gate.name,
        kind: gate.kind,
        outcome: 'skipped',
        exitCode: null,
        durationMs: 0,
        log: null,
        message: `dry run: ${gateDetail(gate)}`,
      })),
    },
    prose: `Phase ${phase.id} would run ${gates.length} gates:\n${gates.map((gate) => `  ${gate.name}: ${gateDetail(gate)}\n`).join('')}`,
  };
}
