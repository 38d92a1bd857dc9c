/** Finds the headings that may be the units of a plan: labelled ones, buckets, and as a last resort plain ones. */
import { announcesPlan, partOfUnit } from './headingWords.ts';
import type { Candidate, PlanUnit, ReadPlan } from './planUnit.ts';
import { pushTo } from './pushTo.ts';
import { statusesOfTitle } from './readStatus.ts';
import { areOneUnit, isPrioritySeries, sequenceShare } from './series.ts';
import { around, type Section } from './sections.ts';
import { letterSeries, readUnitLabel } from './unitLabel.ts';
import { isAcceptance, statusesOfLines } from './unitFields.ts';

const kindScores = { word: 0, code: 84, version: 70, date: 66, number: 40 } as const;

export function headingCandidates(plan: ReadPlan): readonly Candidate[] {
  return [...labelledHeadings(plan), ...bucketHeadings(plan), ...plainHeadings(plan), ...taskHeadings(plan)];
}

/** Score that a series of labels has by its kind alone. */
export function seriesScore(label: NonNullable<Section['label']>): number {
  return label.kind === 'word' ? label.rank : kindScores[label.kind] - (label.series === 'n.n' ? 2 : 0);
}

function labelledHeadings(plan: ReadPlan): readonly Candidate[] {
  const series = new Map<string, Section[]>();
  for (const section of plan.sections) {
    if (section.label === null || section.isRecord) continue;
    const key = `${section.label.kind}:${section.label.series}`;
    pushTo(series, key, section);
  }
  const candidates: { candidate: Candidate; sections: readonly Section[]; base: number }[] = [];
  for (const [key, members] of series) {
    // A letter in a series of letters is a part of it, whatever its words are.
    const inPlan = members.filter(({ isMeta, label }) => !isMeta || label?.series === letterSeries);
    const outermost = outermostOf(inPlan.length > 0 ? withoutGap(members, inPlan) : members, key);
    const units = mergeRepeats(plan, [
      ...outermost,
      ...strays(plan, outermost),
      ...followers(outermost, series),
      ...releasesAfter(plan, outermost),
    ]);
    const [first] = units;
    if (first?.label == null) continue;
    let base = seriesScore(first.label);
    if (isPrioritySeries(first.label.series, units)) base = 24;
    if (units.length === 1) {
      if (first.label.kind !== 'word' || first.label.rank < 97) continue;
      base -= 50;
    }
    // A letter alone may be a word, such as an article; three of them in order are not.
    const isLettered = first.label.series === letterSeries;
    if (isLettered && (units.length < 3 || first.label.id !== '1' || sequenceShare(units) < 1)) continue;
    if (first.label.kind === 'number' && units.filter(({ at }) => isContent(plan, at)).length < 2) continue;
    const description = `headings such as "${shorten(first.title)}"`;
    const score = base + sequenceShare(units) * 10 + coverage(plan, units) * 20 + toldShare(units) * 10;
    candidates.push({ candidate: { description, units, score }, sections: outermost, base });
  }
  return candidates.map(({ candidate, sections, base }) => {
    const outer = candidates.find(
      (other) => other.base >= base - 25 && other.sections !== sections && isMostlyInside(sections, other.sections),
    );
    const isQuarterOfYear = sections[0]?.label?.series === 'quarter' && outer?.sections[0]?.label?.series === 'year';
    const isItemOfChapter = sections[0]?.label?.kind === 'number' && toldShare(candidate.units) > 0.5;
    return outer === undefined || isQuarterOfYear || isItemOfChapter
      ? candidate
      : { ...candidate, score: candidate.score - 30 };
  });
}

/** Among numbers that count on, one such as "7. Contact form" is the seventh thing, whatever its word announces elsewhere. */
function withoutGap(members: readonly Section[], inPlan: readonly Section[]): readonly Section[] {
  const [first, last] = [inPlan[0], inPlan.at(-1)];
  if (first === undefined || last === undefined) return inPlan;
  const filled = members.filter(
    (one) =>
      inPlan.includes(one) ||
      (one.level === first.level && one.parent === first.parent && one.at > first.at && one.at < last.at),
  );
  const isWhole = sequenceShare(filled) === 1 && inPlan.length * 4 >= filled.length * 3;
  return isWhole ? filled : inPlan;
}

/** A sibling with a word of its own, such as a Sprint 0 before Phase 1, where its number is free. */
function strays(plan: ReadPlan, series: readonly Section[]): readonly Section[] {
  const [first] = series;
  if (first?.label?.kind !== 'word' || series.length < 2) return [];
  const numbers = new Set(series.map(({ label }) => label?.id));
  const between = plan.sections.filter(
    ({ title, label, level, parent, isMeta }) =>
      label === null &&
      level === first.level &&
      parent === first.parent &&
      !isMeta &&
      readUnitLabel(title.replace(partOfUnit, ''))?.series === first.label?.series,
  );
  const alone = plan.sections.filter(
    ({ label, level, parent, isMeta }) =>
      label?.kind === 'word' &&
      label.series !== first.label?.series &&
      level === first.level &&
      parent === first.parent &&
      !isMeta,
  );
  const free = alone.filter(({ label }) => label?.id != null && !numbers.has(label.id));
  return alone.length > 1 ? between : [...between, ...free];
}

/** A second series that goes on beside the first where that ends, such as P1 and P2 after M0 to M6. */
function followers(outermost: readonly Section[], series: ReadonlyMap<string, readonly Section[]>): readonly Section[] {
  const [first, last] = [outermost[0], outermost.at(-1)];
  if (first?.label?.kind !== 'code' || last === undefined || outermost.length < 3) return [];
  const all = [...series.values()].filter(
    (others) =>
      others.length >= 3 &&
      others.every(
        ({ at, level, parent, label, isMeta }) =>
          label?.kind === 'code' &&
          label.series !== first.label?.series &&
          at > last.at &&
          level === first.level &&
          parent === first.parent &&
          !isMeta,
      ) &&
      sequenceShare(others) === 1,
  );
  return outermost.every(({ level, parent }) => level === first.level && parent === first.parent) ? all.flat() : [];
}

/** Versions beside a series, behind its end, are what it leads to and what comes after it, such as v1.0 after M4. */
function releasesAfter(plan: ReadPlan, outermost: readonly Section[]): readonly Section[] {
  const [first, last] = [outermost[0], outermost.at(-1)];
  if (first?.label?.kind !== 'code' || last === undefined || outermost.length < 3) return [];
  if (!outermost.every(({ level, parent }) => level === first.level && parent === first.parent)) return [];
  return plan.sections.filter(
    ({ label, at, level, parent, isMeta, isRecord }) =>
      label?.kind === 'version' &&
      at > last.at &&
      level === first.level &&
      parent === first.parent &&
      !isMeta &&
      !isRecord,
  );
}

/** A single heading around all others, such as `3. Phase`, is their chapter and no unit. */
function outermostOf(sections: readonly Section[], key: string): readonly Section[] {
  const outermost = sections.filter((section) => !isInside(section, key));
  const inner = sections.filter((section) => !outermost.includes(section));
  return outermost.length === 1 && inner.length > 1 ? outermostOf(inner.map(withoutChapter), key) : outermost;
}

function withoutChapter(section: Section): Section {
  return { ...section, parent: null };
}

function isContent(plan: ReadPlan, at: number): boolean {
  return plan.sectionOf[at]?.isMeta !== true;
}

function isInside(section: Section, key: string): boolean {
  for (const outer of around(section.parent)) {
    if (outer.label !== null && `${outer.label.kind}:${outer.label.series}` === key) return true;
  }
  return false;
}

function isMostlyInside(inner: readonly Section[], outer: readonly Section[]): boolean {
  const owners = new Set(outer);
  const inside = inner.filter((section) => [...around(section.parent)].some((one) => owners.has(one)));
  return outer.length > 1 && inside.length >= inner.length * 0.7;
}

/** One unit for each label; the same label again is the same unit, unless its titles say something else altogether. */
function mergeRepeats(plan: ReadPlan, sections: readonly Section[]): readonly PlanUnit[] {
  const byKey = new Map<string, Section[]>();
  for (const section of sections) {
    const key = section.label?.key ?? '';
    pushTo(byKey, key, section);
  }
  const repeated = [...byKey.values()].filter(({ length }) => length > 1);
  const restarts = repeated.filter(
    ([first, ...others]) => first !== undefined && !others.some((one) => areOneUnit(first, one)),
  );
  // Numbers that begin anew in each chapter are other units; a single clash is a slip that the ids will show.
  if (restarts.length > 0 && restarts.length * 2 >= repeated.length) {
    return sections.map((section) => headingUnit(plan, section, []));
  }
  return [...byKey.values()]
    .map((same) => {
      const longest = Math.max(...same.map(({ at, end }) => end - at));
      const main = same.find(({ at, end }) => end - at >= Math.max(2, longest * 0.5)) ?? same[0];
      return main === undefined
        ? []
        : [
            headingUnit(
              plan,
              main,
              same.filter((one) => one !== main).map(({ at }) => at),
            ),
          ];
    })
    .flat()
    .sort((one, other) => one.at - other.at);
}

export function headingUnit(plan: ReadPlan, section: Section, repeats: readonly number[]): PlanUnit {
  const told = [section.at, ...repeats].flatMap((at) => {
    const line = plan.outline[at];
    if (line === undefined) return [];
    return statusesOfTitle(line.content, plan.legend).map((one) => ({ ...one, line: line.line }));
  });
  const { at, end, label, title } = section;
  const unit = { source: 'heading', at, end, label, title, evidence: told, goal: null, repeats } as const;
  return { ...unit, evidence: [...told, ...statusesOfLines(plan, unit)] };
}

/** Share of the lines of the plan that the units hold. */
export function coverage(plan: ReadPlan, units: readonly PlanUnit[]): number {
  const total = plan.outline.filter((_, at) => plan.sectionOf[at]?.isMeta !== true).length;
  const held = units.reduce((sum, { at, end }) => sum + end - at, 0);
  return total === 0 ? 0 : Math.min(1, held / total);
}

export function toldShare(units: readonly PlanUnit[]): number {
  return units.length === 0 ? 0 : units.filter(({ evidence }) => evidence.length > 0).length / units.length;
}

/** Shipped, Next, Later: the headings themselves, or the headings below them where most have some. */
function bucketHeadings(plan: ReadPlan): readonly Candidate[] {
  const found = plan.sections.filter(({ bucket, isMeta, isRecord }) => bucket !== null && !isMeta && !isRecord);
  const outermost = found.filter((section) => ![...around(section.parent)].some(({ bucket }) => bucket !== null));
  const levels = new Map<number, Section[]>();
  for (const section of outermost) pushTo(levels, section.level, section);
  const [, alike = []] = [...levels].sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  // A version among them, such as the one that is out, is one of them.
  const parents = new Set(alike.map(({ parent }) => parent));
  const isAmong = ({ level, parent, label }: Section): boolean =>
    level === alike[0]?.level && parents.has(parent) && (label?.kind === 'version' || label?.kind === 'date');
  const buckets = plan.sections.filter((section) => alike.includes(section) || (isAmong(section) && !section.isRecord));
  const isAlone = buckets.length === 1 && announcesPlan(plan.sections[0]?.title ?? '');
  if (buckets.length < 2 && !isAlone) return [];
  const children = new Map(
    buckets.map((bucket) => [bucket, plan.sections.filter(({ parent, isMeta }) => parent === bucket && !isMeta)]),
  );
  const divided = buckets.filter((bucket) => (children.get(bucket)?.length ?? 0) > 0);
  const isDivided = divided.length * 2 > buckets.length || [...children.values()].flat().length > buckets.length * 2;
  const sections = isDivided
    ? buckets.flatMap((bucket) => (divided.includes(bucket) ? (children.get(bucket) ?? []) : [bucket]))
    : buckets;
  if (sections.length < 2) return [];
  const units = sections.map((section) => headingUnit(plan, section, []));
  const first = buckets[0]?.title ?? '';
  const description = isDivided
    ? `headings below "${shorten(first)}" and its like`
    : `headings such as "${shorten(first)}"`;
  const named = buckets.filter(({ title }) => /\d\.[\dx]|[—–:：-]\s+\S/.test(title)).length;
  const isNamed = named * 2 >= buckets.length && !isDivided;
  const score = (isDivided ? 38 : 30) + coverage(plan, units) * 4 + (isNamed ? 16 : 0);
  return [{ description, units, score }];
}

/** The headings of one level in a text whose title says that it is a plan. */
function plainHeadings(plan: ReadPlan): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const level of [1, 2, 3]) {
    const members = plan.sections.filter(
      (section) => section.level === level && !section.isMeta && !section.isRecord && section !== plan.sections[0],
    );
    const chosen = members.filter(
      ({ parent }) => parent === null || parent === plan.sections[0] || announcesPlan(parent.title),
    );
    if (chosen.length < 2 || !chosen.every((one) => isPlanned(plan, one))) continue;
    const units = chosen.map((section) => headingUnit(plan, section, []));
    const description = `headings such as "${shorten(chosen[0]?.title ?? '')}"`;
    candidates.push({ description, units, score: 12 - level + coverage(plan, units) * 5 });
  }
  return candidates;
}

/** From so many boxes in several sections on, the sections are what is run one after the other. */
const mostBoxesOfPhases = 30;

/** The headings right above the boxes of a long task list that has several of them. */
function taskHeadings(plan: ReadPlan): readonly Candidate[] {
  const boxes = new Map<Section, number>();
  for (const [at, { box, column }] of plan.outline.entries()) {
    const section = plan.sectionOf[at] ?? null;
    if (box === null || column > 1 || section === null || section.isMeta || section.isRecord) continue;
    if ([...around(section)].some(({ title }) => isAcceptance(title))) continue;
    boxes.set(section, (boxes.get(section) ?? 0) + 1);
  }
  const all = [...boxes.values()].reduce((sum, count) => sum + count, 0);
  const sections = [...boxes.keys()].filter(({ parent }) => parent === null || !boxes.has(parent));
  if (all <= mostBoxesOfPhases || sections.length < 3) return [];
  const units = sections.map((section) => headingUnit(plan, section, []));
  const description = `headings above boxes such as "${shorten(sections[0]?.title ?? '')}"`;
  return [{ description, units, score: 46 + coverage(plan, units) * 5 }];
}

function isPlanned(plan: ReadPlan, section: Section): boolean {
  const title = plan.sections[0]?.title ?? '';
  return announcesPlan(title) || [...around(section.parent)].some((one) => announcesPlan(one.title));
}

export function shorten(title: string): string {
  return title.length <= 50 ? title : `${title.slice(0, 49).trimEnd()}…`;
}
