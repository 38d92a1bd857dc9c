/** Headings, links, fences and comments of a Markdown text, in one pass over its lines. */
import type { TextRange } from '../base/textRange.ts';
import { LineScanner } from '../roadmap/lineScanner.ts';
import { headingLevel } from '../roadmap/readHeading.ts';
import { isWhiteSpace, skipWhiteSpace, trimWhiteSpace } from '../roadmap/whiteSpace.ts';
import { HiddenLines, type HiddenBlock } from './hiddenLines.ts';
import { readLinks, type MarkdownLink } from './readLinks.ts';

export interface MarkdownHeading {
  readonly level: number;
  readonly text: string;
  /** Where `text` stands. */
  readonly textRange: TextRange;
  /** The line without its line break; of an underlined heading both lines. */
  readonly range: TextRange;
}

export interface MarkdownOutline {
  readonly headings: readonly MarkdownHeading[];
  readonly links: readonly MarkdownLink[];
  /** Fences and comments, in the order of the text. */
  readonly blocks: readonly HiddenBlock[];
}

/**
 * What code and comments hide is what they hide from the parser of roadmaps.
 *
 * @param from where the text begins, after front matter
 * @param underlines whether a line under another may make it a heading, which it never does in a roadmap
 */
export function outlineMarkdown(text: string, from: number, underlines: boolean): MarkdownOutline {
  const scanner = new LineScanner(text);
  scanner.after = Math.max(scanner.after, from);
  const headings: MarkdownHeading[] = [];
  const links: MarkdownLink[] = [];
  const hidden = new HiddenLines(text, links);
  let unread = scanner.after;
  /** The line before when it is a paragraph of its own. */
  let paragraph: TextRange | null = null;
  let before: number | null = null;
  while (scanner.next()) {
    const { start, first, contentEnd, end } = scanner;
    if (unread < start) {
      if (underlines && paragraph !== null) addUnderlined(text, paragraph, unread, headings);
      hidden.read(unread, start);
      paragraph = null;
      before = null;
    }
    const level = text.charCodeAt(first) === 35 && scanner.column < 4 ? headingLevel(text, first, contentEnd) : 0;
    if (level > 0) headings.push(readHeading(text, start, first, level, contentEnd, end));
    else if (underlines && paragraph !== null) addUnderlined(text, paragraph, start, headings);
    readLinks(text, first, contentEnd, links);
    const isText: boolean = level === 0 && scanner.column < 4 && !/[-*+>|\d=]/.test(text.charAt(first));
    paragraph = isText && before === null ? { start: first, end: trimWhiteSpace(text, first, contentEnd) } : null;
    before = level === 0 ? start : null;
    unread = scanner.after;
    if (scanner.opensComment) unread = hidden.readComment(contentEnd);
  }
  if (underlines && paragraph !== null) addUnderlined(text, paragraph, unread, headings);
  hidden.read(unread, text.length);
  return { headings, links, blocks: hidden.blocks };
}

function readHeading(
  text: string,
  start: number,
  first: number,
  level: number,
  contentEnd: number,
  end: number,
): MarkdownHeading {
  const textStart = skipWhiteSpace(text, first + level, contentEnd);
  let textEnd = trimWhiteSpace(text, textStart, contentEnd);
  let closing = textEnd;
  while (closing > textStart && text.charCodeAt(closing - 1) === 35) closing--;
  if (closing < textEnd && isWhiteSpace(text.charCodeAt(closing - 1)))
    textEnd = trimWhiteSpace(text, textStart, closing);
  return {
    level,
    text: text.slice(textStart, textEnd),
    textRange: { start: textStart, end: textEnd },
    range: { start, end },
  };
}

function addUnderlined(text: string, paragraph: TextRange, lineStart: number, headings: MarkdownHeading[]): void {
  const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(text.slice(lineStart, lineEndAt(text, lineStart)));
  if (underline === null) return;
  headings.push({
    level: underline[1]?.startsWith('=') === true ? 1 : 2,
    text: text.slice(paragraph.start, paragraph.end),
    textRange: paragraph,
    range: { start: paragraph.start, end: lineStart + underline[0].trimEnd().length },
  });
}

/** End of the line that holds an offset, without its line break. */
export function lineEndAt(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
}
