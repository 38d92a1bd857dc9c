/** A plan together with all its specs, as known at one moment. */
import type { TextSource } from '../base/textSource.ts';
import { placeOfField, type RoadmapPhase } from '../roadmap/roadmap.ts';
import { loadPhaseSpec } from './loadPlan.ts';
import type { LoadedSpec, PlannedSpec, WorkspacePlan } from './plan.ts';
import { findStanding, type SpecStanding } from './specStanding.ts';

export interface LoadedPlan extends WorkspacePlan {
  /** One for each phase, in the order of the roadmap. */
  readonly specs: readonly PlannedSpec[];
  readonly standing: SpecStanding;
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
  return withSpecs(plan, specs);
}

export function withSpecs(plan: WorkspacePlan, specs: readonly PlannedSpec[]): LoadedPlan {
  return { ...plan, specs, standing: findStanding(specs) };
}

/** What stays true of the specs of a plan while each phase keeps its id and its spec. */
export interface KeptSpecs {
  /** One for each phase; null for a spec that is not known yet, which the plan then goes without. */
  readonly loaded: readonly (LoadedSpec | null)[];
  readonly standing: SpecStanding;
}

export function keepSpecs(plan: WorkspacePlan, loaded: readonly (LoadedSpec | null)[]): KeptSpecs {
  return { loaded, standing: findStanding(planned(plan, loaded)) };
}

/** The specs of another version of the roadmap; each is put to its phase when somebody looks. */
export function withKeptSpecs(plan: WorkspacePlan, { loaded, standing }: KeptSpecs): LoadedPlan {
  let specs: readonly PlannedSpec[] | null = null;
  return {
    ...plan,
    standing,
    get specs() {
      specs ??= planned(plan, loaded);
      return specs;
    },
  };
}

function planned({ parsed }: WorkspacePlan, loaded: readonly (LoadedSpec | null)[]): readonly PlannedSpec[] {
  return parsed.roadmap.phases.flatMap((phase, index) => {
    const spec = loaded[index] ?? null;
    return spec === null ? [] : [{ phase, loaded: moved(spec, phase) }];
  });
}

function moved(loaded: LoadedSpec, phase: RoadmapPhase): LoadedSpec {
  if (loaded.kind === 'spec') return loaded;
  return { ...loaded, problem: { ...loaded.problem, range: placeOfField(phase, 'Spec') } };
}
