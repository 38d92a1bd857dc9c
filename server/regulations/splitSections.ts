/** Splits a text into passages, from its headings and paragraphs in order. */
import { BracketPath } from './bracketPath.ts';
import {
  dottedNumber,
  dottedReference,
  isNameless,
  isNameLike,
  leadingUnit,
  levelByLook,
  outstandingLevel,
  referenceOfHeading,
} from './headingReference.ts';
import type { ReadPassage, SourceRange } from './passage.ts';

export interface Paragraph {
  /** As a person reads it. */
  readonly text: string;
  readonly range: SourceRange;
  /** 1 to 6 for a heading; null for one that may be a heading only by its look, or is none. */
  readonly headingLevel: number | null;
  /** Whether it stands out as headings do, such as a short line in bold. */
  readonly standsOut?: boolean;
  /** Of a title: how deep it stands, where the format says so. */
  readonly depth?: number;
  /** The number that its text begins with, where the format says that it is one. */
  readonly label?: string;
  readonly isNote?: boolean;
  /** Whether it is an item of a list within a list, whose number means nothing by itself. */
  readonly isInnerItem?: boolean;
  readonly definition?: 'term' | 'meaning';
}

interface OpenHeading {
  readonly level: number;
  readonly text: string;
  readonly reference: string;
}

interface OpenPassage {
  readonly reference: string;
  readonly texts: string[];
  readonly start: SourceRange;
  readonly term: string | null;
  end: number;
  length: number;
}

/** UTF-16 units beyond which a passage takes no further paragraph, and no further item of a list. */
const fullLength = 1_500;
const longestPassage = 4_000;

const marks = /^(?:\((?:\d{1,3}[A-Z]{0,2}|[a-z]{1,2}|[ivx]{1,6}|[A-Z]{1,2})\)\s?)+(?=\s|$|[^\p{Ll}])/u;
const mark = /\(([0-9A-Za-z]+)\)/g;
const plainNumber = /^(\d{1,3}[A-Z]{0,2})(?:[.)](?=\s)|(?=\s?\(\d))/;
/** What ends so goes on. */
const openEnd = /[:;,—–-]$|[;,]\s(?:and|or|and\/or)$|\b(?:and|or)$/;
/** Units that number their clauses throughout, whatever section these are in. */
const throughoutUnit = /^(?:Part|Chapter|Title|Book|Division)\b/i;

export function splitSections(paragraphs: readonly Paragraph[], title: string): readonly ReadPassage[] {
  const splitter = new Splitter(title);
  for (const paragraph of paragraphs) splitter.add(paragraph);
  return splitter.end();
}

class Splitter {
  readonly #title: string;
  readonly #passages: ReadPassage[] = [];
  #headings: OpenHeading[] = [];
  #current: OpenPassage | null = null;
  /** The number of the clause that bracketed numbers stand below. */
  #clause: string | null = null;
  readonly #path = new BracketPath();
  /** A heading such as "Article 5" whose name may stand in the next paragraph. */
  #nameless: OpenHeading | null = null;
  /** Behind all else, so that they part no passages that belong together. */
  readonly #notes: ReadPassage[] = [];

  constructor(title: string) {
    this.#title = title;
  }

  add(paragraph: Paragraph): void {
    const { text, headingLevel, standsOut = false, depth = null } = paragraph;
    if (text === '') return;
    if (paragraph.isNote === true) {
      this.#addNote(paragraph);
      return;
    }
    const isDefined = paragraph.definition !== undefined;
    const level = headingLevel ?? (isDefined ? null : levelByLook({ text, standsOut, depth }));
    if (
      this.#nameless !== null &&
      headingLevel === null &&
      !isDefined &&
      isNameLike(text) &&
      (level ?? outstandingLevel) > this.#nameless.level
    ) {
      this.#headings = [...this.#headings.slice(0, -1), { ...this.#nameless, text: `${this.#nameless.text} ${text}` }];
      this.#nameless = null;
      return;
    }
    this.#nameless = null;
    if (level !== null) this.#addHeading(text, level);
    else if (isDefined) this.#addDefinition(paragraph);
    else this.#addText(paragraph);
  }

  end(): readonly ReadPassage[] {
    this.#close();
    return [...this.#passages, ...this.#notes];
  }

  #addHeading(text: string, level: number): void {
    this.#close();
    this.#clause = null;
    this.#path.clear();
    const above = this.#headings.filter((heading) => heading.level < level);
    const heading = { level, text, reference: referenceOfHeading(text, above.at(-1)?.reference ?? null) };
    this.#headings = [...above, heading];
    if (isNameless(text)) this.#nameless = heading;
  }

  #addText(paragraph: Paragraph): void {
    const { text } = paragraph;
    const clause = paragraph.isInnerItem === true ? null : this.#clauseOf(paragraph);
    const depth = this.#enterMarks(clause === null ? text : text.slice(clause.length).trimStart());
    const { reference, isFull } = this.#placeOf(paragraph, clause, depth);
    if (reference !== null) this.#open(reference, paragraph);
    else if (isFull) this.#open(this.#ownReference(), paragraph);
    this.#append(paragraph);
  }

  /** `reference` where the paragraph begins a passage of its own, `isFull` where the open one takes no more. */
  #placeOf(
    { text, isInnerItem = false }: Paragraph,
    clause: { readonly isPlain: boolean } | null,
    depth: number | null,
  ): { readonly reference: string | null; readonly isFull: boolean } {
    const { texts, length, term } = this.#current ?? { texts: [], length: 0, term: null };
    const said = text.replace(marks, '').trimStart();
    const isGoingOn = openEnd.test(texts.at(-1) ?? '') || (depth !== null && clause === null && /^\p{Ll}/u.test(said));
    const isItem = isInnerItem || depth !== null || /^[•\-–*]\s/.test(text) || (clause?.isPlain === true && isGoingOn);
    const isFull =
      this.#current === null || term !== null || length + text.length > (isItem ? longestPassage : fullLength);
    // The items of a sentence belong to it, however they are counted.
    if (clause !== null && !(clause.isPlain && isGoingOn && !isFull))
      return { reference: this.#clause ?? this.#sectionReference(), isFull };
    if (clause !== null || depth === null || isGoingOn) return { reference: null, isFull };
    const isLong = length + text.length > fullLength;
    return { reference: depth === 0 || isLong ? this.#ownReference() : null, isFull };
  }

  /** The number that begins a clause; null for a paragraph without one. */
  #clauseOf({ text, label }: Paragraph): { readonly length: number; readonly isPlain: boolean } | null {
    const dotted = dottedReference(text) ?? leadingUnit.exec(text)?.[1] ?? null;
    if (dotted !== null) {
      const { length } = (dottedNumber.exec(text) ?? leadingUnit.exec(text))?.[0] ?? '';
      this.#begin(dotted);
      return { length, isPlain: false };
    }
    const labelled = label === undefined ? undefined : /^(\d{1,3}[A-Z]{0,2})\.?$/.exec(label)?.[1];
    const plain = labelled ?? plainNumber.exec(text)?.[1];
    if (plain === undefined) return null;
    const isGoingOn = openEnd.test(this.#current?.texts.at(-1) ?? '');
    if (!isGoingOn) this.#begin(this.#numberedReference(plain));
    return { length: (/^\d+[A-Z]{0,2}[.)]?/.exec(text)?.[0] ?? '').length, isPlain: true };
  }

  #begin(clause: string): void {
    this.#clause = clause;
    this.#path.clear();
  }

  #numberedReference(number: string): string {
    const section = this.#sectionReference();
    if (this.#headings.length === 0 || throughoutUnit.test(section)) return number;
    return /\d[a-z]?$/.test(section) ? `${section}(${number})` : `${section} ${number}`;
  }

  /** @returns how deep the first mark of a text stands; null where the text begins with none */
  #enterMarks(text: string): number | null {
    const found = marks.exec(text)?.[0];
    if (found === undefined) return null;
    let first: number | null = null;
    for (const [, name = ''] of found.matchAll(mark)) {
      const depth = this.#path.enter(name);
      first ??= depth;
    }
    return first;
  }

  #ownReference(): string {
    return `${this.#clause ?? this.#sectionReference()}${this.#path.text}`;
  }

  #addDefinition(paragraph: Paragraph): void {
    if (paragraph.definition === 'term') {
      const name = paragraph.text.length <= 60 ? paragraph.text : `${paragraph.text.slice(0, 59)}…`;
      const section = this.#sectionReference();
      // Two terms above one meaning are defined together.
      const isOpen = this.#current !== null && this.#current.term !== null && this.#current.texts.length === 1;
      if (!isOpen) this.#open(/\d[a-z]?$/.test(section) ? `${section} ${name}` : name, paragraph, paragraph.text);
    } else if (this.#current === null || this.#current.length + paragraph.text.length > longestPassage) {
      this.#open(this.#current?.reference ?? this.#sectionReference(), paragraph);
    }
    this.#append(paragraph);
  }

  /** What stands below the line is found and quoted by itself, and is in nobody's sentence. */
  #addNote({ text, range }: Paragraph): void {
    const number = /^\[?\(?(\d{1,3}|[*†‡]|F\d{1,3})\)?\]?\.?(?=\s)/.exec(text)?.[1] ?? String(this.#notes.length + 1);
    this.#notes.push({
      reference: `Footnote ${number}`,
      sourceId: null,
      text,
      headings: this.#headings.map((heading) => heading.text),
      range,
    });
  }

  #open(reference: string, { range }: Paragraph, term: string | null = null): void {
    this.#close();
    this.#current = { reference, texts: [], start: range, term, end: 0, length: 0 };
  }

  #append({ text, range }: Paragraph): void {
    const open = this.#current;
    if (open === null) return;
    open.texts.push(text);
    open.end = range.end;
    open.length += text.length + 1;
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
      ...(open.term === null ? {} : { term: open.term }),
    });
  }
}
