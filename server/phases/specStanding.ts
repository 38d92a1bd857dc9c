/** How the specs of a plan stand to each other: what stays as it is while a roadmap is typed into elsewhere. */
import type { PhaseSpec } from './phaseSpec.ts';
import type { PlannedSpec } from './plan.ts';

/** A spec with the index of the first phase that names it. */
export interface NamedSpec {
  readonly spec: PhaseSpec;
  readonly index: number;
}

/** Indexes are those of the plan's `specs`. */
export interface SpecStanding {
  /** Each spec by its absolute path. */
  readonly byFile: ReadonlyMap<string, NamedSpec>;
  /** Specs that have problems of their own. */
  readonly faulty: readonly NamedSpec[];
  /** Phases that name a spec which a phase with another id named before, by index, with that phase's id. */
  readonly shared: ReadonlyMap<number, string>;
  /** Indexes of phases that name a spec which cannot be read. */
  readonly unread: readonly number[];
}

export function findStanding(specs: readonly PlannedSpec[]): SpecStanding {
  const byFile = new Map<string, NamedSpec>();
  const faulty: NamedSpec[] = [];
  const shared = new Map<number, string>();
  const unread: number[] = [];
  for (const [index, { phase, loaded }] of specs.entries()) {
    if (loaded.kind === 'problem') {
      // A phase without a Spec field is a problem of the roadmap's text already.
      if (phase.spec !== null) unread.push(index);
      continue;
    }
    const { spec } = loaded;
    const first = byFile.get(spec.file);
    if (first === undefined) {
      const named = { spec, index };
      byFile.set(spec.file, named);
      if (spec.problems.length > 0) faulty.push(named);
      continue;
    }
    const other = specs[first.index]?.phase.id;
    if (other !== undefined && other !== phase.id) shared.set(index, other);
  }
  return { byFile, faulty, shared, unread };
}
