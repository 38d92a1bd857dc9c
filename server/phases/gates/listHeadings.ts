/** Lists the headings of a spec with the number of boxes that a checklist gate would find under each. */
import { readSpecLines } from './readSpecLines.ts';

export interface SpecHeading {
  readonly text: string;
  readonly boxes: number;
  /** Whether a box stands between it and the next heading. */
  readonly hasOwnBoxes: boolean;
}

/** Headings that divide the text, in order. */
export function listHeadings(markdown: string): readonly SpecHeading[] {
  const headings: { text: string; boxes: number; hasOwnBoxes: boolean; readonly level: number }[] = [];
  /** Those that the current line stands under, outermost first. */
  let open: (typeof headings)[number][] = [];
  for (const { text, isItem, headingLevel } of readSpecLines(markdown)) {
    if (headingLevel !== null) {
      const heading = {
        text: text.replace(/(?:^|[ \t])#+[ \t]*$/, '').trim(),
        boxes: 0,
        hasOwnBoxes: false,
        level: headingLevel,
      };
      open = [...open.filter(({ level }) => level < headingLevel), heading];
      if (heading.text !== '') headings.push(heading);
    } else if (isItem && /^\[[ \txX]\](?=\s|$)/.test(text)) {
      for (const heading of open) heading.boxes++;
      const nearest = open.at(-1);
      if (nearest !== undefined) nearest.hasOwnBoxes = true;
    }
  }
  return headings.map(({ text, boxes, hasOwnBoxes }) => ({ text, boxes, hasOwnBoxes }));
}
