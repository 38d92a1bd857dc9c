/** A plan together with all its specs, as known at one moment. */
import type { TextSource } from '../base/textSource.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { loadPhaseSpec } from './loadPlan.ts';
import type { LoadedSpec, WorkspacePlan } from './plan.ts';

export interface LoadedPlan extends WorkspacePlan {
  /** One for each phase, in the order of the roadmap. */
  readonly specs: readonly PlannedSpec[];
}

/** A phase and what reading its spec gave. */
export interface PlannedSpec {
  readonly phase: RoadmapPhase;
  readonly loaded: LoadedSpec;
}

/** How many specs are read at once. */
const readersAtOnce = 32;

/** Reads the specs of all phases. */
export async function loadSpecs(plan: WorkspacePlan, source: TextSource): Promise<LoadedPlan> {
  const { phases } = plan.parsed.roadmap;
  const specs: PlannedSpec[] = [];
  for (let start = 0; start < phases.length; start += readersAtOnce) {
    const chunk = phases.slice(start, start + readersAtOnce);
    specs.push(
      ...(await Promise.all(chunk.map(async (phase) => ({ phase, loaded: await loadPhaseSpec(plan, phase, source) })))),
    );
  }
  return { ...plan, specs };
}
