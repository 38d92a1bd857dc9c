/** Finds words that no list of unit words has and that a text counts by itself, as in "Salve A", "Salve B", "Salve C". */
import type { OutlineLine } from './outline.ts';
import { plainTitle, readUnitLabel, type UnitLabel } from './unitLabel.ts';

const counted = /^(\p{L}[\p{L}-]{2,24})\s+([A-Z]|\d{1,3})(?=\s*(?:[:：—–.)(\]|·-]|$))/u;

/** Words that are counted too and stand for no part of a plan. */
const otherwise =
  /^(?:options?|opción|appendix|annex|anhang|annexe|examples?|ejemplo|exemple|beispiel|scenarios?|escenario|journeys?|questions?|pregunta|risks?|riesgo|figures?|tables?|tabla|alternatives?|approach|notes?|case|cases|rules?|regla|principles?|decisions?|findings?|issues?|lessons?|tips?|problems?|method|proposal|variant|variante|test|bug|requirement|appendice|anexo|приложение|пример|вариант)$/iu;

const rank = 72;
const fewest = 3;

/** For each heading of such a series its label. */
export function countedLabels(outline: readonly OutlineLine[]): ReadonlyMap<OutlineLine, UnitLabel> {
  const series = new Map<string, { readonly line: OutlineLine; readonly number: number; readonly plain: string }[]>();
  for (const line of outline) {
    if (line.kind !== 'heading') continue;
    const plain = plainTitle(line.content);
    const found = counted.exec(plain);
    const [word = '', written = ''] = [found?.[1], found?.[2]];
    if (found === null || otherwise.test(word) || readUnitLabel(line.content) !== null) continue;
    const number = /^\d/.test(written) ? Number(written) : written.charCodeAt(0) - 64;
    const key = `${line.level}:${word.toLowerCase()}`;
    const members = series.get(key) ?? [];
    members.push({ line, number, plain });
    series.set(key, members);
  }
  const labels = new Map<OutlineLine, UnitLabel>();
  for (const [key, members] of series) {
    const [first] = members;
    const isInOrder = members.every(({ number }, at) => number === (first?.number ?? 0) + at);
    if (members.length < fewest || !isInOrder || (first?.number ?? 2) > 1) continue;
    for (const { line, number, plain } of members) {
      const rest = plain.replace(counted, '').replace(/^[\s:：—–.)\]|·-]+/u, '');
      const name = key.slice(key.indexOf(':') + 1);
      const label = {
        kind: 'word',
        series: name,
        rank,
        id: String(number),
        isRange: false,
        isSeparated: true,
      } as const;
      labels.set(line, { ...label, key: `word:${name}:${number}`, rest });
    }
  }
  return labels;
}
