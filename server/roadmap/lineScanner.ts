/** Walks the lines of a Markdown text that code fences, HTML comments and blockquotes leave in view. */
import { CommentScanner } from './commentScanner.ts';
import { HeadingFinder } from './headingFinder.ts';
import { headingLevel } from './readHeading.ts';
import { mayBeListMarker, OpenListItems } from './openListItems.ts';
import type { UnclosedBlock } from './unclosedBlock.ts';

const tab = 9;
const lineFeed = 10;
const space = 32;
const hash = 35;
const asterisk = 42;
const hyphen = 45;
const lessThan = 60;
const greaterThan = 62;
const backtick = 96;
const tilde = 126;
const byteOrderMark = 0xfeff;

/** Stands for "nowhere"; larger than any offset, and small enough to stay an integer for the engine. */
const nowhere = 0x3fffffff;

/**
 * Goes through a text line by line, in one pass, and stops at each line that may be a heading or a field.
 *
 * Fences follow CommonMark, list items around them included: a fence ends with the item it stands in. A comment that
 * begins a line hides everything to its `-->`, or to the end of the text when there is none. One that begins inside a
 * line does so only when its `-->` comes before any other `<!--`; otherwise it is text, as CommonMark renders it.
 * Blockquotes and fences in them cannot reach outside, so their lines are passed over. `<details>` and other HTML
 * hide nothing, and setext headings do not exist here: people write `---` right below field lines, and the underline
 * would turn the fields of a phase into a heading that ends it.
 */
export class LineScanner {
  /** Zero-based number of the current line. */
  line: number;
  /** Where the current line starts, after a byte order mark. */
  start = 0;
  /** First character that is neither space nor tab. */
  first = 0;
  /** Width of the indent, with tab stops every four columns. */
  column = 0;
  /** End of the line without its line break. */
  end = 0;
  /** Where a comment at the end of the line begins; otherwise `end`. */
  contentEnd = 0;
  /** Start of the line after this one. */
  after: number;
  readonly #text: string;
  readonly #onUnclosed: ((block: UnclosedBlock) => void) | null;
  /** Next line breaks of both kinds; looked up again only once they are passed. */
  #lineFeedAt = -1;
  #carriageReturnAt = -1;
  readonly #comments: CommentScanner;
  /** Length of the open fence's marker; 0 when there is none. */
  #fenceLength = 0;
  #fenceMarker = 0;
  #fenceStart = 0;
  /** Content column of the list item around the fence; 0 when there is none. */
  #fenceColumn = 0;
  readonly #items: OpenListItems;
  #headings: HeadingFinder | null = null;
  /** The last line that was a list marker and nothing else. */
  #emptyItemLine = -2;
  /** Whether an indented line would continue a paragraph rather than be code. */
  #inParagraph = false;
  /** Whether that paragraph stands in a blockquote, which any list item ends. */
  #inQuote = false;

  /**
   * @param onUnclosed is told of each block as soon as it is known to be unclosed; null tells nobody
   * @param from start and number of a line that nothing before it reaches into
   */
  constructor(
    text: string,
    onUnclosed: ((block: UnclosedBlock) => void) | null = null,
    from: { readonly start: number; readonly line: number } = { start: 0, line: 0 },
  ) {
    this.#text = text;
    this.#onUnclosed = onUnclosed;
    this.#comments = new CommentScanner(text, onUnclosed);
    this.#items = new OpenListItems(text);
    this.line = from.line - 1;
    this.after = from.start === 0 && text.charCodeAt(0) === byteOrderMark ? 1 : from.start;
  }

  /** Whether a comment opened in the current line goes on after it. */
  get opensComment(): boolean {
    return this.#comments.hiddenTo > this.end;
  }

  /**
   * Passes over the lines up to the next heading without indent that holds the words, which ends whatever they began,
   * unless one of them could hide it. What `line` says afterwards is no longer the number of the line.
   */
  skipToHeadingWith(words: string): void {
    if (this.opensComment) return;
    this.#headings ??= new HeadingFinder(this.#text);
    const heading = this.#headings.next(this.after, words);
    if (heading >= 0) this.after = heading;
  }

  /** Moves to the next line in view that is not blank; false at the end. */
  next(): boolean {
    const text = this.#text;
    while (this.after < text.length) {
      this.#readLine();
      const hiddenTo = this.#comments.hiddenTo;
      if (this.start < hiddenTo) {
        if (hiddenTo <= this.end) this.#comments.hide(hiddenTo, this.end, false);
        continue;
      }
      this.#readIndent();
      if (this.#fenceLength > 0 && this.#isInFence()) continue;
      if (this.first === this.end) {
        if (this.#emptyItemLine === this.line - 1) this.#items.leave(this.#items.column - 1);
        this.#inParagraph = false;
        continue;
      }
      this.contentEnd = this.end;
      const continuesItem = this.column >= this.#items.column;
      if (!continuesItem) {
        if (this.#inParagraph && !this.#startsBlock()) {
          // The text goes on with the item's paragraph, which needs no indent.
          this.#hideComments(this.first, false);
          return true;
        }
        this.#items.leave(this.column);
      }
      if (this.column >= 4 && this.column - this.#items.column >= 4) {
        if (this.#inParagraph) this.#hideComments(this.first, false);
        return true;
      }
      const code = text.charCodeAt(this.first);
      let at = this.first;
      if (mayBeListMarker(code)) {
        const interrupts = continuesItem && this.#inParagraph && !this.#inQuote;
        if (this.#isRule(code, interrupts ? 1 : 3)) {
          this.#inParagraph = false;
          continue;
        }
        at = this.#items.enter(this.first, this.column, this.end, interrupts);
        if (this.#items.isEmpty && at === this.end) this.#emptyItemLine = this.line;
      }
      const inner = at === this.first ? code : text.charCodeAt(at);
      if ((inner === backtick || inner === tilde) && this.#opensFence(at, inner)) continue;
      if (inner === lessThan && this.#items.column > 0 && this.#opensItemComment(at)) continue;
      const wasInParagraph = this.#inParagraph;
      this.#inParagraph = at < this.end && (inner !== hash || headingLevel(text, at, this.end) === 0);
      if (inner === greaterThan) {
        this.#inQuote = true;
        continue;
      }
      if (this.#inQuote) this.#inQuote = wasInParagraph && at === this.first && !this.#startsBlock();
      this.#hideComments(at, this.#items.column === 0);
      return true;
    }
    if (this.#fenceLength > 0) this.#leaveFence('rest');
    return false;
  }

  #readLine(): void {
    const text = this.#text;
    const start = this.after;
    if (this.#lineFeedAt < start) this.#lineFeedAt = this.#find('\n', start);
    if (this.#carriageReturnAt < start) this.#carriageReturnAt = this.#find('\r', start);
    this.line++;
    this.start = start;
    if (this.#lineFeedAt < this.#carriageReturnAt) {
      this.end = this.#lineFeedAt;
      this.after = this.end + 1;
    } else if (this.#carriageReturnAt === nowhere) {
      this.end = this.after = text.length;
    } else {
      this.end = this.#carriageReturnAt;
      this.after = this.end + (text.charCodeAt(this.end + 1) === lineFeed ? 2 : 1);
    }
  }

  #readIndent(): void {
    let offset = this.start;
    let column = 0;
    for (; offset < this.end; offset++) {
      const code = this.#text.charCodeAt(offset);
      if (code === space) column++;
      else if (code === tab) column += 4 - (column % 4);
      else break;
    }
    this.first = offset;
    this.column = column;
  }

  /** Whether the current line belongs to the open fence; a closing line does, and the end of the item around it does not. */
  #isInFence(): boolean {
    if (this.first === this.end) return true;
    if (this.column < this.#fenceColumn) {
      this.#leaveFence('item');
      return false;
    }
    if (this.#fenceMarker === lessThan) {
      if (this.#comments.closes(this.start, this.end)) this.#fenceLength = 0;
      return true;
    }
    if (this.column - this.#fenceColumn >= 4) return true;
    const run = this.#runEnd(this.first, this.#fenceMarker);
    if (run - this.first < this.#fenceLength) return true;
    if (this.#isBlank(run, this.end)) this.#fenceLength = 0;
    return true;
  }

  /** Whether the current line begins something that cannot be the continuation of a paragraph. */
  #startsBlock(): boolean {
    const code = this.#text.charCodeAt(this.first);
    if (code === backtick || code === tilde) return this.#fenceOpenerLength(this.first, code) > 0;
    if (code === hash) return headingLevel(this.#text, this.first, this.end) > 0;
    if (code === greaterThan || code === lessThan) return true;
    return mayBeListMarker(code) && (this.#isRule(code, 3) || this.#items.isMarker(this.first, this.end));
  }

  #opensFence(at: number, marker: number): boolean {
    const length = this.#fenceOpenerLength(at, marker);
    if (length === 0) return false;
    this.#enterFence(at, length, marker);
    return true;
  }

  /** Length of the marker that opens a fence at `at`; 0 when it is too short or, with backticks, inline code. */
  #fenceOpenerLength(at: number, marker: number): number {
    const infoStart = this.#runEnd(at, marker);
    if (infoStart - at < 3) return 0;
    for (let offset = infoStart; marker === backtick && offset < this.end; offset++) {
      if (this.#text.charCodeAt(offset) === backtick) return 0;
    }
    return infoStart - at;
  }

  /** A comment that begins a list item, and goes on after the line, ends where a fence there would. */
  #opensItemComment(at: number): boolean {
    if (!this.#text.startsWith('<!--', at) || this.#comments.closes(at + 2, this.end)) return false;
    this.#enterFence(at, 4, lessThan);
    return true;
  }

  #enterFence(at: number, length: number, marker: number): void {
    this.#fenceLength = length;
    this.#fenceMarker = marker;
    this.#fenceStart = at;
    this.#fenceColumn = this.#items.column;
    this.#inParagraph = false;
  }

  #leaveFence(hides: 'rest' | 'item'): void {
    const range = { start: this.#fenceStart, end: this.#fenceStart + this.#fenceLength };
    this.#fenceLength = 0;
    this.#onUnclosed?.({ kind: this.#fenceMarker === lessThan ? 'comment' : 'fence', range, hides });
  }

  /**
   * Whether the current line is a thematic break, or the underline that looks like one; `leastLength` is 1 below a
   * paragraph, where one hyphen underlines, and 3 elsewhere.
   */
  #isRule(marker: number, leastLength: number): boolean {
    if (marker !== hyphen && marker !== asterisk) return false;
    const runEnd = this.#runEnd(this.first, marker);
    const isWhole = this.#isBlank(runEnd, this.end);
    if (isWhole) return runEnd - this.first >= (marker === hyphen ? leastLength : 3);
    const following = this.#text.charCodeAt(runEnd);
    if (following !== space && following !== tab) return false;
    let count = 0;
    for (let offset = this.first; offset < this.end; offset++) {
      const code = this.#text.charCodeAt(offset);
      if (code === marker) count++;
      else if (code !== space && code !== tab) return false;
    }
    return count >= 3;
  }

  #hideComments(from: number, mayBeginBlock: boolean): void {
    if (!this.#comments.mayOpen(from, this.end)) return;
    const beginsBlock = mayBeginBlock && this.#text.startsWith('<!--', from);
    if (beginsBlock) this.#inParagraph = false;
    this.contentEnd = this.#comments.hide(from, this.end, beginsBlock);
  }

  #find(what: string, from: number): number {
    const found = this.#text.indexOf(what, from);
    return found < 0 ? nowhere : found;
  }

  #runEnd(from: number, code: number): number {
    let offset = from;
    while (offset < this.end && this.#text.charCodeAt(offset) === code) offset++;
    return offset;
  }

  #isBlank(from: number, end: number): boolean {
    for (let offset = from; offset < end; offset++) {
      const code = this.#text.charCodeAt(offset);
      if (code !== space && code !== tab) return false;
    }
    return true;
  }
}
