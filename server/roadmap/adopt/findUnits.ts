/** Chooses the one kind of unit that a plan is made of, and gathers what other places say of the same units. */
import { headingCandidates } from './headingCandidates.ts';
import { listCandidates } from './listCandidates.ts';
import type { Candidate, PlanUnit, ReadPlan } from './planUnit.ts';
import { pushTo } from './pushTo.ts';
import type { StatusEvidence } from './readStatus.ts';
import { sequenceShare, similarity } from './series.ts';
import { signsOf, isPlainSign } from './statusSigns.ts';
import { tableCandidates } from './tableCandidates.ts';
import { toldHeadings } from './toldHeadings.ts';
import type { UnitLabel } from './unitLabel.ts';

export interface FoundUnits {
  readonly description: string;
  readonly units: readonly PlanUnit[];
  /** For each unit what other places say of its status. */
  readonly mentioned: readonly (readonly StatusEvidence[])[];
}

/** All readings of the plan, the most likely first. */
export function rankCandidates(plan: ReadPlan): readonly Candidate[] {
  const all = [...headingCandidates(plan), ...toldHeadings(plan), ...tableCandidates(plan), ...listCandidates(plan)];
  return all
    .map((one) => (all.some((other) => onlyComesBack(one, other)) ? { ...one, score: one.score - 40 } : one))
    .sort((one, other) => other.score - one.score);
}

/** Whether a list says something of a few units, here and there, of those that headings or rows name one after the other. */
function onlyComesBack(list: Candidate, whole: Candidate): boolean {
  const [first, other] = [list.units[0], whole.units[0]];
  if (first?.source !== 'item' && first?.source !== 'paragraph') return false;
  if (other?.source !== 'heading' && other?.source !== 'row') return false;
  if (list.units.length * 2 > whole.units.length || sequenceShare(list.units) >= 0.5) return false;
  if (sequenceShare(whole.units) < 0.8) return false;
  const numbers = new Set(whole.units.flatMap(({ label }) => (label === null ? [] : [numberOf(label)])));
  return list.units.every(({ label }) => label !== null && numbers.has(numberOf(label)));
}

/** @returns null when the text has nothing that could be the units of a plan */
export function findUnits(plan: ReadPlan): FoundUnits | null {
  const [chosen, ...others] = rankCandidates(plan);
  if (chosen === undefined) return null;
  const mentions = new Map<string, PlanUnit[]>();
  for (const unit of others.flatMap(({ units }) => units)) {
    if (unit.label !== null) pushTo(mentions, numberOf(unit.label), unit);
  }
  const units = withoutDecoration(withMissingRows(chosen, others));
  const mentioned = units.map((unit) => {
    const label = unit.label;
    if (label === null) return [];
    return (mentions.get(numberOf(label)) ?? [])
      .filter((one) => isSameUnit(unit, one))
      .flatMap(({ evidence }) => evidence);
  });
  return { description: chosen.description, units, mentioned };
}

/** Equal for labels of any series that have the same number. */
function numberOf(label: UnitLabel): string {
  return label.key.slice(label.key.lastIndexOf(':') + 1);
}

function isSameUnit(unit: PlanUnit, mention: PlanUnit): boolean {
  const [one, other] = [unit.label, mention.label];
  if (one === null || other === null || unit.at === mention.at) return false;
  if (mention.at > unit.at && mention.at < unit.end && one.key !== other.key) return false;
  if (one.key === other.key) return true;
  const isAlias =
    one.series.charAt(0).toLowerCase() === other.series.charAt(0).toLowerCase() || other.kind === 'number';
  return isAlias && one.rest !== '' && similarity(one.rest, plainRest(mention)) >= 0.35;
}

function plainRest(unit: PlanUnit): string {
  const rest = unit.label?.rest ?? '';
  return rest === '' ? unit.title : rest;
}

/** Rows of an overview table that have no heading of their own are units too, where another row has one. */
function withMissingRows(chosen: Candidate, others: readonly Candidate[]): readonly PlanUnit[] {
  const [first] = chosen.units;
  if (first?.source !== 'heading' || first.label == null || first.label.kind === 'number') return chosen.units;
  const keys = new Set(chosen.units.map(({ label }) => label?.key));
  const within = (at: number): boolean =>
    chosen.units.some((unit) => at > unit.at && at < unit.end && unit.end - unit.at > 1);
  const overview = others.find(
    ({ units }) =>
      units[0]?.source === 'row' &&
      !within(units[0].at) &&
      units.filter(({ label }) => keys.has(label?.key)).length > 0,
  );
  const missing = new Map<string, PlanUnit>();
  for (const unit of overview?.units ?? []) {
    const key = unit.label?.key;
    if (key !== undefined && !keys.has(key) && unit.label?.series === first.label.series && !missing.has(key))
      missing.set(key, unit);
  }
  return [...chosen.units, ...missing.values()];
}

/**
 * A sign in a title says something of the status only where the titles beside it do not have signs of other kinds:
 * among 🎨, 🔌 and 🧪 a ✅ tells the subject.
 */
function withoutDecoration(units: readonly PlanUnit[]): readonly PlanUnit[] {
  const signed = units.map(({ title }) => signsOf(title));
  const decorated = signed.filter((signs) => signs.length > 0 && !signs.some(isPlainSign)).length;
  const plain = signed.filter((signs) => signs.some(isPlainSign)).length;
  if (decorated === 0 || decorated < plain) return units;
  return units.map((unit) => ({
    ...unit,
    evidence: unit.evidence.map((one) =>
      isPlainSign(one.words.trim()) && one.told !== 'TODO' ? { ...one, told: 'unclear' as const } : one,
    ),
  }));
}
