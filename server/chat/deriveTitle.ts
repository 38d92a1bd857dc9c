/** Makes a title of what was said first. */
import { textOf, type MessagePart } from './message.ts';

/** Characters, as a person counts them. */
const longestTitle = 60;

/** The first line that says something, without Markdown's marks at its start; empty when there is none. */
export function deriveTitle(parts: readonly MessagePart[]): string {
  const said = textOf(parts.filter(({ kind }) => kind === 'text')) || textOf(parts);
  const line = said
    .slice(0, 10_000)
    .split(/[\r\n\u2028\u2029]+/)
    .map((text) =>
      text
        .replace(/^[\s>#*`~-]+/, '')
        .replaceAll(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
    )
    .find((text) => text !== '');
  return line === undefined ? '' : shorten(line);
}

function shorten(line: string): string {
  const characters: string[] = [];
  for (const { segment } of new Intl.Segmenter().segment(line.slice(0, 1_000))) {
    if (characters.length === longestTitle) return `${cutAtWord(characters.join(''))}…`;
    characters.push(segment);
  }
  return characters.join('');
}

/** Without the word that was cut in two, unless that is most of it. */
function cutAtWord(text: string): string {
  const space = text.lastIndexOf(' ');
  return (space > longestTitle / 2 ? text.slice(0, space) : text).trimEnd();
}
