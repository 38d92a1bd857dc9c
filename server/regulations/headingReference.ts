/** Recognises headings by how they are written, and gives them levels and references. */

export const longestHeading = 200;

const unitWord =
  'Part|Title|Book|Chapter|Section|Sub-?section|Division|Article|Art|Rule|Regulation|Schedule|Appendix|Annex|Teil|Kapitel|Abschnitt|Artikel|Anhang|Anlage|Titre|Chapitre|Annexe';
/** As it is written in numbers of clauses: 4, 4A, 4.2.1, 4.-1. */
export const numberPattern = String.raw`\d+[A-Z]{0,2}(?:[.\-]-?\d+[A-Z]{0,2})*`;
const unitHeading = new RegExp(
  String.raw`^(?:(${unitWord})\.?\s+(${numberPattern}|[IVXLC]+|[A-Z])|§{1,2}\s*\d+[a-z]{0,2}(?:[.\-]\d+[a-z]{0,2})*)(?=$|[\s.:–—-])`,
  'i',
);
/** A unit in front of a sentence, such as "Rule 6.3.2 A firm must". */
export const leadingUnit = new RegExp(
  String.raw`^(?:(?:${unitWord})\.?|§{1,2})\s*(${numberPattern})(?=$|[\s.:–—(])`,
  'i',
);
/** With the name of the book before it, where it has one, and the kind of the provision before or behind it. */
export const dottedNumber =
  /^(?:[A-Z]\s+|(?<book>[A-Z]{2,8})\s+)?(?<number>\d+[A-Z]{0,2}(?:[.\-]-?\d+[A-Z]{0,2})+)\.?(?:\s*[RGEDCP])?(?=$|[\s:–—(|])/;

/** Levels of units that have no heading element: below what the format itself marks. */
const unitLevels: Readonly<Record<string, number>> = {
  part: 11,
  teil: 11,
  title: 11,
  titre: 11,
  book: 11,
  schedule: 11,
  appendix: 11,
  annex: 11,
  annexe: 11,
  anhang: 11,
  anlage: 11,
  chapter: 12,
  kapitel: 12,
  chapitre: 12,
  division: 12,
  section: 13,
  abschnitt: 13,
  subsection: 14,
  article: 15,
  art: 15,
  artikel: 15,
  rule: 15,
  regulation: 15,
};
export const outstandingLevel = 20;
/** Titles without number and unit, below all others. */
const titleLevel = 30;
/** What recitals stand below. */
const recitals = /^whereas(?:\s.{0,40})?:?$/i;
/** Such as "1 INTRODUCTION". */
const countedTitle = /^\d{1,2}[A-Z]?[.)]?\s+\p{Lu}/u;
const date = /^\d{1,2}\.\d{1,2}\.\d{4}/;
const wholeNames: Readonly<Record<string, string>> = { art: 'Article' };

export interface LookedAt {
  readonly text: string;
  readonly standsOut: boolean;
  /** Elements around a title; null for what is no title by its element. */
  readonly depth: number | null;
}

/** The level of a paragraph that is a heading by its look; null for one that is none. */
export function levelByLook({ text, standsOut, depth }: LookedAt): number | null {
  if (text.length > longestHeading || text.includes('\n')) return null;
  if (recitals.test(text)) return outstandingLevel;
  const unit = unitHeading.exec(text);
  const isOpen = /[.;,]$/.test(text);
  if (unit !== null && !isOpen && (unit[0] === text || standsOut || isTitleCased(text.slice(unit[0].length)))) {
    return unitLevels[(unit[1] ?? 'article').toLowerCase().replace('-', '')] ?? outstandingLevel;
  }
  const isUpper = text.length > 3 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text) && !isOpen;
  if (!isUpper && !standsOut) return null;
  const parts = dottedReference(text)?.split('.').length ?? (countedTitle.test(text) && !isOpen ? 1 : 0);
  if (parts > 0) return isOpen && text.split(' ').length > 8 ? null : outstandingLevel + parts;
  if (depth !== null && isPlainTitle(text)) return titleLevel + depth;
  return isNameLike(text) ? outstandingLevel : null;
}

/** Whether a text may be the name of the unit above it. */
export function isNameLike(text: string): boolean {
  return text.length <= longestHeading && !/[.;:,]$/.test(text) && /^[^\d\p{Ll}(]/u.test(text);
}

function isPlainTitle(text: string): boolean {
  return !/[.;:,]$/.test(text) && /^[^\p{Ll}(]/u.test(text);
}

/** Whether it names a unit and nothing else, such as "Article 5". */
export function isNameless(text: string): boolean {
  return unitHeading.exec(text)?.[0] === text.trim();
}

/** Whether words are written as in a title, so that "Section 5 applies to" is none. */
function isTitleCased(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}'’]*/gu)?.filter((word) => word.length > 3) ?? [];
  return words.every((word) => /^\p{Lu}/u.test(word));
}

/** The number of a heading, or else the heading itself below the number of the one above. */
export function referenceOfHeading(text: string, above: string | null): string {
  if (recitals.test(text)) return 'Recital';
  const unit = unitHeading.exec(text);
  if (unit !== null) {
    const [written, word] = unit;
    if (word === undefined) return written.includes('.') ? written.replace(/^§+\s*/, '') : written;
    const whole = wholeNames[word.toLowerCase()] ?? capitalised(word);
    return `${whole} ${unit[2] ?? ''}`;
  }
  const dotted = dottedReference(text);
  if (dotted !== null) return dotted;
  const number = /^(?:[A-Z]{2,8}\s+)?(\d+[A-Z]{0,2})[.)]?(?=$|[\s:–—])/.exec(text)?.[1];
  if (number !== undefined) return number;
  const short = text.length <= 60 ? text : `${text.slice(0, 59)}…`;
  return above !== null && /\d$/.test(above) ? `${above} ${short}` : short;
}

/** Such as `4.2.1` or `COBS 4.2.1`; null where the text does not begin with one. */
export function dottedReference(text: string): string | null {
  const groups = dottedNumber.exec(text)?.groups;
  if (groups === undefined || date.test(text)) return null;
  const { book, number = '' } = groups;
  return book === undefined ? number : `${book} ${number}`;
}

function capitalised(word: string): string {
  return word === word.toUpperCase() ? word.charAt(0) + word.slice(1).toLowerCase() : word;
}
