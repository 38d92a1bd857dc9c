/** Turns offsets of a text into lines and characters, and follows the text from version to version. */
import { findChange } from './textChange.ts';
import type { TextPosition } from './textRange.ts';

const lineFeed = 10;
const carriageReturn = 13;

/** Finds the line of an offset by bisection; lines end at LF, CRLF or a lone CR, as in LSP. */
export class LineIndex {
  readonly text: string;
  /** Offset at which each line starts. */
  readonly starts: Int32Array;

  /** @param previous the index of an earlier version, from which what stayed the same is taken */
  constructor(text: string, previous?: LineIndex) {
    this.text = text;
    this.starts = previous === undefined ? lineStarts(text, 0, text.length, true) : changedStarts(previous, text);
  }

  /**
   * Position of an offset; offsets outside the text are clamped to its ends, and one between CR and LF, where no
   * client knows a place, to the end of the line.
   */
  positionAt(offset: number): TextPosition {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = lastAtMost(this.starts, clamped);
    return { line, character: Math.min(clamped, this.endOfLine(line)) - (this.starts[line] ?? 0) };
  }

  /** Offset of a position; a line or a character beyond the text is clamped to its end, or to the end of its line. */
  offsetAt({ line, character }: TextPosition): number {
    if (line < 0) return 0;
    if (line >= this.starts.length) return this.text.length;
    const start = this.starts[line] ?? 0;
    return Math.max(start, Math.min(start + character, this.endOfLine(line)));
  }

  /** End of a line without its line break. */
  endOfLine(line: number): number {
    if (line + 1 >= this.starts.length) return this.text.length;
    const next = this.starts[line + 1] ?? this.text.length;
    const isCrLf = this.text.charCodeAt(next - 1) === lineFeed && this.text.charCodeAt(next - 2) === carriageReturn;
    return isCrLf ? next - 2 : next - 1;
  }
}

/** Starts of the lines that begin after a line break between two offsets; `first` adds the start of the text. */
function lineStarts(text: string, from: number, to: number, first: boolean): Int32Array {
  const starts: number[] = first ? [0] : [];
  if (text.indexOf('\r') < 0) {
    for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return Int32Array.from(starts);
  }
  for (let offset = from; offset < to; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === carriageReturn && text.charCodeAt(offset + 1) === lineFeed) continue;
    if (unit === lineFeed || unit === carriageReturn) starts.push(offset + 1);
  }
  return Int32Array.from(starts);
}

function changedStarts(previous: LineIndex, text: string): Int32Array {
  const change = findChange(previous.text, text);
  if (change === null) return previous.starts;
  // A CR in front of the change may have become half of a CRLF, or no longer be one; the same holds behind it.
  const from = Math.max(0, change.start - 1);
  const oldTo = Math.min(previous.text.length, change.oldEnd + 1);
  const newTo = Math.min(text.length, change.newEnd + 1);
  const { starts } = previous;
  const kept = lastAtMost(starts, from) + 1;
  const resumed = lastAtMost(starts, oldTo) + 1;
  const fresh = lineStarts(text, from, newTo, false);
  const changed = new Int32Array(kept + fresh.length + starts.length - resumed);
  changed.set(starts.subarray(0, kept));
  changed.set(fresh, kept);
  const shift = newTo - oldTo;
  for (let index = resumed, target = kept + fresh.length; index < starts.length; index++, target++) {
    changed[target] = (starts[index] ?? 0) + shift;
  }
  return changed;
}

/** Index of the last start that is not greater than the offset. */
function lastAtMost(starts: Int32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
