/** Places in a text: half-open ranges of UTF-16 offsets, positions, and edits. */

/** Half-open range of UTF-16 code units, counted from the start of the text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces `range` by `newText`. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Zero-based line and UTF-16 character, as in LSP. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** The range, widened where it starts or ends inside a character that is a surrogate pair. */
export function withWholeCharacters(text: string, { start, end }: TextRange): TextRange {
  return { start: splitsPair(text, start) ? start - 1 : start, end: splitsPair(text, end) ? end + 1 : end };
}

function splitsPair(text: string, offset: number): boolean {
  const [before, after] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}

/** Applies edits that do not overlap; the order in which they are given does not matter. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let last = 0;
  for (const { range, newText } of inOrder(edits)) {
    result += text.slice(last, range.start) + newText;
    last = range.end;
  }
  return result + text.slice(last);
}

/**
 * Applies edits of a text to its bytes, without encoding the text anew.
 *
 * @param bytes the text in UTF-8
 * @returns the new bytes in pieces; those that no edit touches are views of `bytes`
 */
export function applyTextEditsToBytes(text: string, bytes: Buffer, edits: readonly TextEdit[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const isAscii = bytes.length === text.length;
  let last = 0;
  let lastByte = 0;
  for (const { range, newText } of inOrder(edits)) {
    const startByte = lastByte + (isAscii ? range.start - last : Buffer.byteLength(text.slice(last, range.start)));
    pieces.push(bytes.subarray(lastByte, startByte), Buffer.from(newText));
    lastByte = startByte + Buffer.byteLength(text.slice(range.start, range.end));
    last = range.end;
  }
  pieces.push(bytes.subarray(lastByte));
  return pieces;
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start);
  let last = 0;
  for (const { range } of sorted) {
    if (range.start < last) throw new RangeError('Edits overlap.');
    last = range.end;
  }
  return sorted;
}
