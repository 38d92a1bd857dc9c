/** Reads regulations from plain text: blank lines part paragraphs, numbers part clauses. */
import type { Paragraph } from '../splitSections.ts';
import { splitSections } from '../splitSections.ts';
import type { DocumentReader } from './documentReader.ts';
import { linesOf, rangeOfLines, type TextLine } from './linesOf.ts';
import { SourceFault } from './sourceFault.ts';

/** A line that begins a paragraph of its own even where no blank line is before it. */
const beginsClause =
  /^\s*(?:\d+[A-Z]{0,2}(?:\.\d+[A-Z]{0,2})+\.?\s|\(\d{1,3}[A-Z]?\)\s|\d{1,3}[.)]\s|(?:Part|Chapter|Section|Article|Rule|Schedule|Annex|Appendix)\s+[\dIVXLC]+\b)/i;

export const plainTextReader: DocumentReader = {
  format: 'plain text',
  endings: ['.txt', '.text'],
  read: ({ name, text }) => {
    const start = text.startsWith('\ufeff') ? 1 : 0;
    const passages = splitSections(paragraphsOf(text, linesOf(text, start)), name);
    if (passages.length === 0) throw new SourceFault('the file holds no text', null);
    return [{ id: name, title: name, version: null, effectiveFrom: null, source: null, passages }];
  },
};

function paragraphsOf(text: string, lines: readonly TextLine[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let open: TextLine[] = [];
  const close = (isShut: boolean): void => {
    const range = rangeOfLines(open);
    const isOneLine = open.length === 1;
    open = [];
    if (range === null) return;
    const said = text.slice(range.start, range.end);
    // A short line between blank lines, with a number and without a full stop, heads what follows.
    const standsOut =
      isShut && isOneLine && /^\d+(?:\.\d+)*\.?\s+\p{Lu}/u.test(said) && said.length <= 100 && !/[.;:,]$/.test(said);
    paragraphs.push({ text: said, range, headingLevel: null, standsOut });
  };
  for (const line of lines) {
    if (line.text.trim() === '') close(true);
    else {
      if (beginsClause.test(line.text)) close(false);
      if (isHeadingLine(line.text)) {
        close(false);
        open.push(line);
        close(false);
      } else {
        open.push(line);
      }
    }
  }
  close(true);
  return paragraphs;
}

/** A line in capitals, or one that only names a unit, heads what follows, whether or not a blank line is between. */
function isHeadingLine(line: string): boolean {
  const said = line.trim();
  const isShort = said.length <= 100 && !/[.;:,]$/.test(said);
  return isShort && /\p{Lu}{3}/u.test(said) && !/\p{Ll}/u.test(said);
}
