/** What an outline of YAML is made of: entries, and the place where somebody types. */
import type { TextRange } from '../base/textRange.ts';

/** What is nested deeper is no plan, and would cost time with the square of its depth. */
export const deepestNesting = 20;

/** Keys and indexes on the way from the root. */
export type YamlPath = readonly (string | number)[];

/** A key with its value, or an item of a list. */
export interface YamlEntry {
  /** From the root; the entry's own key or index comes last. */
  readonly path: YamlPath;
  /** Without quotes; null for the item of a list. */
  readonly keyRange: TextRange | null;
  /** A scalar without quotes and comment; empty when the value is a mapping, a list, a block or missing. */
  readonly value: string;
  /** Where `value` stands; empty where it would stand. */
  readonly valueRange: TextRange;
  /** Characters between the start of the line and the key or the item's marker. */
  readonly column: number;
}

/** Where something is being typed. */
export interface TypingPlace {
  /** `key`: a key of the mapping at `path`. `value`: the value at `path`. */
  readonly kind: 'key' | 'value';
  readonly path: YamlPath;
  /** What is being typed, as far as it is one word or value; this is what a completion replaces. */
  readonly range: TextRange;
  readonly isInFlow: boolean;
  readonly isQuoted: boolean;
  /** Whether a colon stands right before the place, so that a value needs a space. */
  readonly needsSpace: boolean;
}
