/** Turns a roadmap of another style into a proposal of phases, or says why it cannot. */
import { LineIndex } from '../../base/lineIndex.ts';
import { applyTextEdits } from '../../base/textRange.ts';
import { parseRoadmap } from '../parseRoadmap.ts';
import type { PhaseStatus, RoadmapPhase } from '../roadmap.ts';
import type { AdoptedPhase, AdoptionConflict, AdoptionProposal, AdoptionRefusal } from './adoptionProposal.ts';
import { assignIds } from './assignIds.ts';
import { describeNoPlan } from './describeNoPlan.ts';
import { findUnits } from './findUnits.ts';
import { announcesPlan } from './headingWords.ts';
import { readOutline } from './outline.ts';
import type { PlanUnit, ReadPlan } from './planUnit.ts';
import { withoutStatus } from './readStatus.ts';
import { resolveStatus } from './resolveStatus.ts';
import { readSections, sectionsOfLines } from './sections.ts';
import { specPath } from './specPath.ts';
import { readLegend } from './statusSigns.ts';
import { readUnitLabel } from './unitLabel.ts';
import { criteriaOf, goalOf, ownField } from './unitFields.ts';
import { writeAdoption, type DraftPhase } from './writeAdoption.ts';

/** How many units are still phases that somebody could run one after the other. */
const mostUnits = 400;

/**
 * Proposes what a roadmap of another style becomes. Never throws; the same text gives the same proposal.
 *
 * Nothing of the original is lost: headings that name units get our form and keep their text, field lines are inserted
 * below them, and units that stand in tables and lists get phases of their own while the table stays. A status is
 * taken only from words or signs that are about the unit itself; where they are unclear or do not agree, the phase is
 * TODO, its Notes line quotes them, and a conflict names the line.
 */
export function proposeAdoption(text: string): AdoptionProposal {
  if (/[\0-\x08]/.test(text.slice(0, 10_000))) return refuse('This is no text file.');
  if (text.trim() === '') return refuse('The file is empty. Write a plan first, or start one with "phasegate init".');
  const parsed = parseRoadmap(text);
  const already = parsed.roadmap.phases;
  if (already.length > 0 && already.every(isComplete)) {
    return { kind: 'refusal', isAdopted: true, reason: 'This roadmap has the form that Phasegate reads already.' };
  }
  const plan = readPlan(text);
  const changeLog = describeChangeLog(plan, text);
  if (changeLog !== null) return refuse(changeLog);
  const found = findUnits(plan);
  if (found === null) {
    return refuse(describeNoPlan(plan));
  }
  if (found.units.length > mostUnits) {
    return refuse(`It would come to ${found.units.length} phases, which is more than a plan has.`);
  }

  const order = inOrder(found.units);
  const units = order.map(({ unit }) => unit);
  const { ids, isRenumbered } = assignIds(units);
  const conflicts: AdoptionConflict[] = [];
  const phases: AdoptedPhase[] = [];
  const drafts: DraftPhase[] = [];
  const specs = new Set<string>();
  for (const [index, { unit, at }] of order.entries()) {
    const id = ids[index] ?? '';
    const line = plan.outline[unit.at]?.line ?? 0;
    const title = titleOf(unit, id);
    const own = ownFields(plan, unit);
    const { status, doubt } = resolveStatus(plan, unit, found.mentioned[at] ?? []);
    const bare = withoutStatus(unit.title, plan.legend);
    const rest = readUnitLabel(bare)?.rest ?? '';
    const name = rest.replace(/^[(（][^()（）]*[)）]\s*[-–—:：]*\s*(?=\S)/u, '') || bare;
    const goal = own.goal ?? goalOf(plan, unit, name);
    const spec = own.spec ?? specPath(id, name, specs);
    if (doubt !== null) conflicts.push({ line, message: `Phase ${id} is TODO until a person decides: ${doubt}.` });
    if (unit.label?.isRange === true) {
      conflicts.push({
        line,
        message: `Phase ${id} stands for several ("${title}"). Divide it if they are to be run apart.`,
      });
    }
    phases.push({ id, title, status, goal, spec, criteria: criteriaOf(plan, unit), line });
    drafts.push({ unit, id, title, fieldLines: fieldLines(own, status, spec, goal, doubt) });
  }
  if (isRenumbered) {
    conflicts.unshift({
      line: phases[0]?.line ?? 0,
      message:
        'The same labels are used for different things, so the phases are numbered anew; their titles keep the labels.',
    });
  }

  const edits = writeAdoption(text, plan, drafts, already);
  const adopted = applyTextEdits(text, edits);
  const fault = findFault(adopted, phases, conflicts, plan);
  return fault ?? { kind: 'adoption', units: found.description, phases, conflicts, edits, text: adopted };
}

function refuse(reason: string): AdoptionRefusal {
  return { kind: 'refusal', isAdopted: false, reason };
}

function isComplete({ status, spec, goal }: RoadmapPhase): boolean {
  return status !== null && spec !== null && goal !== null;
}

export function readPlan(text: string): ReadPlan {
  const outline = readOutline(text);
  const sections = readSections(outline);
  const sectionOf = sectionsOfLines(outline, sections);
  const legend = readLegend(
    outline.map(({ content, kind }, at) => ({
      content,
      heading: kind === 'heading' ? '' : (sectionOf[at]?.title ?? ''),
    })),
  );
  return { outline, sections, sectionOf, legend };
}

/** A change log has versions with dates and says what was added, changed and fixed. */
function describeChangeLog(plan: ReadPlan, text: string): string | null {
  const title = plan.sections[0]?.title ?? '';
  if (announcesPlan(title)) return null;
  const isCalledSo =
    /^\W*(?:change ?log|release (?:notes|history)|what'?s new|version history|更新日志|变更日志|変更履歴|更新履歴)\b/i.test(
      title,
    );
  const versions = plan.sections.filter(({ label }) => label?.kind === 'version');
  const dated = versions.filter((section) => /\b20\d\d-\d\d-\d\d\b/.test(section.title));
  const kinds = plan.sections.filter((section) =>
    /^(?:added|changed|fixed|removed|deprecated|security|features|bug fixes)$/i.test(section.title),
  );
  const isChangeLog =
    isCalledSo || (dated.length > 1 && dated.length * 2 > versions.length && kinds.length >= dated.length);
  if (!isChangeLog || text.length === 0) return null;
  return 'It is a change log: it tells what was, and no plan. Name the file that holds the plan.';
}

/** Units in the order of the text; rows that come before the first heading by their number stay before it. */
function inOrder(units: readonly PlanUnit[]): readonly { readonly unit: PlanUnit; readonly at: number }[] {
  const all = units.map((unit, at) => ({ unit, at }));
  const inPlace = all
    .filter(({ unit }) => unit.source === 'heading' || unit.source === 'paragraph')
    .sort((a, b) => a.unit.at - b.unit.at);
  const apart = all
    .filter(({ unit }) => unit.source === 'row' || unit.source === 'item')
    .sort((a, b) => a.unit.at - b.unit.at);
  const firstNumber = Number.parseFloat(inPlace[0]?.unit.label?.id ?? 'NaN');
  const isEarlier = apart.every(({ unit }) => Number.parseFloat(unit.label?.id ?? 'NaN') < firstNumber);
  return isEarlier ? [...apart, ...inPlace] : [...inPlace, ...apart];
}

/** The title keeps the label, unless it says nothing but the id. */
function titleOf(unit: PlanUnit, id: string): string {
  const { label } = unit;
  const title = unit.title
    .replace(/<!--.*?(?:-->|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const sameId =
    label?.id?.toLowerCase() === id.toLowerCase() && label.rest !== '' && label.isSeparated && !label.isRange;
  if (sameId && label.series === 'phase') {
    const plain = /^[*_]{0,2}Phase\s+(\w+(?:\.\w+)*)[*_]{0,2}\s*(?:[:：.·|-]|[–—])[*_]{0,2}\s*(?=\S)/i.exec(title);
    // Emphasis that opens in the label and closes behind it cannot be cut in two.
    if (plain?.[1]?.toLowerCase() === id.toLowerCase() && (plain[0].match(/[*_]{2}/g)?.length ?? 0) % 2 === 0)
      return title.slice(plain[0].length);
  }
  return title === '' ? `Phase ${id}` : title;
}

/** Fields that stay as they are, because the runner would read them as they are. */
interface OwnFields {
  readonly status: string | null;
  readonly spec: string | null;
  readonly goal: string | null;
}

function ownFields(plan: ReadPlan, unit: PlanUnit): OwnFields {
  if (unit.source !== 'heading') return { status: null, spec: null, goal: null };
  const read = (name: 'Status' | 'Spec' | 'Goal'): string | null => ownField(plan, unit, name);
  return { status: read('Status'), spec: read('Spec'), goal: read('Goal') };
}

function fieldLines(
  own: OwnFields,
  status: PhaseStatus,
  spec: string,
  goal: string,
  doubt: string | null,
): readonly string[] {
  const lines: string[] = [];
  if (own.status !== status) lines.push(`**Status:** ${status}`);
  if (own.spec === null) lines.push(`**Spec:** ${spec}`);
  if (own.goal === null) lines.push(`**Goal:** ${goal}`);
  if (doubt !== null) lines.push(`**Notes:** Adopted: ${doubt.replace(/<!--/g, '')}`);
  return lines;
}

/** One conflict for all phases that are done after one that is not, since one decision settles them. */
function orderConflicts(phases: readonly AdoptedPhase[]): readonly AdoptionConflict[] {
  const unfinished = phases.find(({ status }) => status !== 'DONE');
  const late = phases.filter(
    (phase) =>
      unfinished !== undefined && phase.status === 'DONE' && phases.indexOf(phase) > phases.indexOf(unfinished),
  );
  const [first, ...others] = late;
  if (unfinished === undefined || first === undefined) return [];
  const last = others.at(-1);
  const subject =
    last === undefined ? `Phase ${first.id} is DONE` : `${late.length} phases from ${first.id} to ${last.id} are DONE`;
  const message = `${subject}, but phase ${unfinished.id} before ${last === undefined ? 'it' : 'them'} is ${unfinished.status}. Nothing after phase ${unfinished.id} can run until that one is DONE.`;
  return [{ line: first.line, message }];
}

/** Reads the result as the runner would: all phases must be there, and no problem but their order. */
function findFault(
  adopted: string,
  phases: readonly AdoptedPhase[],
  conflicts: AdoptionConflict[],
  plan: ReadPlan,
): AdoptionRefusal | null {
  const { roadmap, problems } = parseRoadmap(adopted);
  const isWhole =
    roadmap.phases.length === phases.length &&
    roadmap.phases.every(({ id, status }, at) => id === phases[at]?.id && status === phases[at].status);
  const errors = problems.filter(({ severity, code }) => severity === 'error' && code !== 'phase-order-violation');
  const [unclosed] = problems.filter(
    ({ code }) => code === 'roadmap-fence-unclosed' || code === 'roadmap-comment-unclosed',
  );
  if (!isWhole || errors.length > 0) {
    const line = unclosed === undefined ? null : new LineIndex(adopted).positionAt(unclosed.range.start).line + 1;
    return refuse(
      line === null
        ? `The phases could not be written without changing what stands around them (${errors[0]?.message ?? 'some of them would be hidden'}). Write them by hand.`
        : `A code fence or comment is never closed (line ${line} of the proposal), so phases behind it would be hidden. Close it and adopt again.`,
    );
  }
  conflicts.push(...orderConflicts(phases));
  conflicts.sort((one, other) => one.line - other.line);
  return plan.outline.length === 0 ? refuse('It holds no plan.') : null;
}
