/** Computes the edits that make phases of the units of a plan and leave everything else as it is. */
import type { TextEdit } from '../../base/textRange.ts';
import { lineBreakFor } from '../lineBreak.ts';
import type { RoadmapPhase } from '../roadmap.ts';
import type { PlanUnit, ReadPlan } from './planUnit.ts';

/** A unit with everything that is written of it. */
export interface DraftPhase {
  readonly unit: PlanUnit;
  readonly id: string;
  readonly title: string;
  /** `**Name:** value`, without those that the original has already. */
  readonly fieldLines: readonly string[];
}

/**
 * @param phases in the order in which they are to stand
 * @param already phases that the original has in our form
 */
export function writeAdoption(
  text: string,
  plan: ReadPlan,
  phases: readonly DraftPhase[],
  already: readonly RoadmapPhase[],
): readonly TextEdit[] {
  const lineBreak = lineBreakFor(text, 0);
  const inPlace = phases.filter(({ unit }) => unit.source === 'heading' || unit.source === 'paragraph');
  const apart = phases.filter((phase) => !inPlace.includes(phase));
  const edits = inPlace.map((phase) => editInPlace(text, plan, phase, lineBreak));
  const taken = new Set(edits.map(({ range }) => range.start));
  for (const phase of already) {
    const start = firstOfLine(text, phase.headingRange.start);
    // A heading in our form that is no unit of the plan would be a phase too; one level deeper it is none.
    if (!taken.has(start)) edits.push({ range: { start: start + 2, end: start + 2 }, newText: '#' });
  }
  if (apart.length > 0) {
    const [first] = inPlace;
    const isBefore = first !== undefined && phases.indexOf(first) > phases.indexOf(apart[0] ?? first);
    const start = isBefore ? (plan.outline[first.unit.at]?.start ?? 0) : text.length;
    const blocks = apart.map((phase) => blockOf(phase, lineBreak));
    edits.push(isBefore ? insertedBefore(start, blocks, lineBreak) : appended(text, blocks, lineBreak));
  }
  return edits.sort((one, other) => one.range.start - other.range.start || one.range.end - other.range.end);
}

function headingOf({ id, title }: DraftPhase): string {
  return `## Phase ${id}: ${title}`;
}

function blockOf(phase: DraftPhase, lineBreak: string): string {
  return [headingOf(phase), ...phase.fieldLines].join(lineBreak);
}

/** A heading changes where it stands; what is no heading gets one above it. */
function editInPlace(text: string, plan: ReadPlan, phase: DraftPhase, lineBreak: string): TextEdit {
  const line = plan.outline[phase.unit.at];
  const [start, end] = [line?.start ?? 0, line?.end ?? 0];
  if (phase.unit.source === 'paragraph' || line?.isUnderlined === true) {
    return { range: { start, end: start }, newText: `${blockOf(phase, lineBreak)}${lineBreak}${lineBreak}` };
  }
  const first = firstOfLine(text, start);
  const following = text.slice(end, end + 2).replace(/^(?:\r\n|\n|\r)/, '');
  const isFollowed =
    following !== '' &&
    !/^[\r\n]/.test(following) &&
    !/^(?:\r\n|\n|\r)[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 200));
  // A paragraph right below the heading would go on in the line of the last field.
  const gap = isFollowed && phase.fieldLines.length > 0 ? lineBreak : '';
  const fields = phase.fieldLines.map((field) => `${lineBreak}${field}`).join('');
  return { range: { start: first, end }, newText: `${headingOf(phase)}${fields}${gap}` };
}

function firstOfLine(text: string, start: number): number {
  return start + (/^\uFEFF?[ \t]*/.exec(text.slice(start, start + 8))?.[0].length ?? 0);
}

function insertedBefore(start: number, blocks: readonly string[], lineBreak: string): TextEdit {
  const gap = lineBreak + lineBreak;
  return { range: { start, end: start }, newText: blocks.map((block) => block + gap).join('') };
}

function appended(text: string, blocks: readonly string[], lineBreak: string): TextEdit {
  const gap = lineBreak + lineBreak;
  const before = text.endsWith(gap) || text === '' ? '' : /[\r\n]$/.test(text) ? lineBreak : gap;
  return { range: { start: text.length, end: text.length }, newText: before + blocks.join(gap) + lineBreak };
}
