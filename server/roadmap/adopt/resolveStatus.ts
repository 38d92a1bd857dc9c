/** Decides the status of a unit from everything the original says of it, and says where a person has to decide. */
import type { PhaseStatus } from '../roadmap.ts';
import type { PlanUnit, ReadPlan } from './planUnit.ts';
import type { StatusEvidence } from './readStatus.ts';
import { around } from './sections.ts';
import { boxesOf, statusesOfLines } from './unitFields.ts';

export interface ResolvedStatus {
  readonly status: PhaseStatus;
  /** What a person has to look at, in the words of the original; null when the status is plain. */
  readonly doubt: string | null;
}

/** @param mentioned what other places, such as an overview table, say of the same unit */
export function resolveStatus(plan: ReadPlan, unit: PlanUnit, mentioned: readonly StatusEvidence[]): ResolvedStatus {
  const fromLines = unit.source === 'heading' ? [] : statusesOfLines(plan, unit);
  const own = [...unit.evidence, ...fromLines, ...mentioned];
  const evidence = [...own, ...bucketEvidence(plan, unit, own.length > 0)];
  const told = new Set(evidence.map((one) => one.told));
  const boxes = boxesOf(plan, unit);
  const quoted = [...new Set(evidence.map(({ words, line }) => `"${words}" (line ${line + 1})`))].join(' and ');

  if (told.size === 0) {
    const isTicked = boxes.ticked > 0 && boxes.open === 0;
    const ticked = boxes.ticked === 1 ? 'its only box is' : `all ${boxes.ticked} boxes are`;
    const doubt = isTicked ? `${ticked} ticked, but nothing says that it is done as a whole` : null;
    return { status: 'TODO', doubt };
  }
  if (told.size > 1) return { status: 'TODO', doubt: `the original says ${quoted}, which do not agree` };
  const [only = 'unclear'] = told;
  if (only === 'unclear') return { status: 'TODO', doubt: `the original says ${quoted}, which is none of the four` };
  if (only === 'DONE' && boxes.open > 0) {
    const open = boxes.open === 1 ? '1 box below it is' : `${boxes.open} boxes below it are`;
    return { status: 'TODO', doubt: `the original says ${quoted}, but ${open} not ticked` };
  }
  return { status: only, doubt: null };
}

/** What the heading around a unit says by telling when: Shipped, In progress, Later. */
function bucketEvidence(plan: ReadPlan, unit: PlanUnit, isTold: boolean): readonly StatusEvidence[] {
  for (const section of around(plan.sectionOf[unit.at] ?? null)) {
    if (section.bucket === null) continue;
    const at = { words: section.title, line: plan.outline[section.at]?.line ?? 0 };
    if (section.bucket === 'done') return [{ ...at, told: 'DONE' }];
    if (section.bucket === 'in-progress') return [{ ...at, told: 'IN_PROGRESS' }];
    if (section.bucket === 'later') return [{ ...at, told: 'TODO' }];
    return isTold ? [] : [{ ...at, told: 'unclear' }];
  }
  return [];
}
