/** Finds sibling headings without labels most of which tell how far they are, such as `Importer — done`. */
import { coverage, headingUnit, shorten } from './headingCandidates.ts';
import type { Candidate, ReadPlan } from './planUnit.ts';
import { pushTo } from './pushTo.ts';
import { statusesOfTitle } from './readStatus.ts';
import type { Section } from './sections.ts';

export function toldHeadings(plan: ReadPlan): readonly Candidate[] {
  const siblings = new Map<Section | null, Section[]>();
  for (const section of plan.sections) {
    if (section.isMeta || section.isRecord || section === plan.sections[0]) continue;
    pushTo(siblings, section.parent, section);
  }
  return [...siblings.values()].flatMap((all): Candidate[] => {
    const level = Math.min(...all.map((section) => section.level));
    const alike = all.filter((section) => section.level === level);
    const told = alike.filter((section) => tellsStatus(plan, section));
    const timed = alike.filter((section) => section.bucket !== null && !told.includes(section));
    const share = (told.length + timed.length) / alike.length;
    // Where most begin with words such as Next, those are what divides the plan.
    if (alike.length < 3 || told.length < 2 || timed.length > told.length * 2 || share < 0.5) return [];
    const units = alike.map((section) => headingUnit(plan, section, []));
    const description = `headings that tell a status such as "${shorten(told[0]?.title ?? '')}"`;
    return [{ description, units, score: 44 + share * 10 + coverage(plan, units) * 5 }];
  });
}

/** Whether the name of a heading is followed by how far it is; `Done` alone is no name. */
export function tellsStatus(plan: ReadPlan, { title, label, bucket }: Section): boolean {
  return label === null && bucket !== 'done' && statusesOfTitle(title, plan.legend).length > 0;
}
