/** Splits a text into passages, from its headings and paragraphs in order. */
import type { ReadPassage, SourceRange } from './passage.ts';

export interface Paragraph {
  /** As a person reads it. */
  readonly text: string;
  readonly range: SourceRange;
  /** 1 to 6 for a heading; null for one that may be a heading only by its look, or is none. */
  readonly headingLevel: number | null;
  /** Whether it stands out as headings do, such as a short line in bold. */
  readonly standsOut?: boolean;
}

interface OpenHeading {
  readonly level: number;
  readonly text: string;
  readonly reference: string;
}

/** UTF-16 units beyond which a passage takes no further paragraph, and no further item of a list. */
const fullLength = 1_500;
const longestPassage = 4_000;
const longestHeading = 200;

const unitWord =
  'Part|Title|Book|Chapter|Section|Sub-?section|Division|Article|Rule|Regulation|Schedule|Appendix|Annex';
const unitHeading = new RegExp(
  String.raw`^(${unitWord})\s+(\d+[A-Z]{0,2}(?:[.\-]\d+[A-Z]{0,2})*|[IVXLC]+|[A-Z])(?=$|[\s.:–—-])`,
  'i',
);
/** Levels of units that have no heading element: below what the format itself marks. */
const unitLevels: Readonly<Record<string, number>> = {
  part: 11,
  title: 11,
  book: 11,
  schedule: 11,
  appendix: 11,
  annex: 11,
  chapter: 12,
  division: 12,
  section: 13,
  subsection: 14,
  article: 15,
  rule: 15,
  regulation: 15,
};
const outstandingLevel = 20;
const dottedNumber = /^(?:[A-Z]{2,8}\s+)?(\d+[A-Z]{0,2}(?:[.\-]\d+[A-Z]{0,2})+)\.?(?:\s*[RGEDC])?(?=$|[\s:–—(|])/;
const leadingUnit = new RegExp(
  String.raw`^(?:${unitWord}|§)\s*(\d+[A-Z]{0,2}(?:[.\-]\d+[A-Z]{0,2})*)(?=$|[\s.:–—(])`,
  'i',
);
const bracketNumber = /^\((\d{1,3}[A-Z]?)\)(?=\s|$)/;
const plainNumber = /^(\d{1,3}[A-Z]?)[.)](?=\s)/;

export function splitSections(paragraphs: readonly Paragraph[], title: string): readonly ReadPassage[] {
  const splitter = new Splitter(title);
  for (const paragraph of paragraphs) splitter.add(paragraph);
  return splitter.end();
}

class Splitter {
  readonly #title: string;
  readonly #passages: ReadPassage[] = [];
  #headings: OpenHeading[] = [];
  #current: { reference: string; texts: string[]; start: SourceRange; end: number; length: number } | null = null;
  /** The number of the clause that bracketed numbers stand below. */
  #clause: string | null = null;
  /** A heading such as "Article 5" whose name may stand in the next paragraph. */
  #nameless: OpenHeading | null = null;

  constructor(title: string) {
    this.#title = title;
  }

  add(paragraph: Paragraph): void {
    const { text, headingLevel } = paragraph;
    if (text === '') return;
    const level = headingLevel ?? levelByLook(paragraph);
    if (
      this.#nameless !== null &&
      headingLevel === null &&
      isNameLike(text) &&
      (level ?? outstandingLevel) > this.#nameless.level
    ) {
      this.#headings = [...this.#headings.slice(0, -1), { ...this.#nameless, text: `${this.#nameless.text} ${text}` }];
      this.#nameless = null;
      return;
    }
    this.#nameless = null;
    if (level === null) this.#addText(paragraph);
    else this.#addHeading(text, level);
  }

  end(): readonly ReadPassage[] {
    this.#close();
    return this.#passages;
  }

  #addHeading(text: string, level: number): void {
    this.#close();
    this.#clause = null;
    const above = this.#headings.filter((heading) => heading.level < level);
    const heading = { level, text, reference: referenceOfHeading(text, above.at(-1)?.reference ?? null) };
    this.#headings = [...above, heading];
    if (unitHeading.exec(text)?.[0] === text.trim()) this.#nameless = heading;
  }

  #addText(paragraph: Paragraph): void {
    const { text } = paragraph;
    const own = this.#ownReference(text);
    const length = this.#current?.length ?? 0;
    const limit = /^\(?[a-z]{1,4}\)|^[•\-–*]\s/.test(text) ? longestPassage : fullLength;
    if (own !== null || this.#current === null || length + text.length > limit) {
      const reference = own ?? this.#current?.reference ?? this.#sectionReference();
      this.#close();
      this.#current = { reference, texts: [], start: paragraph.range, end: 0, length: 0 };
    }
    this.#current.texts.push(text);
    this.#current.end = paragraph.range.end;
    this.#current.length += text.length + 1;
  }

  /** The reference that a paragraph's own number gives it; null when it has none. */
  #ownReference(text: string): string | null {
    const dotted = (dottedNumber.exec(text) ?? leadingUnit.exec(text))?.[1];
    if (dotted !== undefined) {
      this.#clause = dotted;
      return dotted;
    }
    const bracketed = bracketNumber.exec(text)?.[1];
    if (bracketed !== undefined) return `${this.#clause ?? this.#sectionReference()}(${bracketed})`;
    const plain = plainNumber.exec(text)?.[1];
    if (plain === undefined) return null;
    const section = this.#sectionReference();
    this.#clause = /\d$/.test(section)
      ? `${section}(${plain})`
      : this.#headings.length === 0
        ? plain
        : `${section} ${plain}`;
    return this.#clause;
  }

  #sectionReference(): string {
    return this.#headings.at(-1)?.reference ?? this.#title;
  }

  #close(): void {
    const open = this.#current;
    if (open === null) return;
    this.#current = null;
    this.#passages.push({
      reference: open.reference,
      sourceId: null,
      text: open.texts.join('\n'),
      headings: this.#headings.map(({ text }) => text),
      range: { start: open.start.start, end: open.end, line: open.start.line },
    });
  }
}

function isNameLike(text: string): boolean {
  return text.length <= longestHeading && !/[.;:,]$/.test(text) && /^[^\d\p{Ll}(]/u.test(text);
}

/** The level of a paragraph that is a heading by its look; null for one that is none. */
function levelByLook({ text, standsOut = false }: Paragraph): number | null {
  if (text.length > longestHeading || text.includes('\n')) return null;
  const unit = unitHeading.exec(text);
  if (
    unit?.[1] !== undefined &&
    !/[.;,]$/.test(text) &&
    (unit[0] === text || standsOut || isTitleCased(text.slice(unit[0].length)))
  )
    return unitLevels[unit[1].toLowerCase().replace('-', '')] ?? outstandingLevel;
  const isUpper = text.length > 3 && text === text.toUpperCase() && /\p{Lu}{3}/u.test(text) && !/[.;,]$/.test(text);
  if (!isUpper && !standsOut) return null;
  const depth = dottedNumber.exec(text)?.[1]?.split('.').length ?? 0;
  return isNameLike(text) || depth > 0 ? outstandingLevel + depth : null;
}

/** Whether words are written as in a title, so that "Section 5 applies to" is none. */
function isTitleCased(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}'’]*/gu)?.filter((word) => word.length > 3) ?? [];
  return words.every((word) => /^\p{Lu}/u.test(word));
}

/** The number of a heading, or else the heading itself below the number of the one above. */
function referenceOfHeading(text: string, above: string | null): string {
  const unit = unitHeading.exec(text);
  if (unit !== null) return unit[0].replace(/^\p{Lu}+(?=\s)/u, (word) => word.charAt(0) + word.slice(1).toLowerCase());
  const number = /^(?:[A-Z]{2,8}\s+)?(\d+[A-Z]{0,2}(?:[.\-]\d+[A-Z]{0,2})*)[.)]?(?=$|[\s:–—])/.exec(text)?.[1];
  if (number !== undefined) return number;
  const short = text.length <= 60 ? text : `${text.slice(0, 59)}…`;
  return above !== null && /\d$/.test(above) ? `${above} ${short}` : short;
}
