/** Reads the label at the beginning of a title, such as `Phase 2`, `M3.5`, `v0.4` or `第三阶段`. */
import { withoutSigns } from './statusSigns.ts';
import { codeLetters, dateLabel, numeral, unitWords, versionLabel } from './unitWords.ts';

export interface UnitLabel {
  readonly kind: 'word' | 'code' | 'version' | 'date' | 'number';
  /** What units of one series share: the word, the letters of the code, or nothing. */
  readonly series: string;
  /** How likely the word names the units of a plan, 0 to 100. */
  readonly rank: number;
  /** Equal for labels that mean the same unit. */
  readonly key: string;
  /** The label as an id of ours, digits with an optional letter and dotted parts; null when it has no such form. */
  readonly id: string | null;
  /** Whether it stands for several units at once, `Phase 1 & 2`. */
  readonly isRange: boolean;
  /** What follows the label, without what separates it. */
  readonly rest: string;
  /** Whether something such as a colon or a dash stands between the label and the rest. */
  readonly isSeparated: boolean;
}

/** What lettered chapters share as a series. */
export const letterSeries = 'A.';

const number = String.raw`\d{1,4}[A-Za-z]?(?:\.\d{1,4}[A-Za-z]?)*(?:\.x)?`;
const numbered = new RegExp(
  String.raw`^(${unitWords.pattern})\s*(?:no\.?\s*|nr\.?\s*|n[º°]\s*|[#№]\s*|[-–—_:：]\s?)?(${number}|[IVX]{1,5}|[A-Z]|zero|one|two|three|four|five|six|seven|eight|nine|ten|[一二三四五六七八九十]{1,3})(?![\p{L}\p{N}])`,
  'iu',
);
const ordinal = new RegExp(
  String.raw`^(\d{1,3})(?:st|nd|rd|th|ª|º|\.ª|\.º|[-‑]?[йя]|[-‑]ый|\.)?\s*(${unitWords.pattern})(?![\p{L}\p{N}])`,
  'iu',
);
const counted = new RegExp(
  String.raw`^第\s*([一二三四五六七八九十]{1,3}|\d{1,3})(?:\s*[-–~〜至到]\s*([一二三四五六七八九十]{1,3}|\d{1,3}))?\s*(${unitWords.counters})`,
  'u',
);
const rangeEnd = new RegExp(
  String.raw`^(?:\s*[&+/,]\s*|[-–—~]|\s+(?:and|to|et|y|e|und|и|bis|à|至)\s+|\s*[至到和]\s*)(?:(?:${unitWords.pattern})\s*)?(${number})(?![\p{L}\p{N}])(?=\s*(?:$|[:：.)(（\]—–-]|\s))`,
  'iu',
);
const code =
  /^([A-Z]{1,5}|[A-Z]{1,8}(?:-[A-Z]{1,8})+(?=-))[-_]?(\d{1,4}[A-Za-z]?(?:[.-]\d{1,4}[A-Za-z]?)*)(?![\p{L}\p{N}%])/u;
const plainNumber = /^(\d{1,3}[A-Za-z]?(?:\.\d{1,3})*)(?:[.)、．:：]\s*|\s*[-–—]\s+|\s+)(?=\S)/u;
const plainLetter = /^([A-Z])(?:[.)．:：·]\s+|\s+[-–—·]\s+)(?=\S)/u;
const separator = /^[\s*_~`]*(?:[:：.)\]）】|·•]|[-–—]+|→)[\s*_~`:：]*/u;

/** Without signs, emphasis and link targets at the beginning, so that the label comes first. */
export function plainTitle(title: string): string {
  return withoutSigns(title.slice(0, 400))
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]{0,80}>/g, ' ')
    .replace(/[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}/g, '')
    .replace(/^[\s*_`~[\]【】「」•·:：>-]+(?=\S)/u, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** @returns null when the title begins with no label */
export function readUnitLabel(title: string): UnitLabel | null {
  const plain = plainTitle(title);
  const direct = readWithoutNumber(plain);
  if (direct !== null) return direct;
  const section = plainNumber.exec(plain);
  if (section === null) return readLetter(plain);
  const inner = readWithoutNumber(plain.slice(section[0].length));
  // In "2. Beta" the number is what counts on; in "3. M0 - Frame" the code is.
  if (inner !== null && inner.kind !== 'date' && inner.isSeparated && inner.id !== null) return inner;
  const id = section[1] ?? '';
  return finish(
    { kind: 'number', series: id.includes('.') ? 'n.n' : 'n', rank: 0, id },
    plain,
    section[0].length,
    true,
  );
}

/** 1 for A; no letter is a Roman numeral here. */
export function numberOfLetter(letter: string): string {
  return String(letter.charCodeAt(0) - 64);
}

/** Chapters may be lettered, `A. Core`; the letters count as numbers do. */
function readLetter(plain: string): UnitLabel | null {
  const lettered = plainLetter.exec(plain);
  if (lettered === null) return null;
  const id = numberOfLetter(lettered[1] ?? '');
  return finish({ kind: 'number', series: letterSeries, rank: 0, id }, plain, lettered[0].length, true);
}

function readWithoutNumber(plain: string): UnitLabel | null {
  const word = numbered.exec(plain);
  if (word !== null) {
    const [label, name = '', written = ''] = word;
    const known = unitWords.find(name);
    // A single letter after a word that ends a sentence, such as "Part a", is an article more often than a label.
    if (known !== null && !/^[a-z]$/.test(written)) {
      const id = numeral(written);
      return finish({ kind: 'word', ...known, id }, plain, label.length, false, written);
    }
  }
  const counter = counted.exec(plain);
  if (counter !== null) {
    const known = unitWords.find(counter[3] ?? '') ?? { series: counter[3] ?? '', rank: 80 };
    const id = numeral(counter[1] ?? '');
    const label = finish({ kind: 'word', ...known, id }, plain, counter[0].length, false);
    return counter[2] === undefined ? label : { ...label, isRange: true };
  }
  const nth = ordinal.exec(plain);
  const nthWord = nth === null ? null : unitWords.find(nth[2] ?? '');
  if (nth !== null && nthWord !== null) {
    return finish({ kind: 'word', ...nthWord, id: nth[1] ?? null }, plain, nth[0].length, false);
  }
  const dated = dateLabel(plain);
  if (dated !== null)
    return finish({ kind: 'date', series: dated.series, rank: 0, id: dated.id }, plain, dated.length, false);
  const version = versionLabel(plain);
  if (version !== null) {
    return finish({ kind: 'version', series: 'v', rank: 0, id: version.id }, plain, version.length, false, version.key);
  }
  const coded = code.exec(plain);
  if (coded !== null && codeLetters(coded[1] ?? '')) {
    const id = (coded[2] ?? '').replaceAll('-', '.');
    return finish({ kind: 'code', series: coded[1] ?? '', rank: 0, id }, plain, coded[0].length, false);
  }
  return null;
}

function finish(
  read: Pick<UnitLabel, 'kind' | 'series' | 'rank' | 'id'>,
  plain: string,
  length: number,
  isSeparated: boolean,
  written = read.id ?? '',
): UnitLabel {
  let end = length;
  const range = read.kind === 'word' || read.kind === 'code' ? rangeEnd.exec(plain.slice(end)) : null;
  if (range !== null) end += range[0].length;
  const rest = plain.slice(end);
  const between = separator.exec(rest);
  return {
    ...read,
    key: `${read.kind}:${read.series}:${normalized(read.id ?? written)}`,
    isRange: range !== null,
    rest: rest.slice(between?.[0].length ?? 0).trim(),
    isSeparated: isSeparated || between !== null || rest.trim() === '',
  };
}

/** Leading zeros and letter case make no other unit. */
function normalized(id: string): string {
  return id
    .split('.')
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('.')
    .toLowerCase();
}
