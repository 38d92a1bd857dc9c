/** Says what one line of Markdown shows, for places that show plain text. */

/** Words as they are rendered: without backticks, emphasis and the targets of links. What is no markup stays. */
export function withoutMarkup(line: string): string {
  return line
    .split(/(`+[^`]*`+)/)
    .map((piece, index) => (index % 2 === 1 ? piece.replaceAll(/^`+ ?| ?`+$/g, '') : withoutEmphasis(piece)))
    .join('');
}

function withoutEmphasis(text: string): string {
  return (
    text
      .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
      .replaceAll(/(?<!\\)(\*{1,3}|~~)(?=\S)([^*~]+?)(?<=[^\s\\])\1/g, '$2')
      // Underscores inside words are part of names.
      .replaceAll(/(?<![\p{L}\p{N}_\\])(_{1,3})(?=\S)([^_]+?)(?<=\S)\1(?![\p{L}\p{N}_])/gu, '$2')
      .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
  );
}
