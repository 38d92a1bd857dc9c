/** Reads any Markdown text as an outline: the headings, list items, table rows and plain lines that are in view. */
import { LineScanner } from '../lineScanner.ts';
import { headingLevel } from '../readHeading.ts';
import { splitCells } from './splitCells.ts';

export interface OutlineLine {
  /** Zero-based line of the text. */
  readonly line: number;
  /** Offsets of the line without its line break. */
  readonly start: number;
  readonly end: number;
  /** Width of the indent. */
  readonly column: number;
  readonly kind: 'heading' | 'item' | 'row' | 'text' | 'quote';
  /** Level of a heading; 0 for every other line. */
  readonly level: number;
  /** Whether the heading is underlined rather than marked with `#`. */
  readonly isUnderlined: boolean;
  /** What stands in the box of a list item, such as ` `, `x` or `~`; null where there is no box. */
  readonly box: string | null;
  /** Number of a numbered list item; null for every other line. */
  readonly ordinal: string | null;
  /** Cells of a table row; empty for every other line. */
  readonly cells: readonly string[];
  /** Without indent, heading and list markers, box and comments. */
  readonly content: string;
}

/** Longer lines are cut before they are looked at, so that no pattern searches for long. */
const longestContent = 2000;

const itemPattern = /^(?:[-*+]|(\d{1,9})[.)])(?:[ \t]+|$)(?:\[([^[\]]{1,2})\](?=[ \t]|$)[ \t]*)?/;
const listlessBox = /^\[([ xX~\-/>!✓✔])\][ \t]+/;

/** Lines in fences, comments and front matter are left out; quotes are kept, since people put goals into them. */
export function readOutline(text: string): readonly OutlineLine[] {
  const from = frontMatterEnd(text);
  const scanner = new LineScanner(text);
  const quotes = readQuotes(text, from);
  // Some write no space after the marks; where nobody does, those are the headings.
  const isLenient = !/^#{1,6}[ \t]/m.test(text);
  const lines: OutlineLine[] = [];
  let quoteAt = 0;
  while (scanner.next()) {
    const { line, start, end, first, column, contentEnd } = scanner;
    if (start < from) continue;
    for (let quote = quotes[quoteAt]; quote !== undefined && quote.line < line; quote = quotes[++quoteAt]) {
      lines.push(quote);
    }
    const content = text.slice(first, Math.min(contentEnd, first + longestContent)).trimEnd();
    if (content === '') continue;
    const written = isLenient ? content.replace(/^(#{1,6})(?=[^\s#])/, '$1 ') : content;
    lines.push(readLine(text, { line, start, end, column }, written, lines.at(-1)));
  }
  lines.push(...quotes.slice(quoteAt));
  return lines;
}

type Place = Pick<OutlineLine, 'line' | 'start' | 'end' | 'column'>;

function readLine(text: string, place: Place, content: string, before: OutlineLine | undefined): OutlineLine {
  const plain = { ...place, level: 0, isUnderlined: false, box: null, ordinal: null, cells: [] };
  const level = place.column < 4 && content.startsWith('#') ? headingLevel(content, 0, content.length) : 0;
  if (level > 0) {
    const title = content
      .slice(level)
      .replace(/[ \t]#+$/, '')
      .trim();
    return { ...plain, kind: 'heading', level, content: title };
  }
  const item = itemPattern.exec(content);
  if (item !== null && !/^[*_]{1,3}\S/.test(content)) {
    const rest = content.slice(item[0].length);
    return { ...plain, kind: 'item', box: item[2] ?? null, ordinal: item[1] ?? null, content: rest };
  }
  const box = listlessBox.exec(content);
  if (box !== null) return { ...plain, kind: 'item', box: box[1] ?? null, content: content.slice(box[0].length) };
  if (content.startsWith('|') || (before?.kind === 'row' && before.line === place.line - 1 && content.includes('|'))) {
    return { ...plain, kind: 'row', cells: splitCells(content), content };
  }
  const underline = underlineLevel(text, place.end, content, place.column);
  const isAlone = before === undefined || before.kind !== 'text' || before.line < place.line - 1;
  if (underline > 0 && isAlone) return { ...plain, kind: 'heading', level: underline, isUnderlined: true, content };
  return { ...plain, kind: 'text', content };
}

/** 1 or 2 when the next line underlines this one as a heading; a short rule below a sentence is none. */
function underlineLevel(text: string, end: number, content: string, column: number): number {
  if (column > 3 || content.length > 90 || /^[*_|<[]/.test(content)) return 0;
  const next = /^(?:\r\n|\n|\r)(={3,}|-{3,})[ \t]*(?=[\r\n]|$)/.exec(text.slice(end, end + 200));
  const underline = next?.[1] ?? '';
  return underline.length * 2 < content.length || underline === '' ? 0 : underline.startsWith('=') ? 1 : 2;
}

/** Where the first line after YAML front matter starts. */
function frontMatterEnd(text: string): number {
  const opening = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (opening === null) return 0;
  const closing = /(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?=[\r\n]|$)/g;
  closing.lastIndex = opening[0].length - 1;
  const found = closing.exec(text);
  if (found === null) return 0;
  const matter = text.slice(opening[0].length, found.index);
  return /^[\w"'-]+[ \t]*:/m.test(matter) && !/^#{1,6}[ \t]/m.test(matter) ? closing.lastIndex : 0;
}

/** The lines of quotes outside fences, which the scanner passes over. */
function readQuotes(text: string, from: number): readonly OutlineLine[] {
  const quotes: OutlineLine[] = [];
  const pattern = /([^\r\n]*)(\r\n|\n|\r|$)/g;
  let fence: string | null = null;
  let isComment = false;
  for (let line = 0, start = 0; start < text.length; line++) {
    pattern.lastIndex = start;
    const found = pattern.exec(text);
    const content = found?.[1] ?? '';
    const marker = /^[ \t]*(`{3,}|~{3,})/.exec(content.slice(0, 300))?.[1];
    if (
      marker !== undefined &&
      (fence === null || (marker.startsWith(fence.charAt(0)) && marker.length >= fence.length))
    ) {
      fence = fence === null ? marker : null;
    }
    if (fence === null && /^\s*<!--/.test(content.slice(0, 300))) isComment = true;
    if (fence === null && !isComment && start >= from && /^ {0,3}>/.test(content)) {
      const inner = content
        .replace(/^[ >\t]+/, '')
        .slice(0, longestContent)
        .trim();
      const end = start + content.length;
      const plain = { level: 0, isUnderlined: false, box: null, ordinal: null, cells: [] };
      if (inner !== '') quotes.push({ line, start, end, column: 0, kind: 'quote', ...plain, content: inner });
    }
    if (isComment && content.includes('-->')) isComment = false;
    start += content.length + (found?.[2]?.length ?? 0);
  }
  return quotes;
}
