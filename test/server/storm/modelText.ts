/** A document's text as the protocol words it, written a second time so that the server's own counting is checked. */
import assert from 'node:assert/strict';
import type { Position, Range, TextEdit } from 'vscode-languageserver-protocol';

export class ModelText {
  readonly text: string;
  readonly version: number;
  /** Start of each line and its end without the line break. */
  readonly #lines: { readonly start: number; readonly end: number }[] = [];

  constructor(text: string, version: number) {
    this.text = text;
    this.version = version;
    let start = 0;
    for (const { 0: eol, index } of text.matchAll(/\r\n|\n|\r/g)) {
      this.#lines.push({ start, end: index });
      start = index + eol.length;
    }
    this.#lines.push({ start, end: text.length });
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  lengthOf(line: number): number {
    const { start, end } = this.#lines[line] ?? { start: 0, end: 0 };
    return end - start;
  }

  /** Clamped as the protocol says: to the end of the line, and to the end of the text. */
  offsetAt({ line, character }: Position): number {
    const found = this.#lines[line];
    return found === undefined ? this.text.length : Math.min(found.start + character, found.end);
  }

  /** Between CR and LF the character lies behind the end of its line, where clients put no cursor. */
  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#lines.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#lines[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - (this.#lines[low]?.start ?? 0) };
  }

  /** Whether a client can show this place: the line is there, and the character is in it or at its end. */
  has({ line, character }: Position): boolean {
    const found = this.#lines[line];
    return found !== undefined && character >= 0 && character <= found.end - found.start;
  }

  splitsPair(offset: number): boolean {
    return /^[\ud800-\udbff][\udc00-\udfff]$/.test(this.text.slice(offset - 1, offset + 1));
  }

  slice({ start, end }: Range): string {
    return this.text.slice(this.offsetAt(start), this.offsetAt(end));
  }

  /** @param range the whole text when not given */
  changed(range: Range | undefined, text: string): ModelText {
    if (range === undefined) return new ModelText(text, this.version + 1);
    const [start = 0, end = 0] = [this.offsetAt(range.start), this.offsetAt(range.end)].sort((a, b) => a - b);
    return new ModelText(this.text.slice(0, start) + text + this.text.slice(end), this.version + 1);
  }

  /** The text after edits that each name places of this version; they must not overlap. */
  edited(edits: readonly TextEdit[]): string {
    const places = edits.map(({ range, newText }) => ({
      start: this.offsetAt(range.start),
      end: this.offsetAt(range.end),
      newText,
    }));
    let result = '';
    let last = 0;
    for (const { start, end, newText } of places.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      assert.ok(start >= last, `an edit at ${start} overlaps one that ends at ${last}`);
      result += this.text.slice(last, start) + newText;
      last = end;
    }
    return result + this.text.slice(last);
  }
}
