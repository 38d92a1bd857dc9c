/** Judges a series of labels: whether it counts on, whether it means priorities, and whether two titles mean one unit. */
import type { PlanUnit } from './planUnit.ts';
import type { Section } from './sections.ts';

/** Share of the steps from one unit to the next that count on by at most one. */
export function sequenceShare(units: readonly Pick<PlanUnit, 'label'>[]): number {
  const numbers = units.map(({ label }) => (label?.id ?? '').split('.').map((part) => Number.parseInt(part, 10)));
  const steps = numbers.slice(1).filter((parts, index) => countsOn(numbers[index] ?? [], parts));
  return units.length < 2 ? 0 : steps.length / (units.length - 1);
}

function countsOn(before: readonly number[], after: readonly number[]): boolean {
  for (const [index, part] of after.entries()) {
    const previous = before[index];
    if (previous === undefined || Number.isNaN(part)) return !Number.isNaN(part);
    if (part !== previous) return part === previous + 1;
  }
  return true;
}

const urgent =
  /\b(?:critical|high|medium|low|must|should|could|urgent|blockers?|nice[- ]to[- ]have|priority|important|immediate)\b|优先|紧急|重要|優先|우선|긴급|alta|media|baja|crítico|haute|moyenne|basse|hoch|mittel|niedrig|высокий|средний|низкий/i;

/** `P0` to `P4` beside words of urgency are priorities; so are tiers and levels called so. */
export function isPrioritySeries(series: string, units: readonly PlanUnit[]): boolean {
  if (series !== 'P' && series !== 'tier' && series !== 'level') return false;
  if (units.some(({ label }) => Number.parseFloat(label?.id ?? '9') > 4 || /[.]/.test(label?.id ?? ''))) return false;
  return units.filter(({ title }) => urgent.test(title)).length * 3 >= units.length;
}

/** Whether two headings with one label mean one unit: one of them says nothing more, or both say the same. */
export function areOneUnit(one: Section, other: Section): boolean {
  const [first, second] = [one.label, other.label];
  if (first === null || second === null) return false;
  if (first.rest === '' || second.rest === '' || !first.isSeparated || !second.isSeparated) return true;
  return similarity(first.rest, second.rest) >= 0.2;
}

/** Share of the pairs of letters that two texts have in common (Dice's coefficient). */
export function similarity(one: string, other: string): number {
  const [first, second] = [pairsOf(one), pairsOf(other)];
  const common = [...first].filter((pair) => second.has(pair)).length;
  return first.size + second.size === 0 ? 1 : (2 * common) / (first.size + second.size);
}

function pairsOf(text: string): ReadonlySet<string> {
  const letters = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 200);
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)));
}
