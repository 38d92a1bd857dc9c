/** The address of a passage in a link of Markdown: `regulation:<dataset>/<document id>#<reference>`. */

export const addressScheme = 'regulation:';

export interface PassageAddress {
  readonly dataset: string;
  /** The source's own id. */
  readonly document: string;
  /** Empty for the document as a whole. */
  readonly reference: string;
}

/** Null for what is no such address, or lacks a dataset or a document. */
export function readAddress(text: string): PassageAddress | null {
  if (!text.startsWith(addressScheme)) return null;
  const [path = '', ...fragments] = text.slice(addressScheme.length).split('#');
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) return null;
  return {
    dataset: decoded(path.slice(0, slash)),
    document: decoded(path.slice(slash + 1)),
    reference: decoded(fragments.join('#')),
  };
}

/** Percent-encoded where a link of Markdown needs it. */
export function writeAddress({ dataset, document, reference }: PassageAddress): string {
  const path = `${addressScheme}${encodePart(dataset)}/${encodePart(document)}`;
  return reference === '' ? path : `${path}#${encodePart(reference)}`;
}

/** One part of an address. Brackets in pairs stay readable: `8.1.1(2)`. */
export function encodePart(part: string): string {
  const encoded = encodeURIComponent(part.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
  const inPairs = encoded.replaceAll(/\([^()]*\)/g, '');
  return /[()]/.test(inPairs) ? encoded.replaceAll('(', '%28').replaceAll(')', '%29') : encoded;
}

/** As it is written when a percent sign stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
