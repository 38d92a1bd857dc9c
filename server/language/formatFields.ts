/** Tidies the field lines of a roadmap: one space before the value, nothing after it. */
import type { TextEdit, TextRange } from '../base/textRange.ts';
import type { RoadmapField, RoadmapPhase } from '../roadmap/roadmap.ts';

/**
 * The smallest edits, in file order; none where nothing is to be done. A field's name, its value, its indent and a
 * comment after it stay as they are, and so does every line that is no field.
 *
 * @param within only lines that touch this range; null for all
 */
export function formatFields(
  text: string,
  phases: readonly RoadmapPhase[],
  within: TextRange | null,
): readonly TextEdit[] {
  return phases.flatMap((phase) =>
    within !== null && (phase.range.end < within.start || phase.range.start > within.end)
      ? []
      : phase.fields.flatMap((field) =>
          within === null || (field.range.end >= within.start && field.range.start <= within.end)
            ? formatField(text, field)
            : [],
        ),
  );
}

function formatField(text: string, { nameRange, valueRange, range }: RoadmapField): readonly TextEdit[] {
  const marksEnd = nameRange.end + ':**'.length;
  const hasValue = valueRange.end > valueRange.start;
  const after = text.slice(valueRange.end, range.end);
  const isBlankAfter = after.trim() === '';
  // An empty value is where the blanks end, so the line is looked at from its name on.
  if (!hasValue) {
    const rest = text.slice(marksEnd, range.end);
    return rest !== '' && rest.trim() === '' ? [{ range: { start: marksEnd, end: range.end }, newText: '' }] : [];
  }
  const edits: TextEdit[] = [];
  if (text.slice(marksEnd, valueRange.start) !== ' ') {
    edits.push({ range: { start: marksEnd, end: valueRange.start }, newText: ' ' });
  }
  if (isBlankAfter && after !== '') edits.push({ range: { start: valueRange.end, end: range.end }, newText: '' });
  return edits;
}
