/** Cuts a text into lines that know where they stand. */
import type { SourceRange } from '../passage.ts';

export interface TextLine {
  /** Without the line break. */
  readonly text: string;
  /** UTF-16 offsets of `text`. */
  readonly start: number;
  readonly end: number;
  /** Zero-based. */
  readonly number: number;
}

/** @param from offset at which the first line begins, which is line `firstNumber` */
export function linesOf(text: string, from = 0, firstNumber = 0): readonly TextLine[] {
  const lines: TextLine[] = [];
  let number = firstNumber;
  for (let start = from; start <= text.length; number++) {
    const lineFeed = text.indexOf('\n', start);
    const next = lineFeed < 0 ? text.length : lineFeed;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    lines.push({ text: text.slice(start, end), start, end, number });
    start = next + 1;
  }
  return lines;
}

/** Where lines that follow each other say something, without the blanks around it; null when there are none. */
export function rangeOfLines(lines: readonly TextLine[]): SourceRange | null {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    start: first.start + first.text.length - first.text.trimStart().length,
    end: last.start + last.text.trimEnd().length,
    line: first.number,
  };
}
