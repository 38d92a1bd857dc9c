/** What counts as white space around names and values. */

/** Spaces, tabs and the other space separators that copied text brings along; line breaks never get here. */
export function isWhiteSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || code === 0x09 || code === 0x0b || code === 0x0c;
  if (code < 0xa0) return false;
  return code === 0xa0 || code === 0xfeff || code === 0x3000 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f;
}

/** First offset from `start` on that is not white space; `end` when there is none. */
export function skipWhiteSpace(text: string, start: number, end: number): number {
  let offset = start;
  while (offset < end && isWhiteSpace(text.charCodeAt(offset))) offset++;
  return offset;
}

/** Last offset down to `start` after which there is only white space before `end`. */
export function trimWhiteSpace(text: string, start: number, end: number): number {
  let offset = end;
  while (offset > start && isWhiteSpace(text.charCodeAt(offset - 1))) offset--;
  return offset;
}
