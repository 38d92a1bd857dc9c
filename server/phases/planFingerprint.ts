/** The hashes by which a run notices that its plan changed while it was under way. */
import { canonicalJson } from '../base/canonicalJson.ts';
import { sha256 } from '../base/sha256.ts';
import type { GateDefinition } from './gate.ts';
import type { PhaseSpec } from './phaseSpec.ts';
import type { WorkspacePlan } from './plan.ts';

export interface PlanFingerprint {
  /** Of what the roadmap plans, not of its bytes: see `planHash`. */
  readonly roadmapHash: string;
  /** Of the spec with every box unticked: ticking boxes is the work itself, not a change of the plan. */
  readonly specHash: string;
  /** Of the gates with everything they inherit, the executor and the environment they get. */
  readonly gatesHash: string;
}

export function fingerprintPlan(plan: WorkspacePlan, phaseId: string, spec: PhaseSpec): PlanFingerprint {
  return {
    roadmapHash: planHash(plan, phaseId),
    specHash: hashSpec(spec.text),
    gatesHash: sha256(
      canonicalJson([
        spec.gates.map((gate) => gate.definition),
        plan.config.executor,
        plan.config.environment,
        plan.config.roadmap,
      ]),
    ),
  };
}

/** The part that changed, in the words of a message; null when nothing did. */
export function describeChange(before: PlanFingerprint, after: PlanFingerprint, phaseId: string): string | null {
  if (before.gatesHash !== after.gatesHash) return `The gates of phase ${phaseId} changed`;
  if (before.specHash !== after.specHash) return `The spec of phase ${phaseId} changed`;
  if (before.roadmapHash !== after.roadmapHash) return 'The roadmap changed its plan';
  return null;
}

/** Hash of a spec that ticking and unticking its boxes does not change. */
export function hashSpec(text: string): string {
  return sha256(text.replace(/^([ \t>]*(?:[-*+]|\d+[.)])[ \t]+)\[[xX]\](?=[ \t])/gm, '$1[ ]'));
}

export function hashGate(gate: GateDefinition): string {
  return sha256(canonicalJson(gate));
}

/**
 * Hash of ids, titles, specs, goals and statuses in their order. The phase's own status is left out, since the
 * runner writes it; prose and notes are left out, since a person may write them while a phase runs.
 */
function planHash(plan: WorkspacePlan, phaseId: string): string {
  return sha256(
    canonicalJson(
      plan.parsed.roadmap.phases.map(({ id, title, status, spec, goal }) => [
        id,
        title,
        id === phaseId ? null : status,
        spec,
        goal,
      ]),
    ),
  );
}
