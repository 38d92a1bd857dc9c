/** Checks phases against each other and against what each of them needs. */
import type { NeededField } from './locateMissingFields.ts';
import { placeOfField, type RoadmapField, type RoadmapPhase } from './roadmap.ts';
import type { RoadmapProblems } from './roadmapProblems.ts';

/**
 * Reports duplicate ids, missing fields, unknown statuses and DONE phases after unfinished ones.
 *
 * A status that is not one of the four words is not DONE, whatever it resembles, so it leaves its phase unfinished.
 * Whether a spec exists is not checked here: the text alone does not tell.
 *
 * @param repeated indexes of phases whose id an earlier one has, in order
 */
export function checkPhases(
  text: string,
  phases: readonly RoadmapPhase[],
  repeated: readonly number[],
  problems: RoadmapProblems,
): void {
  let unfinished: RoadmapPhase | null = null;
  let nextRepeated = 0;
  for (const [index, phase] of phases.entries()) {
    if (repeated[nextRepeated] === index) {
      nextRepeated++;
      problems.duplicateId(phase.id, phase.idRange);
    }
    if (phase.title === '') problems.missingTitle(phase.id, phase.headingRange);
    if (phase.status === null || phase.spec === null || phase.goal === null) checkFields(text, phase, problems);
    if (phase.status !== 'DONE') unfinished ??= phase;
    else if (unfinished !== null) {
      problems.orderViolation(phase.id, unfinished.id, placeOfField(phase, 'Status'));
    }
  }
}

function checkFields(text: string, phase: RoadmapPhase, problems: RoadmapProblems): void {
  const missing: NeededField[] = [];
  if (phase.status === null) {
    const field = statusField(phase);
    if (field === undefined || field.value === '') missing.push('Status');
    else problems.unknownStatus(phase.id, field.value, field.valueRange);
  }
  if (phase.spec === null) missing.push('Spec');
  if (phase.goal === null) missing.push('Goal');
  problems.missingFields(text, phase, missing);
}

function statusField(phase: RoadmapPhase): RoadmapField | undefined {
  return phase.fields.find(({ name }) => name === 'Status');
}
