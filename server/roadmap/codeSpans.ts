/** Tells which part of a line of Markdown is inline code, in time linear in the line. */

const backslash = 92;
const backtick = 96;

/**
 * The inline code spans of one line, asked from left to right.
 *
 * A span opens with a run of backticks and closes with the next run of the same length, as in CommonMark; what has
 * no closing run is no code. Spans that cross a line break are not looked for: a line is all that is read at a time.
 */
export class CodeSpans {
  /** Start and end of each run of backticks. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** For each run the index of the next run of the same length, or -1; filled once, so that no search repeats. */
  readonly #closings: Int32Array;
  readonly #text: string;
  #current = 0;

  constructor(text: string, from: number, end: number) {
    this.#text = text;
    for (let offset = from; offset < end; offset++) {
      if (text.charCodeAt(offset) !== backtick) continue;
      const start = offset;
      while (offset < end && text.charCodeAt(offset) === backtick) offset++;
      this.#starts.push(start);
      this.#ends.push(offset);
    }
    this.#closings = new Int32Array(this.#starts.length);
    const nextOfLength = new Map<number, number>();
    for (let run = this.#starts.length - 1; run >= 0; run--) {
      const length = this.#end(run) - this.#start(run);
      this.#closings[run] = nextOfLength.get(length) ?? -1;
      nextOfLength.set(length, run);
    }
  }

  /** End of the code span around `offset`, or -1 when it is not in code. Offsets must not decrease between calls. */
  endOfSpanAt(offset: number): number {
    while (this.#current < this.#starts.length && this.#start(this.#current) < offset) {
      const closing = this.#closings[this.#current] ?? -1;
      if (closing < 0 || isEscaped(this.#text, this.#start(this.#current))) {
        this.#current++;
        continue;
      }
      if (this.#start(closing) > offset) return this.#end(closing);
      this.#current = closing + 1;
    }
    return -1;
  }

  /** Leaves out the runs before `offset`, because they stand inside something that is no text, such as a comment. */
  skipTo(offset: number): void {
    while (this.#current < this.#starts.length && this.#start(this.#current) < offset) this.#current++;
  }

  #start(run: number): number {
    return this.#starts[run] ?? 0;
  }

  #end(run: number): number {
    return this.#ends[run] ?? 0;
  }
}

/** Whether the character at `offset` follows an odd number of backslashes. */
export function isEscaped(text: string, offset: number): boolean {
  let first = offset;
  while (first > 0 && text.charCodeAt(first - 1) === backslash) first--;
  return (offset - first) % 2 === 1;
}
