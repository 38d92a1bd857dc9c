/** Decides the status of a unit from everything the original says of it, and says where a person has to decide. */
import type { PhaseStatus } from '../roadmap.ts';
import type { PlanUnit, ReadPlan } from './planUnit.ts';
import { statusesOfTitle, type StatusEvidence } from './readStatus.ts';
import { around } from './sections.ts';
import { boxesOf, claimOf, statusesOfLines } from './unitFields.ts';

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
  const { parts, silent } = partsOf(plan, unit);

  if (told.size === 0) {
    return {
      status: 'TODO',
      doubt: describeWholeness(boxes, silent > 0 ? [] : parts) ?? describeClaim(claimOf(plan, unit)),
    };
  }
  const quoted = quote(evidence);
  if (told.size > 1) return { status: 'TODO', doubt: `the original says ${quoted}, which do not agree` };
  const [only = 'unclear'] = told;
  if (only === 'unclear') {
    const isBucket = evidence.every((one) => one.isBucket === true);
    const doubt = isBucket
      ? `it stands below ${quoted}, which does not say whether it was begun`
      : `the original says ${quoted}, which is none of TODO, IN_PROGRESS, DONE and FAILED`;
    return { status: 'TODO', doubt };
  }
  if (only === 'DONE' && boxes.open > 0) {
    const open = boxes.open === 1 ? '1 box below it is' : `${boxes.open} boxes below it are`;
    return { status: 'TODO', doubt: `the original says ${quoted}, but ${open} not ticked` };
  }
  const unfinished = parts.find((part) => part.told !== 'DONE');
  if (only === 'DONE' && unfinished !== undefined) {
    return { status: 'TODO', doubt: `the original says ${quoted}, but of a part of it ${quote([unfinished])}` };
  }
  return { status: only, doubt: null };
}

/** What is said of parts that are all done; null when something is open or nothing is said. */
function describeWholeness(
  boxes: { readonly ticked: number; readonly open: number },
  parts: readonly StatusEvidence[],
): string | null {
  if (boxes.open > 0 || parts.some(({ told }) => told !== 'DONE')) return null;
  const subject =
    boxes.ticked > 0
      ? boxes.ticked === 1
        ? 'its only box is ticked'
        : `all ${boxes.ticked} boxes are ticked`
      : parts.length > 1
        ? `all ${parts.length} parts of it are done`
        : null;
  return subject === null ? null : `${subject}, but nothing says that it is done as a whole`;
}

/** `"✅" and "done" (line 3) and "open" (line 9)`; each thing once, as often as it may be said. */
function quote(evidence: readonly StatusEvidence[]): string {
  const lines = new Map<number, Set<string>>();
  for (const { words, line } of evidence) lines.set(line, (lines.get(line) ?? new Set()).add(`"${words}"`));
  return [...lines].map(([line, words]) => `${[...words].join(' and ')} (line ${line + 1})`).join(' and ');
}

/** What the headings inside a unit say of themselves, and how many say nothing. */
function partsOf(
  plan: ReadPlan,
  unit: PlanUnit,
): { readonly parts: readonly StatusEvidence[]; readonly silent: number } {
  const parts: StatusEvidence[] = [];
  let silent = 0;
  for (let at = unit.at + 1; at < unit.end && unit.source === 'heading'; at++) {
    const line = plan.outline[at];
    if (line?.kind !== 'heading') continue;
    const [told] = statusesOfTitle(line.content, plan.legend);
    if (told === undefined) silent++;
    else parts.push({ ...told, line: line.line });
  }
  return { parts, silent };
}

function describeClaim(claim: StatusEvidence | null): string | null {
  return claim === null ? null : `its text begins ${quote([claim])}, which may tell its status`;
}

/** What the heading around a unit says by telling when: Shipped, In progress, Later. */
function bucketEvidence(plan: ReadPlan, unit: PlanUnit, isTold: boolean): readonly StatusEvidence[] {
  for (const section of around(plan.sectionOf[unit.at] ?? null)) {
    if (section.bucket === null) continue;
    const at = { words: section.title, line: plan.outline[section.at]?.line ?? 0 };
    if (section.bucket === 'done') return [{ ...at, told: 'DONE' }];
    if (section.bucket === 'in-progress') return [{ ...at, told: 'IN_PROGRESS' }];
    if (section.bucket === 'later') return [{ ...at, told: 'TODO' }];
    return isTold ? [] : [{ ...at, told: 'unclear', isBucket: true }];
  }
  return [];
}
