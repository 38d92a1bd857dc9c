/** Makes of the passages of a document what a tree shows below a heading. */

export interface OutlinedPassage {
  /** Place in its document, from 0. */
  readonly ordinal: number;
  readonly id: string;
  readonly reference: string;
  /** The headings above it, the outermost first. */
  readonly headings: readonly string[];
  /** How it begins. */
  readonly beginning: string;
  /** SHA-256 of what it says. */
  readonly hash: string;
}

export type Section =
  /** Ordinals of its passages; `to` is behind the last. */
  | { readonly kind: 'section'; readonly heading: string; readonly from: number; readonly to: number }
  | { readonly kind: 'passage'; readonly passage: OutlinedPassage };

/**
 * Neighbours under the same heading are one section; the same heading further down is another one.
 *
 * @param passages of one section, in order
 * @param depth so many headings are above all of them
 */
export function sectionsOf(passages: readonly OutlinedPassage[], depth: number): readonly Section[] {
  const sections: Section[] = [];
  for (const passage of passages) {
    const heading = passage.headings[depth];
    const last = sections.at(-1);
    if (heading === undefined) sections.push({ kind: 'passage', passage });
    else if (last?.kind === 'section' && last.heading === heading) {
      sections[sections.length - 1] = { ...last, to: passage.ordinal + 1 };
    } else sections.push({ kind: 'section', heading, from: passage.ordinal, to: passage.ordinal + 1 });
  }
  return sections;
}
