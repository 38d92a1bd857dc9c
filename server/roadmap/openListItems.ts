/** Follows the list items that a line of Markdown stands in, as far as fences need it. */

const tab = 9;
const space = 32;
const closingParenthesis = 41;
const asterisk = 42;
const plus = 43;
const hyphen = 45;
const period = 46;
const digitZero = 48;
const digitNine = 57;

/** The columns at which the contents of the open list items start; an item is open for lines indented to its content. */
export class OpenListItems {
  /** Content column of the innermost open item; 0 when none is open. */
  column = 0;
  /** Whether the items entered last have nothing beside their markers; a blank line right after ends the innermost. */
  isEmpty = false;
  readonly #text: string;
  /** Content columns of the items around the innermost one, outermost first. */
  readonly #outer: number[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Ends the items whose content starts to the right of `column`. */
  leave(column: number): void {
    while (this.column > column) this.column = this.#outer.pop() ?? 0;
  }

  /**
   * Opens the items whose markers stand at `first` and returns where the innermost one's content starts.
   *
   * @param interrupts whether the line would end a paragraph, which only a bullet or the number 1 with text after it may
   */
  enter(first: number, column: number, end: number, interrupts: boolean): number {
    let at = first;
    let markerColumn = column;
    this.isEmpty = false;
    for (;;) {
      const markerEnd = this.#markerEnd(at, end);
      if (markerEnd < 0 || (interrupts && at === first && !this.#mayInterrupt(at, markerEnd, end))) return at;
      const endColumn = markerColumn + markerEnd - at;
      let contentColumn = endColumn;
      at = markerEnd;
      for (; at < end; at++) {
        const code = this.#text.charCodeAt(at);
        if (code === space) contentColumn++;
        else if (code === tab) contentColumn += 4 - (contentColumn % 4);
        else break;
      }
      this.#outer.push(this.column);
      // A marker alone, or followed by indented code, gives its item one column.
      if (at === end || contentColumn - endColumn > 4) {
        this.column = endColumn + 1;
        this.isEmpty = at === end;
        return end;
      }
      this.column = contentColumn;
      markerColumn = contentColumn;
    }
  }

  /** Whether a list marker stands at `at`. */
  isMarker(at: number, end: number): boolean {
    return this.#markerEnd(at, end) >= 0;
  }

  #mayInterrupt(at: number, markerEnd: number, end: number): boolean {
    if (this.#text.slice(markerEnd, end).trim() === '') return false;
    return markerEnd - at === 1 || this.#text.slice(at, markerEnd - 1) === '1';
  }

  /** End of the list marker at `at`, or -1 when there is none. */
  #markerEnd(at: number, end: number): number {
    const code = this.#text.charCodeAt(at);
    let markerEnd = at;
    if (code === hyphen || code === plus || code === asterisk) {
      markerEnd = at + 1;
    } else {
      while (markerEnd < end && markerEnd - at < 9 && isDigit(this.#text.charCodeAt(markerEnd))) markerEnd++;
      if (markerEnd === at || markerEnd === end) return -1;
      const delimiter = this.#text.charCodeAt(markerEnd);
      if (delimiter !== period && delimiter !== closingParenthesis) return -1;
      markerEnd++;
    }
    if (markerEnd === end) return end;
    const following = this.#text.charCodeAt(markerEnd);
    return following === space || following === tab ? markerEnd : -1;
  }
}

/** Whether a line that starts with this character can begin a list item; false for most, so ask this first. */
export function mayBeListMarker(code: number): boolean {
  return code === hyphen || code === asterisk || code === plus || isDigit(code);
}

function isDigit(code: number): boolean {
  return code >= digitZero && code <= digitNine;
}
