/** Reads a Markdown text line by line as it is rendered: without code, comments and front matter, with its list items. */
import { CodeSpans, isEscaped } from '../../roadmap/codeSpans.ts';

/** A line that can hold a heading or a box. */
export interface SpecLine {
  /** One-based. */
  readonly number: number;
  /** Without indent, quote marks, list markers and comments. */
  readonly text: string;
  /** Whether it is the first line of a list item. */
  readonly isItem: boolean;
  /** Level of a heading that divides the text, so none in a list or a quote; null for every other line. */
  readonly headingLevel: number | null;
}

/**
 * Follows CommonMark as far as lists, quotes, code and comments decide what is in view. A text without end marks, such
 * as a fence that is never closed, hides the rest, as it does when it is rendered. Raw HTML other than `<pre>` and the
 * like hides nothing, and a comment inside a sentence does so only when it is ended before the next blank line.
 */
export function readSpecLines(markdown: string): Iterable<SpecLine> {
  return new SpecReader(markdown).read();
}

/** Something of several lines that hides what is in it: a fence, a comment or raw HTML. */
interface HiddenBlock {
  /** The line that ends it: of a fence a line of its own, otherwise any that holds the end. */
  readonly end: RegExp;
  /** Depth of the quote that it stands in. */
  readonly quotes: number;
  /** Column of the list item around it; less indented text is outside and so ends the block. */
  readonly column: number;
}

class SpecReader {
  readonly #lines: readonly string[];
  #at: number;
  #block: HiddenBlock | null = null;
  /** Whether plain text would go on with a paragraph. */
  #inParagraph = false;
  /** The first line of that paragraph when it stands in no list and no quote: an underline makes it a heading. */
  #paragraph: string | null = null;
  #quotes = 0;
  /** Columns at which the contents of the open list items begin, outermost first. */
  readonly #items: number[] = [];

  constructor(markdown: string) {
    this.#lines = markdown.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    this.#at = frontMatterEnd(this.#lines);
  }

  *read(): Iterable<SpecLine> {
    for (; this.#at < this.#lines.length; this.#at++) {
      const whole = this.#lines[this.#at] ?? '';
      if (this.#block !== null && this.#isHidden(this.#block, whole)) continue;
      const quoted = stripQuotes(whole, Number.POSITIVE_INFINITY);
      const { column, rest } = readIndent(quoted.rest);
      if (rest === '') {
        this.#inParagraph = false;
        if (quoted.depth > 0) this.#enterQuotes(quoted.depth);
        continue;
      }
      const line = this.#continueParagraph(quoted.depth, column, rest) ?? this.#readBlock(quoted.depth, column, rest);
      if (line !== 'nothing') yield line;
    }
  }

  get #column(): number {
    return this.#items.at(-1) ?? 0;
  }

  /** Whether the line belongs to the block, as its last line does, too; what stands less deep ends the block. */
  #isHidden(block: HiddenBlock, line: string): boolean {
    const { depth, rest: unquoted } = stripQuotes(line, block.quotes);
    const { column, rest } = readIndent(unquoted);
    const isInside = depth === block.quotes && (rest === '' || column >= block.column);
    if (!isInside || block.end.test(rest)) this.#block = null;
    return isInside;
  }

  /** Text goes on with a paragraph whatever its indent, and even without the quote mark. */
  #continueParagraph(depth: number, column: number, rest: string): SpecLine | 'nothing' | null {
    if (!this.#inParagraph || depth > this.#quotes) return null;
    const isInside = depth === this.#quotes && column >= this.#column;
    const around = depth === this.#quotes ? (this.#items.findLast((item) => item <= column) ?? 0) : 0;
    if (column - around < 4) {
      if (isInside && this.#paragraph !== null && /^(?:=+|-+)[ \t]*$/.test(rest)) {
        this.#inParagraph = false;
        return this.#line(this.#paragraph, false, rest.startsWith('=') ? 1 : 2);
      }
      if (startsBlock(rest, isInside)) return null;
    }
    return 'nothing';
  }

  #enterQuotes(depth: number): void {
    if (depth !== this.#quotes) this.#items.length = 0;
    this.#quotes = depth;
  }

  #readBlock(depth: number, column: number, rest: string): SpecLine | 'nothing' {
    this.#inParagraph = false;
    this.#enterQuotes(depth);
    while (this.#column > column) this.#items.pop();
    if (column - this.#column >= 4 || isRule(rest)) return 'nothing';
    const isTop = depth === 0 && this.#items.length === 0;
    const { inner, isItem } = enterItems(rest, column, this.#items);
    if (this.#opensBlock(inner)) return 'nothing';
    const heading = isHeading(inner);
    const text = this.#hideComments(inner);
    if (heading)
      return isTop && !isItem
        ? this.#line(text.replace(/^#+/, ''), false, /^#+/.exec(inner)?.[0].length ?? 1)
        : 'nothing';
    this.#inParagraph = inner !== '';
    this.#paragraph = isTop && !isItem ? text : null;
    return this.#line(text, isItem, null);
  }

  #line(text: string, isItem: boolean, headingLevel: number | null): SpecLine {
    return { number: this.#at + 1, text, isItem, headingLevel };
  }

  #opensBlock(line: string): boolean {
    const hide = (end: RegExp, column = this.#column): true => {
      this.#block = { end, quotes: this.#quotes, column };
      return true;
    };
    const fence = openFence(line);
    if (fence !== null) return hide(new RegExp(`^${fence[0] ?? ''}{${fence.length},}[ \\t]*$`));
    if (line.startsWith('<!--')) return line.includes('-->', 2) || hide(/-->/);
    const raw = /^<(pre|script|style|textarea)(?=[\s>]|$)/i.exec(line)?.[1];
    if (raw === undefined) return false;
    const end = new RegExp(`</${raw}>`, 'i');
    return end.test(line) || hide(end);
  }

  /**
   * Takes the comments out of a line. One that is not ended in it goes on only when its end comes before the paragraph
   * and before another comment; otherwise it is text, as CommonMark renders it.
   */
  #hideComments(line: string): string {
    const code = new CodeSpans(line, 0, line.length);
    let text = '';
    let from = 0;
    for (let open = line.indexOf('<!--'); open >= 0; open = line.indexOf('<!--', open + 4)) {
      if (open < from || code.endOfSpanAt(open) >= 0 || isEscaped(line, open)) continue;
      const close = line.indexOf('-->', open + 2);
      if (close < 0) {
        if (!this.#endsBelow()) break;
        this.#block = { end: /-->/, quotes: this.#quotes, column: 0 };
        return (text + line.slice(from, open)).trimEnd();
      }
      text += line.slice(from, open);
      from = close + 3;
    }
    return (text + line.slice(from)).trimEnd();
  }

  #endsBelow(): boolean {
    for (const line of this.#lines.slice(this.#at + 1)) {
      const close = line.indexOf('-->');
      const open = line.indexOf('<!--');
      const text = line.trim();
      if (text === '' || text.startsWith('>') || /^(?:=+|-+)$/.test(text) || startsBlock(text, true)) return false;
      if (close >= 0) return open < 0 || close < open;
      if (open >= 0) return false;
    }
    return false;
  }
}

/** Number of lines that YAML front matter takes. */
function frontMatterEnd(lines: readonly string[]): number {
  if (!/^---[ \t]*$/.test(lines[0] ?? '')) return 0;
  return lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line)) + 1;
}

function stripQuotes(line: string, most: number): { readonly rest: string; readonly depth: number } {
  let rest = line;
  let depth = 0;
  for (; depth < most; depth++) {
    const mark = /^ {0,3}> ?/.exec(rest);
    if (mark === null) break;
    rest = rest.slice(mark[0].length);
  }
  return { rest, depth };
}

function readIndent(line: string): { readonly column: number; readonly rest: string } {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  return { column: columnAfter(indent, 0), rest: line.slice(indent.length) };
}

function columnAfter(blank: string, from: number): number {
  let column = from;
  for (const character of blank) column += character === '\t' ? 4 - (column % 4) : 1;
  return column;
}

/** @param isInside whether the paragraph before stands in the same place; then not every list item interrupts it */
function startsBlock(line: string, isInside: boolean): boolean {
  if (openFence(line) !== null || isHeading(line) || isRule(line)) return true;
  if (line.startsWith('<!--') || /^<\/?[a-z][a-z0-9]*(?=[\s/>]|$)/i.test(line)) return true;
  return (isInside ? /^(?:[-*+]|1[.)])[ \t]+\S/ : /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/).test(line);
}

function isHeading(line: string): boolean {
  return /^#{1,6}(?:[ \t]|$)/.test(line);
}

function isRule(line: string): boolean {
  return /^([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(line);
}

/** The marker with which the line opens a fence. */
function openFence(line: string): string | null {
  const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(line);
  return fence?.[1] ?? fence?.[2] ?? null;
}

/** Enters the list items whose markers stand at the beginning of the line. */
function enterItems(
  line: string,
  column: number,
  items: number[],
): { readonly inner: string; readonly isItem: boolean } {
  let inner = line;
  let at = column;
  let isItem = false;
  for (;;) {
    const marker = /^([-*+]|\d{1,9}[.)])([ \t]+|$)/.exec(inner);
    if (marker === null || (isItem && isRule(inner))) return { inner, isItem };
    const markerEnd = at + (marker[1]?.length ?? 1);
    const content = columnAfter(marker[2] ?? '', markerEnd);
    isItem = true;
    inner = inner.slice(marker[0].length);
    // A marker alone, or one before indented code, gives its item one column.
    if (inner === '' || content - markerEnd > 4) {
      items.push(markerEnd + 1);
      return { inner: '', isItem };
    }
    items.push(content);
    at = content;
  }
}
