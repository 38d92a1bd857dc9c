/** Finds the lines around an offset; they end at LF, CRLF or a lone CR, as in LSP. */
import type { TextRange } from '../base/textRange.ts';

export function lineStartAt(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Without the line break. */
export function lineEndAt(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  return end;
}

/** Start of the line after the one that holds an offset; the end of the text when there is none. */
export function afterLine(text: string, offset: number): number {
  const end = lineEndAt(text, offset);
  return Math.min(text.length, end + (text.startsWith('\r\n', end) ? 2 : 1));
}

/** A range without the white space and the rules of hyphens at its end, which set it apart from what follows. */
export function withoutTrailingRules(text: string, { start, end }: TextRange): TextRange {
  for (let last = end; ;) {
    while (last > start && /\s/.test(text.charAt(last - 1))) last--;
    const lineStart = lineStartAt(text, last);
    if (lineStart <= start || !/^[ \t]*-[ \t]*-[ \t]*-[- \t]*$/.test(text.slice(lineStart, last))) {
      return { start, end: last };
    }
    last = lineStart;
  }
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
