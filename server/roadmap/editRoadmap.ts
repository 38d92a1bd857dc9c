/** Makes the edits by which the runner writes into a roadmap: one status word and its own Notes line, nothing else. */
import { Failure } from '../base/failure.ts';
import { LineIndex } from '../base/lineIndex.ts';
import type { TextEdit, TextRange } from '../base/textRange.ts';
import { lineBreakAt, lineBreakFor } from './lineBreak.ts';
import { LineScanner } from './lineScanner.ts';
import { isOwnNote, ownNoteValue } from './ownNote.ts';
import { findPhases, type FoundPhase } from './readPhases.ts';
import type { PhaseStatus, RoadmapField } from './roadmap.ts';

/**
 * The edits that give a phase a status and the runner's note.
 *
 * The note's line begins with `**Notes:** Phasegate:`; it follows the fields around the status, and a Notes line that
 * a person wrote stays as it is. Taking the note away again restores the text byte for byte. Where nothing would
 * change there are no edits; several edits come in file order and do not overlap.
 *
 * @param note why the phase failed, without the prefix; null, or nothing but white space, removes the runner's line;
 *   undefined leaves it as it is
 * @throws Failure `unknown-phase` when no phase has the id; `plan-invalid` when several have it, or when the phase has
 *   no status line
 */
export function setPhaseStatus(
  text: string,
  phaseId: string,
  status: PhaseStatus,
  note: string | null | undefined,
): readonly TextEdit[] {
  const phase = findPhase(text, phaseId);
  const field = phase.fields.find(({ name }) => name === 'Status');
  if (field === undefined) {
    throw new Failure(
      'plan-invalid',
      `Phase ${phaseId} has no status line to write ${status} into. Add a line \`**Status:** TODO\` under its heading.`,
    );
  }
  const edits = [
    ...statusEdits(text, field, status),
    ...(note === undefined ? [] : noteEdits(text, phase, field, note)),
  ];
  return mergeTouching(edits.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end));
}

function findPhase(text: string, phaseId: string): FoundPhase {
  const [phase, another] = findPhases(text, phaseId);
  if (phase === undefined) {
    throw new Failure(
      'unknown-phase',
      `The roadmap has no phase ${phaseId}. Ids are written as in the headings, letters included.`,
    );
  }
  if (another !== undefined) {
    const index = new LineIndex(text);
    const [line, otherLine] = [phase, another].map(({ range }) => index.positionAt(range.start).line + 1);
    const lines = `lines ${String(line)} and ${String(otherLine)}`;
    throw new Failure('plan-invalid', `Two phases have the id ${phaseId} (${lines}). Give each phase its own id.`);
  }
  return phase;
}

function statusEdits(text: string, field: RoadmapField, status: PhaseStatus): TextEdit[] {
  if (field.value === status) return [];
  const { start, end } = field.valueRange;
  // Only a line without a value can lack the space after its name, or stand right before a comment.
  const before = field.value === '' && !/[ \t]/.test(text.charAt(start - 1)) ? ' ' : '';
  const after = field.value === '' && text.startsWith('<!--', end) ? ' ' : '';
  return [{ range: field.valueRange, newText: before + status + after }];
}

function noteEdits(text: string, phase: FoundPhase, status: RoadmapField, note: string | null): TextEdit[] {
  const [own, ...more] = phase.fields.filter(isOwnNote);
  const value = note === null ? null : ownNoteValue(note);
  const removals = more.map((field) => removal(text, field));
  if (own === undefined) return value === null ? [] : [insertion(text, phase, status, value)];
  if (value === null) return [removal(text, own), ...removals];
  return own.value === value ? removals : [{ range: own.valueRange, newText: value }, ...removals];
}

/** Takes the line out with its line break; where the text ends with the line, with the line break before it. */
function removal(text: string, field: RoadmapField): TextEdit {
  const { start, end } = field.range;
  const after = lineBreakAt(text, end);
  if (after !== null) return { range: { start, end: end + after.length }, newText: '' };
  return { range: { start: start - lineBreakFor(text, end).length, end }, newText: '' };
}

/** Puts the line below the fields that follow the status, indented like the one above it. */
function insertion(text: string, phase: FoundPhase, status: RoadmapField, value: string): TextEdit {
  const above = lastFieldOfBlock(text, phase, status);
  const neighbour = above ?? status;
  const indent = text.slice(neighbour.range.start, neighbour.nameRange.start - 2);
  const line = `${indent}**Notes:** ${value}`;
  const lineBreak = lineBreakFor(text, neighbour.range.end);
  if (above === null) return { range: emptyRange(status.range.start), newText: line + lineBreak };
  const following = lineBreakAt(text, above.range.end);
  if (following === null) return { range: emptyRange(above.range.end), newText: lineBreak + line };
  return { range: emptyRange(above.range.end + following.length), newText: line + lineBreak };
}

/**
 * The last of the fields that stand together with the status, with nothing but blank lines between them, below which
 * a line is in view: where a comment runs on from a field line, what follows that line would be hidden. Null when
 * there is none, not even the status itself.
 */
function lastFieldOfBlock(text: string, phase: FoundPhase, status: RoadmapField): RoadmapField | null {
  const block = [status];
  for (const field of phase.fields.slice(phase.fields.indexOf(status) + 1)) {
    const previous = block.at(-1) ?? status;
    if (text.slice(previous.range.end, field.range.start).trim() !== '') break;
    block.push(field);
  }
  const commented = new Set<number>();
  const scanner = new LineScanner(text.slice(phase.range.start, phase.range.end));
  while (scanner.next()) {
    if (scanner.opensComment) commented.add(phase.range.start + scanner.start);
  }
  return block.findLast((field) => !commented.has(field.range.start)) ?? null;
}

function emptyRange(offset: number): TextRange {
  return { start: offset, end: offset };
}

/** Joins edits that touch, because the order of two edits in one place is not the same everywhere. */
function mergeTouching(edits: readonly TextEdit[]): readonly TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of edits) {
    const last = merged.at(-1);
    if (last === undefined || last.range.end < edit.range.start) {
      merged.push(edit);
      continue;
    }
    const range = { start: last.range.start, end: Math.max(last.range.end, edit.range.end) };
    merged[merged.length - 1] = { range, newText: last.newText + edit.newText };
  }
  return merged;
}
