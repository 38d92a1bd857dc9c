/** Texts in which `¦` marks where a person's cursor is. */

/** @returns the text without the mark, and the mark's offset in UTF-16 units */
export function atCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('¦');
  if (offset < 0) throw new RangeError(`No cursor is marked in ${marked}`);
  return { text: marked.replace('¦', ''), offset };
}
