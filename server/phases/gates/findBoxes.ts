/** Finds the boxes of a task list under a heading of a Markdown text, as a reader of the rendered text sees them. */
import { CodeSpans, isEscaped } from '../../roadmap/codeSpans.ts';

export interface Box {
  readonly text: string;
  /** Only x and X tick a box: other marks, such as [~] and [-], mean something else to everybody. */
  readonly isTicked: boolean;
  /** One-based. */
  readonly line: number;
}

/**
 * The boxes between a heading and the next one of the same or a higher level; where several headings have the text,
 * those under each. Level, letter case and closing `#`s of the heading do not matter. What stands in code, comments
 * and front matter does not count; nested lists, quotes and `<details>` do.
 *
 * @returns null when there is no such heading
 */
export function findBoxes(markdown: string, heading: string): readonly Box[] | null {
  const wanted = foldHeading(heading.replace(/^#+[ \t]+/, ''));
  let found = false;
  let level: number | null = null;
  const boxes: Box[] = [];
  for (const line of readLines(markdown)) {
    if (line.heading !== null) {
      if (level !== null && line.heading.level <= level) level = null;
      if (level === null && foldHeading(line.heading.text) === wanted) {
        level = line.heading.level;
        found = true;
      }
    } else if (level !== null && line.isItem) {
      const box = /^\[([^[\]]{0,3})\](?=\s|$)\s*(.*)$/.exec(line.text);
      const mark = box?.[1] ?? '';
      if (box === null || mark.trim().length > 1) continue;
      boxes.push({ text: box[2]?.trim() ?? '', isTicked: mark === 'x' || mark === 'X', line: line.number });
    }
  }
  return found ? boxes : null;
}

function foldHeading(text: string): string {
  return text
    .replace(/(?:^|[ \t])#+[ \t]*$/, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

interface ReadLine {
  /** One-based. */
  readonly number: number;
  /** Without indent, quote marks, list markers and comments. */
  readonly text: string;
  readonly isItem: boolean;
  /** Null when the line is no heading of the text itself; those in lists and quotes divide nothing. */
  readonly heading: { readonly level: number; readonly text: string } | null;
}

/** Something of several lines that hides what is in it: a fence, a comment or raw HTML. */
interface HiddenBlock {
  /** The line that ends it: a fence a line of its own, a comment or HTML any that holds the end. */
  readonly end: RegExp;
  /** Depth of the quote that it stands in. */
  readonly quotes: number;
  /** Column of the list item around it; less indented text is outside and so ends the block. */
  readonly column: number;
  readonly endsHere: boolean;
}

/** Lines in view, with the containers of CommonMark (lists, quotes) resolved as far as hiding needs it. */
function* readLines(markdown: string): Iterable<ReadLine> {
  const lines = markdown.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const items: number[] = [];
  let quotes = 0;
  const open: { block: HiddenBlock | null; paragraph: string | null } = { block: null, paragraph: null };
  for (let at = frontMatterEnd(lines); at < lines.length; at++) {
    const quoted = stripQuotes(lines[at] ?? '', open.block?.quotes ?? Number.POSITIVE_INFINITY);
    const { column, rest } = readIndent(quoted.rest);
    if (open.block !== null) {
      const { block } = open;
      if (quoted.depth === block.quotes && (rest === '' || column >= block.column)) {
        if (block.end.test(rest)) open.block = null;
        continue;
      }
      open.block = null;
    }
    if (quoted.depth !== quotes) items.length = 0;
    quotes = quoted.depth;
    const above = open.paragraph;
    open.paragraph = null;
    if (rest === '') continue;
    while ((items.at(-1) ?? 0) > column) items.pop();
    if (column - (items.at(-1) ?? 0) >= 4) {
      // Code, or the continuation of a paragraph: neither has boxes.
      if (above !== null) open.paragraph = above;
      continue;
    }
    const isTop = quotes === 0 && items.length === 0;
    const underline = isTop && above !== null ? /^(=+|-+)[ \t]*$/.exec(rest) : null;
    if (underline !== null) {
      const level = underline[1]?.startsWith('=') === true ? 1 : 2;
      yield { number: at + 1, text: '', isItem: false, heading: { level, text: above ?? '' } };
      continue;
    }
    if (/^([-*_])(?:[ \t]*\1){2,}[ \t]*$/.test(rest)) continue;
    const { inner, isItem } = enterItems(rest, column, items);
    const opened = openBlock(inner, quotes, items.at(-1) ?? 0);
    if (opened !== null) {
      if (!opened.endsHere) open.block = opened;
      continue;
    }
    const heading = isTop && !isItem ? /^(#{1,6})(?:[ \t]+(.*))?$/.exec(inner) : null;
    const visible = hideComments(inner, lines, at);
    if (visible.goesOn) open.block = { end: /-->/, quotes, column: 0, endsHere: false };
    if (isTop && !isItem && heading === null) open.paragraph = visible.text;
    yield {
      number: at + 1,
      text: visible.text,
      isItem,
      heading: heading === null ? null : { level: heading[1]?.length ?? 1, text: visible.text.replace(/^#+/, '') },
    };
  }
}

/** Number of lines that YAML front matter takes. */
function frontMatterEnd(lines: readonly string[]): number {
  if (!/^---[ \t]*$/.test(lines[0] ?? '')) return 0;
  const end = lines.findIndex((line, at) => at > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return end + 1;
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
    if (marker === null) return { inner, isItem };
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

function openBlock(line: string, quotes: number, column: number): HiddenBlock | null {
  const fence = /^(`{3,})[^`]*$|^(~{3,})/.exec(line);
  const marker = fence?.[1] ?? fence?.[2];
  if (marker !== undefined) {
    const end = new RegExp(`^${marker[0] ?? ''}{${marker.length},}[ \\t]*$`);
    return { end, quotes, column, endsHere: false };
  }
  if (line.startsWith('<!--')) return { end: /-->/, quotes, column, endsHere: line.includes('-->', 2) };
  const raw = /^<(pre|script|style|textarea)(?=[\s>]|$)/i.exec(line)?.[1];
  if (raw === undefined) return null;
  const end = new RegExp(`</${raw}>`, 'i');
  return { end, quotes, column, endsHere: end.test(line) };
}

/**
 * Takes the comments out of a line. One that is not ended in it goes on only when its end comes before a blank line
 * and before another comment; otherwise it is text, as CommonMark renders it.
 */
function hideComments(
  line: string,
  lines: readonly string[],
  at: number,
): { readonly text: string; readonly goesOn: boolean } {
  const code = new CodeSpans(line, 0, line.length);
  let text = '';
  let from = 0;
  for (let open = line.indexOf('<!--'); open >= 0; open = line.indexOf('<!--', open + 4)) {
    if (open < from || code.endOfSpanAt(open) >= 0 || isEscaped(line, open)) continue;
    const close = line.indexOf('-->', open + 2);
    if (close < 0) {
      if (!endsBelow(lines, at)) break;
      return { text: (text + line.slice(from, open)).trimEnd(), goesOn: true };
    }
    text += line.slice(from, open);
    from = close + 3;
  }
  return { text: (text + line.slice(from)).trimEnd(), goesOn: false };
}

function endsBelow(lines: readonly string[], at: number): boolean {
  for (const line of lines.slice(at + 1)) {
    const close = line.indexOf('-->');
    const open = line.indexOf('<!--');
    if (close >= 0) return open < 0 || close < open;
    if (open >= 0 || line.trim() === '') return false;
  }
  return false;
}
