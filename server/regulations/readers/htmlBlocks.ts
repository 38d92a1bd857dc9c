/** Makes of HTML the blocks of text that a person reads one below the other, and says what kind of element each is in. */
import { attributesIn, traitsOf, type Attributes, type ElementTraits } from './htmlElements.ts';
import { htmlTokens } from './htmlTokens.ts';
import { countingOf, nextMark, type ListCounting } from './listMarks.ts';

export interface HtmlBlock {
  readonly text: string;
  /** UTF-16 offsets: from its first text to its last. */
  readonly start: number;
  readonly end: number;
  /** 1 to 6 in a heading, otherwise null. */
  readonly headingLevel: number | null;
  /** Whether all of it is bold. */
  readonly isBold: boolean;
  /** Whether its element is called a title. */
  readonly isTitle: boolean;
  /** Elements around it. */
  readonly depth: number;
  /** Share of its characters that are links, and how many links these are. */
  readonly linkShare: number;
  readonly linkCount: number;
  /** In an element that is navigation by its name or role, such as nav or footer. */
  readonly isNavigation: boolean;
  /** Numbers of the elements around it whose class or id sounds like navigation. */
  readonly doubtful: readonly number[];
  /** In main, article or what says that it is the content. */
  readonly isMain: boolean;
  readonly isNote: boolean;
  /** The mark that the list gave it, such as `1.`; '' for none. */
  readonly mark: string;
  /** Lists around it. */
  readonly listDepth: number;
  /** Number of the outermost list around it; null for none. */
  readonly list: number | null;
  /** What it is in a list of definitions. */
  readonly definition: 'term' | 'meaning' | null;
}

interface OpenElement {
  readonly name: string;
  readonly number: number;
  readonly traits: ElementTraits;
  readonly attributes: Attributes;
  readonly list: ListCounting | null;
}

const voidElements = new Set('br hr img input meta link area base col embed source track wbr param'.split(' '));
const inlineElements = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby s samp small span strike strong sub sup time tt u var wbr img'.split(
    ' ',
  ),
);
const headElements = new Set(['title', 'meta', 'link', 'base', 'script', 'style', 'noscript', 'template']);
/** Elements whose end browsers imply when the next of the same kind begins. */
const impliedEnd: Readonly<Record<string, readonly string[]>> = {
  p: ['p'],
  li: ['li', 'p'],
  dt: ['dt', 'dd', 'p'],
  dd: ['dt', 'dd', 'p'],
  tr: ['td', 'th', 'tr', 'p'],
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  option: ['option'],
};
const scopes = new Set(['table', 'ul', 'ol', 'dl', 'body', 'html', 'div', 'section', 'article', 'main']);
/** Characters of a cell that holds no more than a number or a mark. */
const longestNumberCell = 40;
/** A text nested deeper is no regulation; its elements are taken as if they were side by side. */
const deepestNesting = 2_000;
/** Stands where the mark of a footnote stood. */
const droppedMark = '\u0001';
const noteMark = /^\s*[[(]?\s*(?:\d{1,3}[A-Z]?|[*†‡§]{1,3}|[a-z]|F\d{1,3})\s*[\])]?\s*$/;
const noteLink = /foot|endnote|noteref|fn|edn|nt[cr]\d|note-?\d/i;

export function htmlBlocks(html: string): readonly HtmlBlock[] {
  const reader = new BlockReader();
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') reader.text(token.text, token.start, token.end);
    else if (token.kind === 'open') reader.open(token.name, token.attributes);
    else reader.close(token.name);
  }
  return reader.end();
}

class BlockReader {
  readonly #blocks: HtmlBlock[] = [];
  readonly #open: OpenElement[] = [];
  #elementCount = 0;
  #hidden = 0;
  #pieces: string[] = [];
  #start = -1;
  #end = -1;
  #characters = 0;
  #linkCharacters = 0;
  #boldCharacters = 0;
  #titleCharacters = 0;
  readonly #links = new Set<number>();
  #cellsInRow = 0;
  #item = '';
  #isBacklinked = false;

  text(text: string, start: number, end: number): void {
    if (this.#hidden > 0) return;
    const visible = text.trim().length;
    if (visible === 0) {
      if (this.#pieces.length > 0) this.#pieces.push(' ');
      return;
    }
    const link = this.#inline('a');
    if (this.#isMark(text, link)) {
      if (this.#start < 0) this.#isBacklinked ||= /ref/i.test(link?.attributes.get('href') ?? '');
      else this.#pieces.push(droppedMark);
      return;
    }
    if (this.#start < 0) this.#start = start;
    this.#end = end;
    this.#characters += visible;
    if (link !== null) {
      this.#linkCharacters += visible;
      this.#links.add(link.number);
    }
    if (this.#inline('b') !== null || this.#inline('strong') !== null) this.#boldCharacters += visible;
    if (this.#isInTitle()) this.#titleCharacters += visible;
    this.#pieces.push(text);
  }

  open(name: string, attributeText: string): void {
    if (voidElements.has(name)) {
      if (name === 'br') this.#pieces.push('\n');
      else if (name === 'hr') this.#flush();
      return;
    }
    const implied = impliedEnd[name];
    if (implied !== undefined) this.#closeImplied(implied);
    if (this.#open.length > 0 && !headElements.has(name)) this.#closeHead();
    const isBlockSpan = name === 'span' && /display\s*:\s*block/i.test(attributeText);
    if (!inlineElements.has(name)) {
      if (name === 'td' || name === 'th') this.#beginCell();
      else if (!this.#isShortCell(name)) this.#flush();
      if (name === 'tr') this.#cellsInRow = 0;
    } else if (isBlockSpan && this.#pieces.length > 0) this.#flush();
    if (this.#open.length >= deepestNesting) return;
    const attributes = attributesIn(attributeText);
    const traits = traitsOf(
      name,
      attributes,
      this.#open.some((element) => element.traits.isMain),
    );
    const list = name === 'ol' ? countingOf(attributes) : name === 'ul' ? { type: 'none', next: 1 } : null;
    if (traits.isHidden) this.#hidden++;
    this.#open.push({ name, number: this.#elementCount++, traits, attributes, list });
    if (name === 'li') {
      const counting = this.#open.findLast((element) => element.list !== null)?.list ?? null;
      this.#item = counting === null ? '' : nextMark(counting, attributes.get('value'));
    }
  }

  close(name: string): void {
    if (name === 'p' && this.#inline('p') === null) return;
    let index = this.#open.length - 1;
    while (index >= 0 && this.#open[index]?.name !== name) {
      // A stray end tag must not close what is around it.
      if (inlineElements.has(name) && !inlineElements.has(this.#open[index]?.name ?? '')) return;
      index--;
    }
    if (index < 0) return;
    if (this.#isShortCell(name)) this.#pieces.push(' ');
    else if (!inlineElements.has(name) && name !== 'td' && name !== 'th') this.#flush();
    this.#cut(index);
  }

  end(): readonly HtmlBlock[] {
    this.#flush();
    return this.#blocks;
  }

  #cut(length: number): void {
    for (let index = length; index < this.#open.length; index++) {
      if (this.#open[index]?.traits.isHidden === true) this.#hidden--;
    }
    this.#open.length = length;
  }

  /** The end of head may be left out. */
  #closeHead(): void {
    const head = this.#open.findIndex((element) => element.name === 'head');
    if (head < 0 || head < this.#open.length - 2) return;
    this.#flush();
    this.#cut(head);
  }

  #closeImplied(names: readonly string[]): void {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const { name } = this.#open[index] ?? { name: '' };
      if (scopes.has(name)) return;
      if (!names.includes(name)) continue;
      if (name !== 'td' && name !== 'th') this.#flush();
      this.#cut(index);
    }
  }

  /** Cells of a row stand in one line. */
  #beginCell(): void {
    if (this.#cellsInRow++ > 0 && this.#pieces.length > 0) this.#pieces.push(' ');
  }

  /** A number in a cell of its own belongs to the text in the next cell, whatever paragraphs they are in. */
  #isShortCell(name: string): boolean {
    return (
      (name === 'p' || name === 'div') &&
      this.#cellsInRow > 0 &&
      this.#characters <= longestNumberCell &&
      this.#isInCell()
    );
  }

  #isInCell(): boolean {
    const block = this.#open.findLast(({ name }) => !inlineElements.has(name) && name !== 'p' && name !== 'div');
    return block?.name === 'td' || block?.name === 'th';
  }

  /** The element of this name around the text, inside the block that the text is in. */
  #inline(name: string): OpenElement | null {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      const element = this.#open[index];
      if (element === undefined || element.name === name) return element ?? null;
      if (!inlineElements.has(element.name)) return null;
    }
    return null;
  }

  #isInNotes(): boolean {
    return this.#open.some(({ name, traits }) => traits.isNote && !inlineElements.has(name));
  }

  #isInTitle(): boolean {
    for (let index = this.#open.length - 1, blocks = 0; index >= 0 && blocks < 2; index--) {
      const { name, traits, attributes } = this.#open[index] ?? { name: '', traits: null, attributes: new Map() };
      if (traits?.isTitle === true) return true;
      if (inlineElements.has(name)) continue;
      // A paragraph without a name of its own is what the element around it is.
      if (attributes.has('class') || (name !== 'p' && name !== 'div')) return false;
      blocks++;
    }
    return false;
  }

  /** Whether a text is no part of the sentence: the mark of a footnote, or a sign that links to the place itself. */
  #isMark(text: string, link: OpenElement | null): boolean {
    const raised = this.#inline('sup');
    if (link !== null) {
      if (/^\s*[#¶§🔗⚓↑↩^\ufe0e\ufe0f]+\s*$/u.test(text)) return true;
      if (raised !== null) return true;
      const { attributes } = link;
      const names = ['class', 'id', 'name', 'href', 'role'].map((name) => attributes.get(name) ?? '').join(' ');
      const isRaised = this.#open.some(
        (element) => element.name === 'span' && /super|note/i.test(element.attributes.get('class') ?? ''),
      );
      return (
        (noteMark.test(text) || /^[\s()[\]]+$/.test(text)) &&
        (attributes.get('href') ?? '').includes('#') &&
        (isRaised || noteLink.test(names)) &&
        !this.#isInNotes()
      );
    }
    if (raised === null || !/^\s*[\d*†‡,]{1,5}\s*$/.test(text)) return false;
    // A square metre is no footnote.
    return !/(?:^|[\s\d])(?:[kcm]?m|ft|10|x|n)$/.test(this.#pieces.at(-1) ?? '');
  }

  #flush(): void {
    const text = tidy(this.#pieces.join(''));
    if (text !== '') {
      const heading = this.#open.findLast(({ traits }) => traits.headingLevel !== null);
      const mark = /^\(?(?:\d{1,3}|[ivx]{1,5}|[a-z]{1,2})[.)]|^\d+\.\d/i.test(text) ? '' : this.#item;
      const lists = this.#open.filter(({ list }) => list !== null);
      const defining = this.#open.findLast(({ name }) => name === 'dt' || name === 'dd' || name === 'dl');
      this.#item = '';
      this.#blocks.push({
        text: mark === '' ? text : `${mark} ${text}`,
        start: this.#start,
        end: this.#end,
        headingLevel: heading?.traits.headingLevel ?? null,
        isBold: this.#boldCharacters >= this.#characters * 0.95,
        isTitle: this.#titleCharacters >= this.#characters * 0.95,
        depth: this.#open.length,
        linkShare: this.#linkCharacters / Math.max(1, this.#characters),
        linkCount: this.#links.size,
        isNavigation: this.#open.some(({ traits }) => traits.isNavigation),
        doubtful: this.#open.flatMap(({ traits, number }) => (traits.isDoubtful ? [number] : [])),
        isMain: this.#open.some(({ traits }) => traits.isMain),
        isNote: this.#isBacklinked || this.#isInNotes(),
        mark,
        listDepth: lists.length,
        list: lists[0]?.number ?? null,
        definition: defining?.name === 'dt' ? 'term' : defining?.name === 'dd' ? 'meaning' : null,
      });
    }
    this.#pieces = [];
    this.#start = -1;
    this.#characters = this.#linkCharacters = this.#boldCharacters = this.#titleCharacters = 0;
    this.#links.clear();
    this.#isBacklinked = false;
  }
}

function tidy(text: string): string {
  return (
    (text.includes(droppedMark) ? withoutMarks(text) : text)
      .replaceAll(/[^\S\n]+/g, ' ')
      .replaceAll(/ ?\n[ \n]*/g, '\n')
      .trim()
      // Numbers and texts that style sheets keep apart.
      .replace(/^(\d{0,3}[A-Z]?(?:\([0-9A-Za-z]{1,5}\))+)(?=[\p{L}“‘"'])/u, '$1 ')
  );
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/\s*[[(]\s*\u0001+\s*[)\]]/g, '')
    .replaceAll(/\s*\u0001+(?=\s*[.,;:])/g, '')
    .replaceAll(droppedMark, '');
}
