/** Finds the references that a query names, such as "Rule 6.3.2", and the passages that have them. */
import { referenceKey } from '../referenceParts.ts';

const part = String.raw`\d+[a-z]{0,2}`;
const tail = String.raw`(?:\s?\([0-9a-z]{1,5}\))*`;
/** A number behind a word that says what it counts, or a number in several parts. */
const named = new RegExp(
  String.raw`(?:\b(?:rule|article|section|paragraph|regulation|clause|principle|recital|schedule|annex|art|para|reg|sec|s)s?\.?|§{1,2})\s*(${part}(?:[.\-]${part})*${tail})` +
    String.raw`|(?<![\w.])(${part}(?:\.${part})+${tail})(?![\w])`,
  'gi',
);

/** References beyond these are not looked for. */
const mostReferences = 8;

export interface ReferenceMatch {
  readonly place: number;
  /** 1 for the reference itself, less for a part of what it names. */
  readonly score: number;
}

/** Passages below a reference that has none of its own, such as all of 6.3 where only 6.3.1 and others are. */
const mostBelow = 20;
const aboveScore = 0.8;
const belowScore = 0.6;
const otherBookScore = 0.4;

export class ReferenceFinder {
  readonly #places = new Map<string, number[]>();
  /** Places below a key, by that key. */
  readonly #below = new Map<string, number[]>();

  /** @param keys of all passages by place, as `referenceKey` makes them */
  constructor(keys: readonly string[]) {
    for (const [place, key] of keys.entries()) {
      // Where chapters are counted anew in each part, "Rule 1.1" is also "Part 2.1.1".
      const names = new Set([
        key,
        withoutUnits(key),
        withoutBook(key),
        withoutKind(key),
        withoutKind(withoutBook(key)),
      ]);
      for (const name of names) {
        put(this.#places, name, place, Infinity);
        const above = aboveKey(name);
        if (above !== null) put(this.#below, above, place, mostBelow);
      }
    }
  }

  find(query: string): readonly ReferenceMatch[] {
    const matches = new Map<number, number>();
    const take = (places: readonly number[], score: number): void => {
      for (const place of places) matches.set(place, Math.max(score, matches.get(place) ?? 0));
    };
    for (const { key: asked, book } of namesIn(query)) {
      const key = this.#places.has(asked) ? asked : withoutKind(asked);
      // The book that a reference names tells it from the same number in others.
      const inBook = book === null ? undefined : this.#places.get(`${book} ${key}`);
      const named = this.#places.get(key) ?? [];
      if (inBook !== undefined) {
        take(inBook, 1);
        take(named, otherBookScore);
      } else if (named.length > 0) take(named, 1);
      else this.#takeNear(book === null ? key : `${book} ${key}`, key, take);
    }
    return [...matches].map(([place, score]) => ({ place, score }));
  }

  /** A reference without a passage of its own: what it is part of, or else what it consists of. */
  #takeNear(whole: string, key: string, take: (places: readonly number[], score: number) => void): void {
    const below = this.#below.get(whole) ?? this.#below.get(key);
    if (below !== undefined) {
      take(below, belowScore);
      return;
    }
    for (const name of new Set([whole, key])) {
      for (let above = aboveKey(name); above !== null; above = aboveKey(above)) {
        const places = this.#places.get(above);
        if (places === undefined) continue;
        take(places, aboveScore);
        return;
      }
    }
  }
}

function put(lists: Map<string, number[]>, name: string, place: number, most: number): void {
  const places = lists.get(name);
  if (places === undefined) lists.set(name, [place]);
  else if (places.length < most) places.push(place);
}

function aboveKey(key: string): string | null {
  const end = key.lastIndexOf('.');
  return end < 0 ? null : key.slice(0, end);
}

/** References that a text names, each once, with the word before it, which may be the name of a book. */
function namesIn(text: string): readonly { readonly key: string; readonly book: string | null }[] {
  const found = new Map<string, string | null>();
  for (const match of text.matchAll(named)) {
    const [, afterWord, dotted] = match;
    const key = referenceKey(afterWord ?? dotted ?? '');
    const book = /(?:^|[\s(])([A-Za-z]{2,8})\s*$/.exec(text.slice(0, match.index))?.[1]?.toLowerCase() ?? null;
    if (key !== '' && !found.has(key)) found.set(key, book);
  }
  return [...found].slice(0, mostReferences).map(([key, book]) => ({ key, book }));
}

/** The text without the references that it names. */
export function withoutReferences(text: string): string {
  return text.replaceAll(named, ' ');
}

function withoutUnits(key: string): string {
  return key
    .split('.')
    .filter((name) => /^\d/.test(name) || /^[a-z]{1,4}$/.test(name))
    .join('.');
}

/** `cobs 4.2.1` is also `4.2.1`. */
function withoutBook(key: string): string {
  return key.replace(/^[a-z]+ (?=\d)/, '');
}

/** Handbooks put the kind of a provision behind its number, as in 4.2.1R. */
function withoutKind(key: string): string {
  return key.replace(/(?<=\.\d+)[rgedcp]$/, '');
}
