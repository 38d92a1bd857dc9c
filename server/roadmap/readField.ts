/** Reads field lines, `**Name:** value`. */
import type { RoadmapField } from './roadmap.ts';
import { isWhiteSpace, skipWhiteSpace, trimWhiteSpace } from './whiteSpace.ts';

const asterisk = 42;
const colon = 58;

/** The fields that mean something to the runner; every other one is kept and left alone. */
const knownNames = ['Status', 'Spec', 'Goal', 'Notes'] as const;

/**
 * Reads the line as a field, or returns null.
 *
 * The name is what stands between `**` and `:**`; it holds no asterisk and neither begins nor ends with white space.
 * The value need not be set apart by a space.
 *
 * @param start of the line @param first character after the indent @param contentEnd without a comment at the end
 * @param end without the line break
 */
export function readField(
  text: string,
  start: number,
  first: number,
  contentEnd: number,
  end: number,
): RoadmapField | null {
  if (text.charCodeAt(first + 1) !== asterisk) return null;
  const nameStart = first + 2;
  let closing = nameStart;
  while (closing < contentEnd && text.charCodeAt(closing) !== asterisk) closing++;
  if (closing + 2 > contentEnd || text.charCodeAt(closing + 1) !== asterisk) return null;
  const nameEnd = closing - 1;
  if (nameEnd <= nameStart || text.charCodeAt(nameEnd) !== colon) return null;
  if (isWhiteSpace(text.charCodeAt(nameStart)) || isWhiteSpace(text.charCodeAt(nameEnd - 1))) return null;
  const valueStart = skipWhiteSpace(text, closing + 2, contentEnd);
  const valueEnd = trimWhiteSpace(text, valueStart, contentEnd);
  return {
    name: readName(text, nameStart, nameEnd),
    value: text.slice(valueStart, valueEnd),
    range: { start, end },
    nameRange: { start: nameStart, end: nameEnd },
    valueRange: { start: valueStart, end: valueEnd },
  };
}

/** The name as a string; known ones are not copied out of the text. */
function readName(text: string, start: number, end: number): string {
  for (const name of knownNames) {
    if (name.length === end - start && text.startsWith(name, start)) return name;
  }
  return text.slice(start, end);
}
