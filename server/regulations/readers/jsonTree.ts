/** Reads JSON into values that know where they stand in the text. */
import { SourceFault } from './sourceFault.ts';

interface Placed {
  /** UTF-16 offsets; of a string with its quotes. */
  readonly start: number;
  readonly end: number;
}
export interface JsonText extends Placed {
  readonly kind: 'string';
  readonly value: string;
}
export interface JsonList extends Placed {
  readonly kind: 'array';
  readonly items: readonly JsonValue[];
}
export interface JsonRecord extends Placed {
  readonly kind: 'object';
  /** Of a name that stands twice the last one counts, as everywhere in JSON. */
  readonly members: ReadonlyMap<string, JsonValue>;
}
export type JsonValue =
  | JsonText
  | JsonList
  | JsonRecord
  | (Placed & { readonly kind: 'number' | 'boolean' | 'null'; readonly value: string });

/** No regulation is nested like this; a deeper text is an attack on the stack. */
const deepestNesting = 200;

const space = /[ \t\n\r\ufeff]*/y;
const numberOrWord = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** @throws SourceFault with the place of the first mistake */
export function readJsonTree(text: string): JsonValue {
  const scanner = new JsonScanner(text);
  const value = scanner.value(0);
  scanner.expectEnd();
  return value;
}

class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new SourceFault('the JSON goes on behind its end', this.#at);
  }

  value(depth: number): JsonValue {
    this.#skipSpace();
    if (depth > deepestNesting) throw new SourceFault(`nested deeper than ${deepestNesting} levels`, this.#at);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#record(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      case undefined:
        throw new SourceFault('the JSON ends before it is complete', this.#at);
      default:
        return this.#simple();
    }
  }

  #record(depth: number): JsonRecord {
    const start = this.#at++;
    const members = new Map<string, JsonValue>();
    if (!this.#closes('}')) {
      do {
        this.#skipSpace();
        if (this.#text[this.#at] !== '"') throw new SourceFault('the name of a member is expected here', this.#at);
        const name = this.#string().value;
        this.#skipSpace();
        if (this.#text[this.#at] !== ':') throw new SourceFault(`":" is expected behind "${name}"`, this.#at);
        this.#at++;
        members.set(name, this.value(depth + 1));
      } while (this.#continues('}'));
    }
    return { kind: 'object', members, start, end: this.#at };
  }

  #list(depth: number): JsonList {
    const start = this.#at++;
    const items: JsonValue[] = [];
    if (!this.#closes(']')) {
      do items.push(this.value(depth + 1));
      while (this.#continues(']'));
    }
    return { kind: 'array', items, start, end: this.#at };
  }

  /** Without an expression: matching tens of megabytes with one would exhaust its stack. */
  #string(): JsonText {
    const start = this.#at;
    let close = this.#text.indexOf('"', start + 1);
    while (close > 0 && this.#isEscaped(close)) close = this.#text.indexOf('"', close + 1);
    if (close < 0) throw new SourceFault('a text in quotes does not end', start);
    this.#at = close + 1;
    const written = this.#text.slice(start, this.#at);
    try {
      return { kind: 'string', value: String(JSON.parse(written)), start, end: this.#at };
    } catch {
      throw new SourceFault(
        'a text in quotes holds a line break, a tab or a backslash that JSON does not allow',
        start,
      );
    }
  }

  #isEscaped(at: number): boolean {
    let before = at - 1;
    while (this.#text[before] === '\\') before--;
    return (at - before) % 2 === 0;
  }

  #simple(): JsonValue {
    const start = this.#at;
    const value = this.#match(numberOrWord);
    if (value === null) throw new SourceFault('a JSON value is expected here', start);
    const kind = value === 'null' ? 'null' : value === 'true' || value === 'false' ? 'boolean' : 'number';
    return { kind, value, start, end: this.#at };
  }

  #closes(mark: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #continues(mark: string): boolean {
    if (this.#closes(mark)) return false;
    if (this.#text[this.#at] !== ',') {
      const what =
        this.#at >= this.#text.length ? 'the JSON ends before it is complete' : `"," or "${mark}" is expected`;
      throw new SourceFault(what, this.#at);
    }
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    this.#match(space);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }
}
