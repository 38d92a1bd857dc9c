/** What the lines of a YAML text say while it is being written: its entries, and the place that is being typed at. */
import type { TextRange } from '../base/textRange.ts';
import { closingQuote, endOfLine, readYamlFlow } from './yamlFlow.ts';
import { deepestNesting, type YamlEntry, type YamlPath, type TypingPlace } from './typingPlace.ts';

export interface YamlOutline {
  readonly entries: readonly YamlEntry[];
  /** Null in comments and blocks of text, and where nothing can stand. */
  readonly place: TypingPlace | null;
}

/**
 * Reads by indentation alone, in one pass, so that a text that is no valid YAML has an outline as well.
 *
 * @param region the YAML inside the text
 * @param offset the place that is asked for; null asks for none
 */
export function outlineYaml(text: string, region: TextRange, offset: number | null): YamlOutline {
  return new OutlineReader(text, region, offset).read();
}

/** The entries right below a path, in order. */
export function entriesBelow(outline: Pick<YamlOutline, 'entries'>, path: YamlPath): readonly YamlEntry[] {
  return outline.entries.filter(
    (entry) => entry.path.length === path.length + 1 && path.every((step, index) => step === entry.path[index]),
  );
}

export function isSamePath(one: YamlPath, other: YamlPath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

/** An entry of block style that lines below it may belong to. */
interface OpenEntry {
  readonly column: number;
  readonly isItem: boolean;
  readonly path: YamlPath;
}

/** A key up to its colon; a plain one may hold colons and hashes inside its words. */
const keyPattern =
  /(?:"([^"\r\n]*)"|'([^'\r\n]*)'|((?:[^\s#&*!|>'"%@`,[\]{}:-]|-(?=[^\s:]))(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ \t]+(?![ \t#:]))*))[ \t]*:(?=[ \t\r\n]|$)/y;

class OutlineReader {
  readonly #text: string;
  readonly #end: number;
  readonly #offset: number | null;
  readonly #entries: YamlEntry[] = [];
  readonly #open: OpenEntry[] = [];
  readonly #counts = new Map<string, number>();
  #at: number;
  #lineStart = 0;
  #lineEnd = 0;
  /** Column of the entry whose value is a block of text; lines with more indent belong to it. */
  #blockColumn: number | null = null;
  #place: TypingPlace | null = null;
  /** Column at which a key is being typed, to be compared with the other keys of its mapping. */
  #placeColumn: number | null = null;

  constructor(text: string, region: TextRange, offset: number | null) {
    this.#text = text;
    this.#at = region.start;
    this.#end = region.end;
    this.#offset = offset !== null && offset >= region.start && offset <= region.end ? offset : null;
  }

  read(): YamlOutline {
    let isLast = false;
    while (!isLast) {
      this.#lineStart = this.#at;
      this.#lineEnd = this.#endOfLine(this.#at);
      this.#at = this.#afterLineBreak(this.#lineEnd);
      isLast = this.#at === this.#lineEnd;
      this.#readLine();
    }
    const place = this.#place;
    const column = this.#placeColumn;
    const isMisplaced =
      place?.kind === 'key' &&
      column !== null &&
      entriesBelow({ entries: this.#entries }, place.path).some((entry) => entry.column !== column);
    return { entries: this.#entries, place: isMisplaced ? null : place };
  }

  #readLine(): void {
    let at = this.#skipBlanks(this.#lineStart, this.#lineEnd);
    const isBlank = at === this.#lineEnd;
    if (this.#blockColumn !== null) {
      const column = isBlank && this.#isHere(this.#lineStart, this.#lineEnd) ? (this.#offset ?? 0) : at;
      if (column - this.#lineStart > this.#blockColumn) return;
      if (!isBlank) this.#blockColumn = null;
    }
    if (isBlank) {
      if (this.#isHere(this.#lineStart, this.#lineEnd)) this.#placeKey(this.#offset ?? at, this.#offset ?? at);
      return;
    }
    let item: OpenEntry | null = null;
    while (this.#isDash(at) && this.#open.length < deepestNesting) {
      item = this.#enterItem(at - this.#lineStart);
      at = this.#skipBlanks(at + 1, this.#lineEnd);
    }
    if (this.#text.startsWith('#', at)) at = this.#lineEnd;
    if (item !== null && at === this.#lineEnd) {
      this.#readValue(item.path, null, this.#lineStart + item.column + 1, item.column);
      return;
    }
    if (at === this.#lineEnd) return;
    if (this.#readKey(at)) return;
    if (item !== null) {
      this.#readValue(item.path, null, at, item.column);
      return;
    }
    const wordEnd = /[^\s#]*/y;
    wordEnd.lastIndex = at;
    const end = at + (wordEnd.exec(this.#text)?.[0].length ?? 0);
    if (this.#isHere(at, end)) this.#placeKey(at, end);
  }

  /** @returns false when no key begins here */
  #readKey(at: number): boolean {
    keyPattern.lastIndex = at;
    const match = keyPattern.exec(this.#text);
    if (match === null || at + match[0].length > this.#lineEnd) return false;
    const quoted = match[1] ?? match[2];
    const key = quoted ?? match[3] ?? '';
    const keyStart = quoted === undefined ? at : at + 1;
    const column = at - this.#lineStart;
    while ((this.#open.at(-1)?.column ?? -1) >= column) this.#open.pop();
    const parent = this.#open.at(-1)?.path ?? [];
    const path = [...parent, key];
    this.#open.push({ column, isItem: false, path });
    const keyRange = { start: keyStart, end: keyStart + key.length };
    if (this.#isHere(keyRange.start, keyRange.end)) {
      this.#setPlace({ kind: 'key', path: parent, range: keyRange, isInFlow: false, isQuoted: quoted !== undefined });
    }
    this.#readValue(path, keyRange, at + match[0].length, column);
    return true;
  }

  /** @param from after the colon of a key, or where the value of an item begins */
  #readValue(path: YamlPath, keyRange: TextRange | null, from: number, column: number): void {
    const text = this.#text;
    const start = this.#skipBlanks(from, this.#lineEnd);
    const here = this.#isHere(from, this.#lineEnd);
    const first = text.charAt(start);
    if (start === this.#lineEnd || first === '#') {
      const isInComment = first === '#' && (this.#offset ?? 0) > start;
      const valueAt = here && !isInComment ? (this.#offset ?? from) : from;
      this.#add(path, keyRange, valueAt, valueAt, column);
      if (here && !isInComment) this.#placeValue(path, valueAt, valueAt);
      return;
    }
    if (/^[|>][-+\d]*[ \t]*(?:#|$)/.test(text.slice(start, this.#lineEnd))) {
      this.#blockColumn = column;
      this.#add(path, keyRange, start, start, column);
      return;
    }
    if (first === '{' || first === '[') {
      this.#add(path, keyRange, start, start, column);
      const end = readYamlFlow(text, { start, end: this.#end }, column, path, this.#offset, {
        add: (...entry) => this.#add(...entry, column),
        place: (place) => this.#setPlace(place),
      });
      if (end > this.#lineEnd) this.#at = this.#afterLineBreak(this.#endOfLine(end));
      return;
    }
    if (first === '"' || first === "'") {
      const end = closingQuote(text, start, this.#lineEnd);
      this.#add(path, keyRange, start + 1, end, column);
      if (this.#isHere(start + 1, end))
        this.#setPlace({ kind: 'value', path, range: { start: start + 1, end }, isInFlow: false, isQuoted: true });
      return;
    }
    const comment = text.slice(start, this.#lineEnd).search(/[ \t]#/);
    const limit = comment < 0 ? this.#lineEnd : start + comment;
    const end = start + text.slice(start, limit).trimEnd().length;
    this.#add(path, keyRange, start, end, column);
    if (this.#isHere(start, limit)) this.#placeValue(path, start, Math.max(end, this.#offset ?? end));
  }

  #enterItem(column: number): OpenEntry {
    for (let top = this.#open.at(-1); top !== undefined; top = this.#open.at(-1)) {
      if (top.column < column || (top.column === column && !top.isItem)) break;
      this.#open.pop();
    }
    const parent = this.#open.at(-1)?.path ?? [];
    const list = parent.join('\0');
    const index = this.#counts.get(list) ?? 0;
    this.#counts.set(list, index + 1);
    const item = { column, isItem: true, path: [...parent, index] };
    this.#open.push(item);
    return item;
  }

  /** A key that is being typed on a line of its own. */
  #placeKey(start: number, end: number): void {
    const column = start - this.#lineStart;
    const parent = this.#open.findLast((entry) => entry.column < column);
    this.#placeColumn = column;
    this.#setPlace({ kind: 'key', path: parent?.path ?? [], range: { start, end }, isInFlow: false, isQuoted: false });
  }

  #placeValue(path: YamlPath, start: number, end: number): void {
    this.#setPlace({ kind: 'value', path, range: { start, end }, isInFlow: false, isQuoted: false });
  }

  #setPlace(place: Omit<TypingPlace, 'needsSpace'>): void {
    const before = this.#text.charAt(place.range.start - 1);
    const needsSpace = !place.isQuoted && place.kind === 'value' && (before === ':' || before === '-');
    this.#place = { ...place, needsSpace };
  }

  #add(path: YamlPath, keyRange: TextRange | null, start: number, end: number, column: number): void {
    this.#entries.push({ path, keyRange, value: this.#text.slice(start, end), valueRange: { start, end }, column });
  }

  /** Whether the place that is asked for lies between the two, ends included. */
  #isHere(start: number, end: number): boolean {
    return this.#offset !== null && this.#offset >= start && this.#offset <= end;
  }

  #isDash(at: number): boolean {
    return this.#text.charAt(at) === '-' && (at + 1 >= this.#lineEnd || isBlank(this.#text.charAt(at + 1)));
  }

  #skipBlanks(from: number, end: number): number {
    let at = from;
    while (at < end && isBlank(this.#text.charAt(at))) at++;
    return at;
  }

  #endOfLine(from: number): number {
    return endOfLine(this.#text, from, this.#end);
  }

  #afterLineBreak(lineEnd: number): number {
    if (lineEnd >= this.#end) return lineEnd;
    return this.#text.startsWith('\r\n', lineEnd) ? lineEnd + 2 : lineEnd + 1;
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
}
