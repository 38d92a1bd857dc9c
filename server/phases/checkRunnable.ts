/** Decides whether a phase may run now: the plan is sound, its turn has come, it has gates. */
import { Failure } from '../base/failure.ts';
import type { Problem } from '../base/problem.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextSource } from '../base/textSource.ts';
import { nextPhase, type RoadmapPhase, type RoadmapProblemCode } from '../roadmap/roadmap.ts';
import { loadPhaseSpec } from './loadPlan.ts';
import type { PhaseSpec } from './phaseSpec.ts';
import { findPhase, roadmapPath, type WorkspacePlan } from './plan.ts';

/** Problems that do not keep other phases from running: order is checked for the phase itself. */
const harmlessToOthers: ReadonlySet<RoadmapProblemCode> = new Set([
  'phase-order-violation',
  'phase-spec-missing',
  'phase-goal-missing',
]);

export interface RunnablePhase {
  readonly phase: RoadmapPhase;
  readonly spec: PhaseSpec;
}

/**
 * @param id the phase; undefined for the next one
 * @param order whether every phase before it must be DONE; `verify` looks back and does not ask
 * @throws Failure `config-invalid`, `plan-invalid`, `unknown-phase`, `order-violation`, `no-gates`
 */
export async function checkRunnable(
  plan: WorkspacePlan,
  id: string,
  order: 'checked' | 'ignored',
  source: TextSource,
): Promise<RunnablePhase> {
  const configError = plan.configProblems.find(({ severity }) => severity === 'error');
  if (configError !== undefined && plan.configFile !== null) {
    throw new Failure('config-invalid', describeProblem(configError, 'phasegate.yaml', plan.configFile.text));
  }
  const roadmapError = plan.parsed.problems.find(
    ({ severity, code }) => severity === 'error' && !harmlessToOthers.has(code),
  );
  if (roadmapError !== undefined) {
    throw new Failure('plan-invalid', describeProblem(roadmapError, roadmapPath(plan), plan.roadmapText));
  }
  const phase = findPhase(plan, id);
  if (phase === undefined) {
    const known = plan.parsed.roadmap.phases.map((known) => known.id);
    const listed =
      known.length > 20 ? `${known.slice(0, 20).join(', ')} and ${known.length - 20} more` : known.join(', ');
    throw new Failure('unknown-phase', `The roadmap has no phase ${id}. It has ${listed}.`);
  }
  if (order === 'checked') {
    const waitsFor = plan.parsed.roadmap.phases.find((before) => before.status !== 'DONE');
    if (
      waitsFor !== undefined &&
      plan.parsed.roadmap.phases.indexOf(waitsFor) < plan.parsed.roadmap.phases.indexOf(phase)
    ) {
      const why = waitsFor.status === 'FAILED' ? 'which failed and must be fixed first' : 'which is not done';
      throw new Failure('order-violation', `Phase ${id} waits for ${waitsFor.id}, ${why}.`);
    }
  }
  const loaded = await loadPhaseSpec(plan, phase, source);
  if (loaded.kind === 'problem') {
    throw new Failure('plan-invalid', describeProblem(loaded.problem, roadmapPath(plan), plan.roadmapText));
  }
  const specError = loaded.spec.problems.find(({ severity }) => severity === 'error');
  if (specError !== undefined) {
    throw new Failure('plan-invalid', describeProblem(specError, phase.spec ?? loaded.spec.file, loaded.spec.text));
  }
  if (loaded.spec.gates.length === 0) {
    throw new Failure(
      'no-gates',
      `Phase ${id} has no gates, so nothing could prove it done. Add "gates" to ${phase.spec ?? 'its spec'}, or "default" to phasegate.yaml.`,
    );
  }
  return { phase, spec: loaded.spec };
}

/** The id of the next phase. @throws Failure `plan-invalid` when there is no phase at all */
export function nextPhaseId(plan: WorkspacePlan): string | null {
  return nextPhase(plan.parsed.roadmap)?.id ?? null;
}

function describeProblem(problem: Problem, file: string, text: string): string {
  const { line, character } = new LineIndex(text).positionAt(problem.range.start);
  return `${file}: line ${line + 1}, column ${character + 1}: ${problem.message} (${problem.code})`;
}
