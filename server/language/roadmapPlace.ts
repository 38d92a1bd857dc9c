/** Finds what is being typed in a roadmap: the value of a field, the name of one, or nothing that is known. */
import type { TextRange } from '../base/textRange.ts';
import { LineScanner } from '../roadmap/lineScanner.ts';
import type { RoadmapField, RoadmapPhase } from '../roadmap/roadmap.ts';

export type RoadmapPlace =
  | {
      readonly kind: 'value';
      readonly phase: RoadmapPhase;
      readonly name: string;
      readonly range: TextRange;
      /** Whether the name stands right before the place, so that a space is needed. */
      readonly needsSpace: boolean;
    }
  /** The whole `**Name:** ` of a line that is to become a field. */
  | { readonly kind: 'field'; readonly phase: RoadmapPhase; readonly range: TextRange }
  /** The name alone, of a field that is there. */
  | { readonly kind: 'name'; readonly phase: RoadmapPhase; readonly field: RoadmapField };

/** A line that begins like this may become a field. */
const beginning = /^ {0,3}(\*{0,2}[A-Za-z]*)$/;

/** What may follow the cursor of such a line: the rest of the name and of its marks. */
const ending = /^[A-Za-z]*:?\*{0,2}[ \t]*$/;

/** Whether a line, up to the cursor, can be one where something is offered; answers most of what is typed at no cost. */
export function mayBeRoadmapPlace(lineBefore: string): boolean {
  return beginning.test(lineBefore) || /^ {0,3}\*\*[^*]/.test(lineBefore);
}

/** @param phases those of the text, in its order */
export function roadmapPlace(text: string, phases: readonly RoadmapPhase[], offset: number): RoadmapPlace | null {
  const phase = phaseAround(phases, offset);
  if (phase === null || offset <= phase.headingRange.end || offset > phase.range.end) return null;
  const field = phase.fields.find(({ range }) => range.start <= offset && offset <= range.end);
  if (field !== undefined) return placeInField(text, phase, field, offset);

  const lineStart = startOfLine(text, offset);
  const lineEnd = lineEndAfter(text, offset);
  const typed = beginning.exec(text.slice(lineStart, offset))?.[1];
  if (typed === undefined || !ending.test(text.slice(offset, lineEnd))) return null;
  if (!followsField(text, phase, lineStart) || !isInView(text, phase, lineStart)) return null;
  return { kind: 'field', phase, range: { start: offset - typed.length, end: lineEnd } };
}

/** The phase that holds an offset, found by bisection; null before the first one. */
export function phaseAround(phases: readonly RoadmapPhase[], offset: number): RoadmapPhase | null {
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((phases[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return phases[low - 1] ?? null;
}

function placeInField(text: string, phase: RoadmapPhase, field: RoadmapField, offset: number): RoadmapPlace | null {
  const { name, nameRange, valueRange } = field;
  if (offset >= nameRange.start && offset <= nameRange.end) return { kind: 'name', phase, field };
  const marksEnd = nameRange.end + ':**'.length;
  if (offset < marksEnd) return null;
  const isEmpty = valueRange.start === valueRange.end;
  if (!isEmpty && offset > valueRange.end) return null;
  if (isEmpty && text.slice(marksEnd, offset).trim() !== '') return null;
  const range = isEmpty
    ? { start: offset, end: offset }
    : { start: Math.min(offset, valueRange.start), end: valueRange.end };
  return { kind: 'value', phase, name, range, needsSpace: range.start === marksEnd };
}

/** Whether nothing but blank lines stands between the line and a field or the heading: elsewhere it is prose. */
function followsField(text: string, phase: RoadmapPhase, lineStart: number): boolean {
  const before = phase.range.start + text.slice(phase.range.start, lineStart).trimEnd().length;
  return (
    phase.headingRange.end >= before || phase.fields.some(({ range }) => range.start < before && before <= range.end)
  );
}

/** Whether no fence and no comment hides the line. */
function isInView(text: string, phase: RoadmapPhase, lineStart: number): boolean {
  const from = phase.range.start;
  // A blank line is passed over, so the line is given a word of its own.
  const scanner = new LineScanner(`${text.slice(from, lineStart)}x${text.slice(lineStart, phase.range.end)}`);
  while (scanner.next()) {
    if (scanner.start >= lineStart - from) return scanner.start === lineStart - from;
  }
  return false;
}

function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

function lineEndAfter(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}
