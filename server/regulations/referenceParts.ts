/** Takes references apart, such as `Rule 8.1.1(2)(a)`, so that they can be compared and put under each other. */
import type { ReadPassage } from './passage.ts';

/** A longer text says something itself and is no heading. */
const longestHeading = 160;

/** Parts in lower case, the outermost first: `Part 1.8.1A(2)` is `part 1`, `8`, `1a`, `(2)`. */
export function referenceParts(reference: string): readonly string[] {
  return reference
    .toLowerCase()
    .replaceAll(/\s*\(/g, '.(')
    .replaceAll(/\s+/g, ' ')
    .split('.')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What two spellings of one reference have in common: without the word in front, brackets and dots. */
export function referenceKey(reference: string): string {
  return referenceParts(reference)
    .map((part) => part.replaceAll(/[()[\]§]/g, '').trim())
    .filter((part) => part !== '')
    .join('.');
}

/** Ordinals of the passages that each passage is part of directly, by their references; null at the top. */
export function parentsByReference(references: readonly string[]): readonly (number | null)[] {
  const places = new Map<string, number>();
  return references.map((reference, ordinal) => {
    const parts = referenceParts(reference);
    let parent: number | null = null;
    for (let length = parts.length - 1; length > 0 && parent === null; length--) {
      parent = places.get(parts.slice(0, length).join('.')) ?? null;
    }
    places.set(parts.join('.'), ordinal);
    return parent;
  });
}

/** Gives passages that are headings by their look as headings to those that are below them by reference. */
export function headingsByReference(passages: readonly ReadPassage[]): readonly ReadPassage[] {
  const parents = parentsByReference(passages.map(({ reference }) => reference));
  const paths: (readonly string[])[] = [];
  return passages.map((passage, ordinal) => {
    const parent = parents[ordinal] ?? null;
    const above = parent === null ? undefined : passages[parent];
    const path = parent === null ? [] : (paths[parent] ?? []);
    const headings = above !== undefined && isHeading(above.text) ? [...path, above.text.trim()] : path;
    paths.push(headings);
    return { ...passage, headings };
  });
}

function isHeading(text: string): boolean {
  const trimmed = text.trim();
  return trimmed !== '' && trimmed.length <= longestHeading && !/[.;:,]$|\n/.test(trimmed);
}
