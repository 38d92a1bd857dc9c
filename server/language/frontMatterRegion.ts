/** Finds the front matter of a spec while it is being written, so also where its closing line is missing yet. */
import type { TextRange } from '../base/textRange.ts';

/** A spec whose front matter is longer is not completed in; it keeps what a hostile file costs small. */
const longestFrontMatter = 256 * 1024;

/**
 * The YAML between the `---` lines, without them; null when the text begins with none. Without a closing line it ends
 * before the first blank line or heading after the opening one.
 */
export function frontMatterRegion(text: string): TextRange | null {
  const opener = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r|$)/.exec(text);
  if (opener === null) return null;
  const start = opener[0].length;
  const head = text.slice(start, start + longestFrontMatter);
  const closer = /^(?:---|\.\.\.)[ \t]*$/m.exec(head) ?? /^(?:[ \t]*$|#{1,6}[ \t])/m.exec(head);
  return { start, end: start + (closer?.index ?? head.length) };
}
