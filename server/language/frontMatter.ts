/** Where the front matter of a Markdown text stands, also while its last line is still to be typed. */
import type { TextRange } from '../base/textRange.ts';

export interface FrontMatter {
  /** The YAML between the lines of hyphens. */
  readonly yaml: TextRange;
  /** Without the line break after its last line. */
  readonly range: TextRange;
  readonly isClosed: boolean;
}

/** Without a closing line the front matter goes to the first blank line, because there the text is most likely to go on. */
export function findFrontMatter(text: string): FrontMatter | null {
  const opener = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (opener === null) return null;
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const yamlStart = opener[0].length;
  const closer = /^(?:---|\.\.\.)[ \t]*$/gm;
  closer.lastIndex = yamlStart;
  const closing = closer.exec(text);
  if (closing !== null) {
    const end = closing.index + closing[0].length;
    return { yaml: { start: yamlStart, end: closing.index }, range: { start, end }, isClosed: true };
  }
  const blank = /^[ \t]*$/gm;
  blank.lastIndex = yamlStart;
  const end = blank.exec(text)?.index ?? text.length;
  return { yaml: { start: yamlStart, end }, range: { start, end }, isClosed: false };
}
