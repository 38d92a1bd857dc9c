/** Finds the boxes of a task list under a heading of a Markdown text, as a reader of the rendered text sees them. */
import { readSpecLines } from './readSpecLines.ts';

export interface Box {
  readonly text: string;
  /** Only x and X tick a box: other marks, such as [~] and [-], mean something else to everybody. */
  readonly isTicked: boolean;
  /** One-based. */
  readonly line: number;
}

/**
 * The boxes between a heading and the next one of the same or a higher level; where several headings have the text,
 * those under each. Level, letter case and closing `#`s of the heading do not matter. What stands in code, comments
 * and front matter does not count; nested lists, quotes and `<details>` do.
 *
 * @returns null when there is no such heading
 */
export function findBoxes(markdown: string, heading: string): readonly Box[] | null {
  const wanted = foldHeading(heading.replace(/^#+[ \t]+/, ''));
  let found = false;
  let level: number | null = null;
  const boxes: Box[] = [];
  for (const { number, text, isItem, headingLevel } of readSpecLines(markdown)) {
    if (headingLevel !== null) {
      if (level !== null && headingLevel <= level) level = null;
      if (level === null && foldHeading(text) === wanted) {
        level = headingLevel;
        found = true;
      }
    } else if (level !== null && isItem) {
      const box = /^\[([^[\]]{0,3})\](?=\s|$)\s*(.*)$/.exec(text);
      const mark = box?.[1] ?? '';
      if (box === null || mark.trim().length > 1) continue;
      boxes.push({ text: box[2]?.trim() ?? '', isTicked: mark === 'x' || mark === 'X', line: number });
    }
  }
  return found ? boxes : null;
}

function foldHeading(text: string): string {
  return text
    .replace(/(?:^|[ \t])#+[ \t]*$/, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
