/** Finds the HTML comments of a Markdown text, line by line and in one pass. */
import { CodeSpans, isEscaped } from './codeSpans.ts';
import type { UnclosedBlock } from './unclosedBlock.ts';

const space = 32;
const tab = 9;
const backtick = 96;

/** Stands for "nowhere"; larger than any offset, and small enough to stay an integer for the engine. */
const nowhere = 0x3fffffff;

/**
 * Comments are asked for from the start of the text to its end, because the next opener and the next end are
 * remembered until they are passed: however many there are, the text is searched once for each.
 */
export class CommentScanner {
  /** End of the last comment found; beyond the line it was found in while the comment goes on. */
  hiddenTo = 0;
  readonly #text: string;
  readonly #onUnclosed: ((block: UnclosedBlock) => void) | null;
  #opener = -1;
  #closer = -1;

  constructor(text: string, onUnclosed: ((block: UnclosedBlock) => void) | null) {
    this.#text = text;
    this.#onUnclosed = onUnclosed;
  }

  /** Whether something that looks like a comment opens between `start` and `end`. */
  mayOpen(start: number, end: number): boolean {
    if (this.#opener < start) this.#opener = this.#find('<!--', start);
    return this.#opener < end;
  }

  /** Whether a comment that is open at `offset` ends before `end`. */
  closes(offset: number, end: number): boolean {
    return this.#closerFrom(offset) < end;
  }

  /**
   * Finds the comments between `from` and `end`, the end of the line, and sets `hiddenTo`.
   *
   * A comment that begins a block hides everything to its end, or to the end of the text when there is none. One that
   * begins inside a line does so only if its end comes before any other opener; otherwise it is text, as CommonMark
   * renders it: an opener forgotten in a sentence must not swallow the phases up to the next comment. Inline code and
   * escaped openers are text as well.
   *
   * @param beginsBlock whether a comment right at `from` begins a block
   * @returns where the comments at the end of the line begin, `end` when there are none
   */
  hide(from: number, end: number, beginsBlock: boolean): number {
    if (!this.mayOpen(from, end)) return end;
    let spans: CodeSpans | null = null;
    let withoutCode = from;
    let open = this.#opener;
    let trailing = nowhere;
    while (open < end) {
      while (withoutCode < open && this.#text.charCodeAt(withoutCode) !== backtick) withoutCode++;
      if (withoutCode < open) spans ??= new CodeSpans(this.#text, withoutCode, end);
      const codeEnd = spans === null ? -1 : spans.endOfSpanAt(open);
      if (codeEnd >= 0 || isEscaped(this.#text, open)) {
        open = this.#find('<!--', Math.max(codeEnd, open + 4));
        continue;
      }
      // `<!-->` and `<!--->` are whole comments, so the search for the end starts inside the opener.
      const close = this.#closerFrom(open + 2);
      const following = this.#find('<!--', open + 4);
      const isBlock = beginsBlock && open === from;
      if (isBlock && close === nowhere) {
        this.#report(open, 'rest');
        this.hiddenTo = nowhere;
        this.#opener = nowhere;
        return open;
      }
      if (!isBlock && (close === nowhere || following < close)) {
        this.#report(open, 'nothing');
        open = following;
        continue;
      }
      if (following < close && following > end) this.#report(open, 'comment');
      if (trailing === nowhere || !this.#isBlank(this.hiddenTo, open)) trailing = open;
      this.hiddenTo = close + 3;
      if (this.hiddenTo > end) break;
      if (spans === null) withoutCode = this.hiddenTo;
      else spans.skipTo(this.hiddenTo);
      open = following >= this.hiddenTo ? following : this.#find('<!--', this.hiddenTo);
    }
    this.#opener = open;
    const isTrailing = trailing !== nowhere && (this.hiddenTo > end || this.#isBlank(this.hiddenTo, end));
    return isTrailing ? trailing : end;
  }

  #closerFrom(offset: number): number {
    if (this.#closer < offset) this.#closer = this.#find('-->', offset);
    return this.#closer;
  }

  #report(open: number, hides: UnclosedBlock['hides']): void {
    this.#onUnclosed?.({ kind: 'comment', range: { start: open, end: open + 4 }, hides });
  }

  #find(what: string, from: number): number {
    const found = this.#text.indexOf(what, from);
    return found < 0 ? nowhere : found;
  }

  #isBlank(from: number, end: number): boolean {
    for (let offset = from; offset < end; offset++) {
      const code = this.#text.charCodeAt(offset);
      if (code !== space && code !== tab) return false;
    }
    return true;
  }
}
