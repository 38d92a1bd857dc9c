/** Finds the links of a Markdown text that have the scheme of regulations. */
import type { TextRange } from '../base/textRange.ts';
import { outlineMarkdown } from './markdownOutline.ts';

export interface RegulationLink {
  /** As written. */
  readonly destination: string;
  /** Where it stands. */
  readonly range: TextRange;
  /** The text between the quotes behind it; null where there is none. */
  readonly title: string | null;
}

const scheme = 'regulation:';
/** A longer title says something else. */
const longestTitle = 200;

/** Links in code and comments are text. Costs one search of the text when there are none. */
export function regulationLinks(text: string): readonly RegulationLink[] {
  if (!text.includes(scheme)) return [];
  return outlineMarkdown(text, 0, true).links.flatMap(({ destination, destinationRange: range }): RegulationLink[] => {
    if (!destination.startsWith(scheme)) return [];
    const [, title, close] =
      /^>?(?:[ \t]+"([^"\n]*)")?[ \t]*(\))?/.exec(text.slice(range.end, range.end + longestTitle)) ?? [];
    // One that is still being typed.
    if (close === undefined && !/\]:[ \t]*<?$/.test(text.slice(Math.max(0, range.start - longestTitle), range.start)))
      return [];
    return [{ destination, range, title: title ?? null }];
  });
}

/** Where somebody types the address of a regulation, from the opening bracket to the cursor; null elsewhere. */
export function typedAddress(lineBefore: string): string | null {
  const [, typed] = /\](?:\(|:\s+)<?([^\s()<>]*(?:\([^\s()<>]*\)?[^\s()<>]*)*)$/.exec(lineBefore) ?? [];
  if (typed === undefined || typed === '') return null;
  return typed.startsWith(scheme) || scheme.startsWith(typed) ? typed : null;
}
