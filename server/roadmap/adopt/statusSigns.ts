/** Reads signs such as ✅ and 🚧 as statuses, by the legend of the file first. */
import { statusOfPhrase, type ToldStatus } from './statusWords.ts';

/** What signs mean in one file, as its own legend says. */
export type Legend = ReadonlyMap<string, ToldStatus>;

const sign = /(?:\p{Extended_Pictographic}|[✓✔☑☐⬜▢✗✘])\uFE0F?/gu;

/** Signs whose meaning is the same wherever they were seen; every other one needs a legend. */
const plainSigns: ReadonlyMap<string, ToldStatus> = new Map([
  ...['✅', '✔', '☑', '✓'].map((one): [string, ToldStatus] => [one, 'DONE']),
  ...['🚧', '🔄', '🏗', '🔨', '👷'].map((one): [string, ToldStatus] => [one, 'IN_PROGRESS']),
  ...['🔜', '⬜', '☐', '🔲'].map((one): [string, ToldStatus] => [one, 'TODO']),
  ...['🟢', '🟡', '🟠', '🔴', '🔵', '⏳', '⌛', '⏸', '❌', '⛔', '🚫', '⚠', '🧊', '✗', '✘', '🛑', '⏭', '❄'].map(
    (one): [string, ToldStatus] => [one, 'unclear'],
  ),
]);

/** Signs that say what a thing is about, not how far it is. */
export function isPlainSign(one: string): boolean {
  return plainSigns.has(one);
}

/** The signs of a text in their order, without variation selectors. */
export function signsOf(text: string): readonly string[] {
  return (text.match(sign) ?? []).map((one) => one.replace('\uFE0F', ''));
}

export function withoutSigns(text: string): string {
  return text.replace(sign, ' ').replace(/[\u200d\u{1f3fb}-\u{1f3ff}]/gu, '');
}

/** What a sign says; null when it says nothing about a status. */
export function statusOfSign(one: string, legend: Legend): ToldStatus | null {
  return legend.get(one) ?? plainSigns.get(one) ?? null;
}

/** A heading or a beginning that announces a legend. */
const announced =
  /legend|\bkey\b|how to read|status (?:key|icons|symbols|markers)|图例|圖例|凡例|범례|leyenda|légende|legende|legenda|обозначени|状态说明|상태 표시/i;

/**
 * Reads the file's own legend: lines that give two or more signs a meaning, or one each below a heading that says so.
 *
 * @param lines the text of each line, with the heading above it
 */
export function readLegend(lines: readonly { readonly content: string; readonly heading: string }[]): Legend {
  const legend = new Map<string, ToldStatus>();
  for (const { content, heading } of lines) {
    if (signsOf(content.slice(0, 400)).length === 0) continue;
    const meanings = meaningsOf(content.slice(0, 400));
    const isAnnounced = announced.test(heading) || announced.test(content.slice(0, 60));
    const isLegend = isAnnounced
      ? meanings.length > 0
      : meanings.length >= 2 && meanings.filter(([, status]) => status !== null).length >= 2;
    if (!isLegend && !/^(?:[-*|]\s*)?(?:\p{Extended_Pictographic}|[✓✔☑☐⬜])\uFE0F?[`'"]?\s*[=＝]/u.test(content))
      continue;
    for (const [one, status] of meanings) {
      if (status !== null && !legend.has(one)) legend.set(one, status);
    }
  }
  return legend;
}

/** Each sign with what the words right after it say; null when those are no status. */
function meaningsOf(content: string): readonly [string, ToldStatus | null][] {
  const found = [...content.matchAll(sign)];
  const meanings: [string, ToldStatus | null][] = [];
  for (const [index, match] of found.entries()) {
    const from = match.index + match[0].length;
    const words = content
      .slice(from, found[index + 1]?.index ?? content.length)
      .replace(/^[\s`*_"'|=＝:：\-–—]+/, '')
      .split(/[|·,;，；、/)）(（。]| [-–—] |\s{2,}/)[0];
    meanings.push([match[0].replace('\uFE0F', ''), statusOfPhrase((words ?? '').trim())]);
  }
  return meanings;
}
