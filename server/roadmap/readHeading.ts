/** Reads ATX headings: their level, and the id and title of those that open a phase. */
import type { TextEdit } from '../base/textRange.ts';
import { isWhiteSpace, skipWhiteSpace, trimWhiteSpace } from './whiteSpace.ts';

const space = 32;
const tab = 9;
const hash = 35;
const colon = 58;
const period = 46;

/** Where the id and the title of a phase stand; offsets in the whole text. */
export interface PhaseHeading {
  readonly kind: 'phase';
  readonly idStart: number;
  readonly idEnd: number;
  /** Equal to `titleEnd` when there is no title. */
  readonly titleStart: number;
  readonly titleEnd: number;
}

/** A heading that means a phase and does not say it the way a phase is said. */
export interface MalformedHeading {
  readonly kind: 'malformed';
  /** The way to say it, where the meaning is plain. */
  readonly edit: TextEdit | null;
}

/** Level of the ATX heading whose first `#` is at `first`, or 0 when the line is none. */
export function headingLevel(text: string, first: number, end: number): number {
  let offset = first;
  while (offset < end && text.charCodeAt(offset) === hash) offset++;
  const level = offset - first;
  if (level > 6) return 0;
  return offset === end || isBlank(text.charCodeAt(offset)) ? level : 0;
}

/**
 * Reads the line at `first` as the opening of a phase, `## Phase <id>: <title>`.
 *
 * A closing run of `#` is no part of the title. Null means that the line has nothing to do with phases; a line that
 * opens a phase in the wrong case or without the space after `##` is malformed only where an id follows, so that
 * ordinary prose and headings such as `## Phases` stay as they are.
 */
export function readPhaseHeading(text: string, first: number, end: number): PhaseHeading | MalformedHeading | null {
  const wordStart = skipWhiteSpace(text, first + 2, end);
  if (wordStart === first + 2 || !text.startsWith('Phase', wordStart)) return readDistortedHeading(text, first, end);
  const idStart = skipWhiteSpace(text, wordStart + 5, end);
  const idEnd = idStart === wordStart + 5 ? -1 : readId(text, idStart, end);
  if (idEnd < 0 || text.charCodeAt(idEnd) !== colon || idEnd >= end) return readDistortedHeading(text, first, end);
  const titleStart = skipWhiteSpace(text, idEnd + 1, end);
  const titleEnd = readTitleEnd(text, titleStart, end);
  return { kind: 'phase', idStart, idEnd, titleStart, titleEnd };
}

/** End of the id at `start`, digits with an optional letter and dotted parts of the same form, or -1. */
function readId(text: string, start: number, end: number): number {
  let offset = start;
  for (;;) {
    const partStart = offset;
    while (offset < end && isDigit(text.charCodeAt(offset))) offset++;
    if (offset === partStart) return -1;
    if (offset < end && isLetter(text.charCodeAt(offset))) offset++;
    if (offset >= end || text.charCodeAt(offset) !== period) return offset;
    offset++;
  }
}

function readTitleEnd(text: string, start: number, end: number): number {
  const trimmed = trimWhiteSpace(text, start, end);
  let closing = trimmed;
  while (closing > start && text.charCodeAt(closing - 1) === hash) closing--;
  if (closing === trimmed) return trimmed;
  // The title starts after white space or the colon, so a run of `#` that is all of it closes the heading.
  if (closing > start)
    return isWhiteSpace(text.charCodeAt(closing - 1)) ? trimWhiteSpace(text, start, closing) : trimmed;
  return isWhiteSpace(text.charCodeAt(start - 1)) ? start : trimmed;
}

/** `Phase` as a word of its own: not `Phases`, not `Phased`. */
const phaseWord = /^##[ \t]+Phase(?![\p{L}_])/u;
const phaseWordWithId = /^##[ \t]*phase[ \t]*[:#]?[ \t]*\d/i;
/** The parts of a phase heading with the slips whose meaning is plain; a hyphen must stand apart, `1-3` is a range. */
const plainSlip = /^##[ \t]*phase[ \t]*(\d+[a-z]?(?:\.\d+[a-z]?)*)[ \t]*(?:[:：—–]|[ \t]-(?=[ \t]))[ \t]*(?=\S)/i;
/** Enough for any id; a longer heading is not corrected, so that no heading is searched for long. */
const longestPrefix = 200;

function readDistortedHeading(text: string, first: number, end: number): MalformedHeading | null {
  const line = text.slice(first, Math.min(end, first + longestPrefix));
  if (!phaseWord.test(line) && !phaseWordWithId.test(line)) return null;
  const slip = plainSlip.exec(line);
  if (slip === null) return { kind: 'malformed', edit: null };
  const range = { start: first, end: first + slip[0].length };
  return { kind: 'malformed', edit: { range, newText: `## Phase ${slip[1] ?? ''}: ` } };
}

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
