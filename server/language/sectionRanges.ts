/** The section that each heading opens: to the next heading of its level or above. */
import type { TextRange } from '../base/textRange.ts';
import type { MarkdownHeading } from './markdownOutline.ts';

/**
 * @param end of the text
 * @returns one range for each heading, in their order
 */
export function sectionRanges(headings: readonly MarkdownHeading[], end: number): readonly TextRange[] {
  const ends = headings.map(() => end);
  const open: number[] = [];
  for (const [at, { level, range }] of headings.entries()) {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if ((headings[last]?.level ?? 0) < level) break;
      ends[last] = range.start;
      open.pop();
    }
    open.push(at);
  }
  return headings.map(({ range }, at) => ({ start: range.start, end: ends[at] ?? end }));
}
