/** Finds the list items and bold paragraphs that may be the units of a plan. */
import { announcesPlan, announcesSteps, announcesUnits } from './headingWords.ts';
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

/** What is bold at the beginning, behind signs such as ✅. */
const boldStart = /^(?:(?:\p{Extended_Pictographic}|[✓✔☑☐⬜])\uFE0F?\s*){0,3}(\*\*|__)(?=\S)(.{1,200}?)\1/u;

export function listCandidates(plan: ReadPlan): readonly Candidate[] {
  const items = topItems(plan);
  return [
    ...labelledLines(plan, items),
    ...candidateOf(plan, 'boxes of a task list', 45, boxItems(plan, items)),
    ...boldItemCandidates(plan, items),
    ...candidateOf(plan, 'numbered list items', 56, announcedItems(plan, items, announcesUnits)),
    ...candidateOf(plan, 'numbered list items', 40, announcedItems(plan, items, announcesSteps)),
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

/** Bold items that stand in few of the chapters are details of those. */
function boldItemCandidates(plan: ReadPlan, items: readonly number[]): readonly Candidate[] {
  const units = boldItems(plan, items);
  const [title] = plan.sections;
  const chapters = plan.sections.filter(
    ({ parent, level, isMeta, isRecord }) => parent === title && level === 2 && !isMeta && !isRecord,
  );
  const full = chapters.filter(({ at, end }) => units.some((unit) => unit.at > at && unit.at < end));
  const isDetail = chapters.length >= 4 && full.length * 5 < chapters.length * 3 && full.length > 1;
  const isBelowAreas = units.filter(({ at }) => plan.sectionOf[at]?.parent?.bucket != null).length * 2 > units.length;
  return candidateOf(plan, 'bold list items', isDetail ? 9 : isBelowAreas ? 25 : 35, units);
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
  let isCriterion = false;
  let section: Section | null | undefined;
  for (const [at, line] of plan.outline.entries()) {
    if (plan.sectionOf[at] !== section || line.kind === 'heading') {
      ownerColumn = -1;
      section = plan.sectionOf[at];
    }
    if (line.kind !== 'item') {
      if (line.column === 0 && line.kind !== 'row') {
        ownerColumn = -1;
        isCriterion = line.kind === 'text' && /[:：](?:\*\*|__)?$/.test(line.content) && isAcceptance(line.content);
      }
      continue;
    }
    if (ownerColumn >= 0 && line.column > ownerColumn) continue;
    ownerColumn = line.column;
    const owner = plan.sectionOf[at] ?? null;
    if (owner?.isMeta === true || owner?.isRecord === true) continue;
    if (isCriterion || [...around(owner)].some(({ title }) => isAcceptance(title))) continue;
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
    const isNamed = label.isSeparated || isBold(plan, at);
    if (isNamed) pushTo(series, `${unit.source}:${label.kind}:${label.series}`, unit);
  };
  items.forEach(add);
  for (const [at, line] of plan.outline.entries()) {
    if (line.kind !== 'text' || plan.sectionOf[at]?.isRecord === true) continue;
    if (isBold(plan, at) || isPlainHeading(plan, at)) add(at);
  }
  return [...series].flatMap(([name, found]): Candidate[] => {
    const units = extend(plan, withoutRepeats(found));
    const [first] = units;
    if (first?.label == null || units.length < 2) return [];
    const elsewhere = series.get(name.replace(/^[a-z]+/, first.source === 'item' ? 'paragraph' : 'item')) ?? [];
    const repeated = saysMore(elsewhere, found) ? 40 : 0;
    const base = isPrioritySeries(first.label.series, units) ? 20 : seriesScore(first.label) - 14;
    const score = base - repeated + sequenceShare(units) * 10 + toldShare(units) * 10 + coverage(plan, units) * 10;
    const what =
      first.source === 'item' ? 'list items' : isBold(plan, first.at) ? 'bold paragraphs' : 'lines above lists';
    return [{ description: `${what} such as "${shorten(first.title)}"`, units, score }];
  });
}

function isBold(plan: ReadPlan, at: number): boolean {
  return boldStart.test(plan.outline[at]?.content ?? '');
}

/** In a text without headings, a line of its own above a list that stands for one. */
function isPlainHeading(plan: ReadPlan, at: number): boolean {
  const [before, line, next] = [plan.outline[at - 1], plan.outline[at], plan.outline[at + 1]];
  if (plan.sections.length > 1 || line === undefined || line.column > 3) return false;
  const isAlone = before?.kind !== 'text' || before.line < line.line - 1;
  return isAlone && next?.kind === 'item' && next.line <= line.line + 2;
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

/** A bold paragraph holds what follows it, up to the next one or the next heading; a plain line holds its list. */
function extend(plan: ReadPlan, units: readonly PlanUnit[]): readonly PlanUnit[] {
  return units.map((unit, index) => {
    if (unit.source !== 'paragraph') return unit;
    const next = units[index + 1]?.at ?? plan.outline.length;
    const isEndedByText = !isBold(plan, unit.at);
    let end = unit.at + 1;
    for (let line = plan.outline[end]; end < next && line !== undefined; line = plan.outline[++end]) {
      if (line.kind === 'heading' || (isEndedByText && line.kind === 'text' && line.column === 0)) break;
    }
    return { ...unit, end };
  });
}

function boxItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  const boxed = items.filter((at) => plan.outline[at]?.box !== null);
  // Other lists, such as the files that a change touches, are no part of the plan where they stand apart from the boxes.
  const owners = new Set(boxed.map((at) => plan.sectionOf[at]));
  const beside = items.filter((at) => owners.has(plan.sectionOf[at]));
  const isMinor = boxed.length * 5 < items.length || boxed.length * 2 < beside.length;
  if (boxed.length < 3 || boxed.length > mostBoxes || isMinor) return [];
  return boxed.map((at) => itemUnit(plan, at));
}

/** The numbered items of the sections whose titles say what they are, such as phases or steps. */
function announcedItems(
  plan: ReadPlan,
  items: readonly number[],
  announces: (title: string) => boolean,
): readonly PlanUnit[] {
  const announced = items.filter((at) => {
    const section = plan.sectionOf[at] ?? null;
    return section !== null && section !== plan.sections[0] && isUnlabelled(section) && announces(section.title);
  });
  const numbered = announced.filter((at) => plan.outline[at]?.ordinal !== null);
  return numbered.length < 3 || numbered.length < announced.length ? [] : numbered.map((at) => itemUnit(plan, at));
}

function isUnlabelled({ label }: Section): boolean {
  return label === null || label.kind === 'number';
}

/** Whether any heading speaks of a plan or of a time; features of a thing are written in bold as well. */
function isPlanLike(plan: ReadPlan): boolean {
  return (
    plan.sections.length === 0 ||
    plan.legend.size > 0 ||
    plan.sections.some(({ title, bucket }) => bucket !== null || announcesPlan(title) || announcesUnits(title))
  );
}

function boldItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  if (!isPlanLike(plan)) return [];
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
  if (found.length < 3 || !isPlanLike(plan)) return [];
  const units = extend(
    plan,
    found.map(([at]) => itemUnit(plan, at)),
  );
  return [{ description: 'bold paragraphs', units, score: 22 + coverage(plan, units) * 10 }];
}

/** An item that only says where something else is written. */
const pointer = /(?:https?:\/\/\S+|[\w./-]+\.(?:md|html?|pdf))[)`*_]*(?:\s*\([^()]*\))?[.)]?$/i;

const longestPointer = 160;

/** The items of the one list of a text that says it is a plan. */
function plainItems(plan: ReadPlan, items: readonly number[]): readonly PlanUnit[] {
  const title = plan.sections[0]?.title ?? '';
  const chosen = items.filter((at) => {
    const line = plan.outline[at];
    // One that is counted, or that says much, is no pointer even where it ends in the name of a file.
    if (line?.ordinal === null && line.content.length < longestPointer && pointer.test(line.content)) return false;
    const section = plan.sectionOf[at] ?? null;
    return announcesPlan(title) || [...around(section)].some((one) => announcesPlan(one.title));
  });
  return chosen.length < 2 || chosen.length > mostBoxes ? [] : chosen.map((at) => itemUnit(plan, at));
}
