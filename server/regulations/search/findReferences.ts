/** Finds the references that a query names, such as "Rule 6.3.2", and the passages that have them. */
import { referenceKey } from '../referenceParts.ts';

const part = String.raw`\d+[a-z]{0,2}`;
const tail = String.raw`(?:\s?\([0-9a-z]{1,5}\))*`;
/** A number behind a word that says what it counts, or a number in several parts. */
const named = new RegExp(
  String.raw`(?:\b(?:rule|article|section|paragraph|regulation|clause|principle|art|para|s)s?\.?|§{1,2})\s*(${part}(?:[.\-]${part})*${tail})` +
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

export class ReferenceFinder {
  readonly #places = new Map<string, number[]>();

  /** @param keys of all passages by place, as `referenceKey` makes them */
  constructor(keys: readonly string[]) {
    for (const [place, key] of keys.entries()) {
      // Where chapters are counted anew in each part, "Rule 1.1" is also "Part 2.1.1".
      for (const name of new Set([key, withoutUnits(key)])) {
        const places = this.#places.get(name);
        if (places === undefined) this.#places.set(name, [place]);
        else places.push(place);
      }
    }
  }

  find(query: string): readonly ReferenceMatch[] {
    const matches = new Map<number, number>();
    for (const reference of referencesIn(query)) {
      for (const place of this.#places.get(reference) ?? []) matches.set(place, 1);
    }
    return [...matches].map(([place, score]) => ({ place, score }));
  }
}

/** Keys of the references that a text names, each once. */
export function referencesIn(text: string): readonly string[] {
  const found = [...text.matchAll(named)].map(([, afterWord, dotted]) => referenceKey(afterWord ?? dotted ?? ''));
  return [...new Set(found)].filter((key) => key !== '').slice(0, mostReferences);
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
