/** Finds the list items and bold paragraphs that may be the units of a plan. */
import { announcesPlan } from './headingWords.ts';
import { coverage, seriesScore, shorten, toldShare } from './headingCandidates.ts';
import type { OutlineLine } from './outline.ts';
import type { Candidate, PlanUnit, ReadPlan } from './planUnit.ts';
import { pushTo } from './pushTo.ts';
import { statusesOfTitle, statusOfBox, withoutLeadingStatus } from './readStatus.ts';
import { isPrioritySeries, sequenceShare } from './series.ts';
import { isAcceptance, itemText } from './unitFields.ts';
import { around, type Section } from './sections.ts';
import { readUnitLabel } from './unitLabel.ts';

/** From so many boxes on they are tasks rather than phases. */
const mostBoxes = 60;

const boldStart = /^(\*\*|__)(?=\S)(.{1,200}?)\1/;

export function listCandidates(plan: ReadPlan): readonly Candidate[] {
  const items = topItems(plan);
  return [
    ...labelledLines(plan, items),
    ...candidateOf(plan, 'boxes of a task list', 45, boxItems(plan, items)),
    ...candidateOf(plan, 'bold list items', 35, boldItems(plan, items)),
    ...boldParagraphs(plan),
    ...candidateOf(plan, 'list items', 5, plainItems(plan, items)),
  ];
}

function candidateOf(
  plan: ReadPlan,
  description: string,
  base: number,
  units: readonly PlanUnit[],
): readonly Candidate[] {
  if (units.length < 2) return [];
  const gap = leavesOutBucket(plan, units) ? 10 : 0;
  return [{ description, units, score: base + coverage(plan, units) * 5 - gap }];
}

/** Whether a part of the plan such as Next or Later has none of the units, though others have. */
function leavesOutBucket(plan: ReadPlan, units: readonly PlanUnit[]): boolean {
  const buckets = plan.sections.filter(
    ({ bucket, isMeta, isRecord, parent, at, end }) =>
      bucket !== null && bucket !== 'done' && !isMeta && !isRecord && parent?.bucket == null && end > at + 1,
  );
  const full = buckets.filter(({ at, end }) => units.some((unit) => unit.at > at && unit.at < end));
  return full.length > 0 && full.length < buckets.length;
}

/** Items that stand in no other item, in sections that are part of the plan. */
function topItems(plan: ReadPlan): readonly number[] {
  const tops: number[] = [];
  let ownerColumn = -1;
  let section: Section | null | undefined;
  for (const [at, line] of plan.outline.entries()) {
    if (plan.sectionOf[at] !== section || line.kind === 'heading') {
      ownerColumn = -1;
      section = plan.sectionOf[at];
    }
    if (line.kind !== 'item') {
      if (line.column === 0 && line.kind !== 'row') ownerColumn = -1;
      continue;
    }
    if (ownerColumn >= 0 && line.column > ownerColumn) continue;
    ownerColumn = line.column;
    const owner = plan.sectionOf[at] ?? null;
    if (owner?.isMeta === true || owner?.isRecord === true) continue;
    if ([...around(owner)].some(({ title }) => isAcceptance(title))) continue;
    tops.push(at);
  }
  return tops;
}

/** Index after the last line that belongs to the item. */
function itemEnd(outline: readonly OutlineLine[], at: number): number {
  const column = outline[at]?.column ?? 0;
  let end = at + 1;
  for (let line = outline[end]; line !== undefined; line = outline[++end]) {
    if (line.kind === 'heading') break;
    const follows = line.line === (outline[end - 1]?.line ?? 0) + 1 && line.kind === 'text';
    if (line.column <= column && !follows) break;
  }
  return end;
}

function itemUnit(plan: ReadPlan, at: number): PlanUnit {
  const line = plan.outline[at];
  const content = line?.content ?? '';
  const place = line?.line ?? 0;
  const told = statusesOfTitle(content, plan.legend).map((one) => ({ ...one, line: place }));
  const box = line?.box ?? null;
  const evidence = box === null ? told : [{ told: statusOfBox(box), words: `[${box}]`, line: place }, ...told];
  return {
    source: line?.kind === 'item' ? 'item' : 'paragraph',
    at,
    end: itemEnd(plan.outline, at),
    label: readUnitLabel(content),
    title: nameOf(content),
    evidence,
    goal: restOf(itemText(plan, at, plan.outline.length)),
    repeats: [],
  };
}

/** The name of a thing in a list: what is bold, or what stands before the first dash or colon. */
function nameOf(content: string): string {
  const bold = boldStart.exec(content);
  const name = bold === null ? (content.split(/\s[—–]\s|\s-\s|[:：]\s/)[0] ?? content) : (bold[2] ?? '');
  const label = readUnitLabel(content);
  const isOnlyLabel = label !== null && readUnitLabel(name)?.rest === '';
  const whole = isOnlyLabel ? content : name;
  return whole
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__/g, '')
    .replace(/[\s:：.,;—–-]+$/, '')
    .trim()
    .slice(0, 160);
}

function restOf(content: string): string | null {
  const bold = boldStart.exec(content);
  const rest = content.slice(bold?.[0].length ?? 0).replace(/^[\s:：.—–-]+/, '');
  const about = withoutLeadingStatus(rest);
  return about === '' ? null : about;
}

/** Series of labels at the beginning of items and of bold paragraphs. */
function labelledLines(plan: ReadPlan, items: readonly number[]): readonly Candidate[] {
  const series = new Map<string, PlanUnit[]>();
  const add = (at: number): void => {
    const unit = itemUnit(plan, at);
    const { label } = unit;
    if (label === null || label.kind === 'number') return;
    const isNamed = label.isSeparated || boldStart.test(plan.outline[at]?.content ?? '');
    if (isNamed) pushTo(series, `${unit.source}:${label.kind}:${label.series}`, unit);
  };
  items.forEach(add);
  for (const [at, line] of plan.outline.entries()) {
    if (line.kind === 'text' && plan.sectionOf[at]?.isRecord !== true && boldStart.test(line.content)) add(at);
  }
  return [...series.values()].flatMap((found): Candidate[] => {
    const units = extend(plan, withoutRepeats(found));
    const [first] = units;
    if (first?.label == null || units.length < 2) return [];
    const repeated = [...series.values()].some((other) => saysMore(other, found)) ? 40 : 0;
    const base = isPrioritySeries(first.label.series, units) ? 20 : seriesScore(first.label) - 14;
    const score = base - repeated + sequenceShare(units) * 10 + toldShare(units) * 10 + coverage(plan, units) * 10;
    const what = first.source === 'item' ? 'list items' : 'bold paragraphs';
    return [{ description: `${what} such as "${shorten(first.title)}"`, units, score }];
  });
}

/** Whether a list names all that another names, and more: the other only comes back to some of it. */
function saysMore(one: readonly PlanUnit[], other: readonly PlanUnit[]): boolean {
  const keys = new Set(one.map(({ label }) => label?.key));
  const others = new Set(other.map(({ label }) => label?.key));
  return keys.size > others.size && [...others].every((key) => keys.has(key));
}

function withoutRepeats(units: readonly PlanUnit[]): readonly PlanUnit[] {
  const seen = new Map<string, PlanUnit>();
  for (const unit of units) {
    const key = unit.label?.key ?? '';
    const known = seen.get(key);
    if (known === undefined) seen.set(key, unit);
    else seen.set(key, { ...known, evidence: [...known.evidence, ...unit.evidence] });
  }
  return [...seen.values()];
}

/** A bold paragraph holds what follows it, up to the next one or the next heading. */
function extend(plan: ReadPlan, units: readonly PlanUnit[]): readonly PlanUnit[] {
  return units.map((unit, index) => {
    if (unit.source !== 'paragraph') return unit;
    const next = units[index + 1]?.at ?? plan.outline.length;
    let end = unit.at + 1;
    while (end < next && plan.outline[end]?.kind !== 'heading') end++;
    return { ...unit, end };
  });
}

function boxItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  const boxed = items.filter((at) => plan.outline[at]?.box !== null);
  if (boxed.length < 3 || boxed.length > mostBoxes || boxed.length * 2 < items.length) return [];
  return boxed.map((at) => itemUnit(plan, at));
}

function boldItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  const bold = items.filter((at) => boldStart.test(plan.outline[at]?.content ?? ''));
  return bold.length < 3 || bold.length * 5 < items.length * 3 ? [] : bold.map((at) => itemUnit(plan, at));
}

/** Paragraphs that are bold as a whole or begin so, where a text has few headings. */
function boldParagraphs(plan: ReadPlan): readonly Candidate[] {
  const found = [...plan.outline.entries()].filter(([at, { kind, content, column }]) => {
    const bold = kind === 'text' && column < 4 ? boldStart.exec(content) : null;
    const section = plan.sectionOf[at] ?? null;
    return (
      bold !== null &&
      bold[0].length >= content.length - 30 &&
      !/[:：]$/.test(bold[2] ?? '') &&
      section?.isMeta !== true
    );
  });
  if (found.length < 3) return [];
  const units = extend(
    plan,
    found.map(([at]) => itemUnit(plan, at)),
  );
  return [{ description: 'bold paragraphs', units, score: 22 + coverage(plan, units) * 10 }];
}

/** The items of the one list of a text that says it is a plan. */
function plainItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  const title = plan.sections[0]?.title ?? '';
  const chosen = items.filter((at) => {
    const section = plan.sectionOf[at] ?? null;
    return announcesPlan(title) || [...around(section)].some((one) => announcesPlan(one.title));
  });
  return chosen.length < 2 || chosen.length > mostBoxes ? [] : chosen.map((at) => itemUnit(plan, at));
}
