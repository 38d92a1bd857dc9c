/** Checks that a quote stands in the passage that it is said to be of. */
import type { MessagePart } from './message.ts';
import type { CitablePassage, PassageSource } from './passageSource.ts';

export type CitationPart = Extract<MessagePart, { kind: 'citation' }>;

/** Where a quote stands, in UTF-16 units of the text; null when it does not. Only spaces may differ. */
export function findQuote(quote: string, text: string): { readonly start: number; readonly end: number } | null {
  const words = quote.trim().split(/\s+/);
  if (words[0] === '' || words[0] === undefined) return null;
  // Word for word: nothing that a reader sees may be different.
  const pattern = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join(String.raw`\s+`);
  const match = new RegExp(pattern, 'u').exec(text);
  return match === null ? null : { start: match.index, end: match.index + match[0].length };
}

/**
 * A citation as it is kept. It is checked against the passage as the database holds it at this moment, not against what
 * was handed to the model.
 */
export async function checkCitation(
  number: number,
  passage: CitablePassage,
  quote: string,
  source: Pick<PassageSource, 'read'>,
): Promise<CitationPart> {
  const { dataset, document, id } = passage;
  const stored = await source.read({ dataset, document: document.id, passage: id });
  return {
    kind: 'citation',
    number,
    document: (stored ?? passage).document.title,
    passage: (stored ?? passage).reference,
    quote,
    isVerified: stored !== null && findQuote(quote, stored.text) !== null,
    source: {
      dataset,
      document: document.id,
      version: (stored ?? passage).document.version,
      passage: id,
      hash: (stored ?? passage).hash,
    },
  };
}

/** What became of a passage since it was cited. */
export type CitationState =
  | { readonly kind: 'same'; readonly passage: CitablePassage }
  | { readonly kind: 'changed'; readonly passage: CitablePassage }
  /** It is not among the regulations any more, or it was never known which one it is. */
  | { readonly kind: 'gone' };

export async function compareCitation(
  { source: cited }: CitationPart,
  source: Pick<PassageSource, 'read'>,
): Promise<CitationState> {
  if (cited === undefined) return { kind: 'gone' };
  const passage = await source.read(cited);
  if (passage === null) return { kind: 'gone' };
  return { kind: passage.hash === cited.hash ? 'same' : 'changed', passage };
}
