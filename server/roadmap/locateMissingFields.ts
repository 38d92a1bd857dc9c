/** Finds where the needed fields of a phase should stand, and the edits that put them there. */
import type { ProblemFix } from '../base/problem.ts';
import type { TextEdit, TextRange } from '../base/textRange.ts';
import { lineBreakFor } from './lineBreak.ts';
import { LineScanner } from './lineScanner.ts';
import type { RoadmapField, RoadmapPhase } from './roadmap.ts';

/** A field that a phase cannot do without. */
export type NeededField = 'Status' | 'Spec' | 'Goal';

export interface MissingField {
  readonly range: TextRange;
  readonly fix: ProblemFix | null;
}

/** Only this much of a line is looked at; a name with what surrounds it is never longer. */
const longestLabel = 80;
/** Only this much of a phase is searched, in UTF-16 code units; its fields stand near its heading. */
const searchedLength = 65_536;

/** `**status:** x`, `**Status**: x`, `- **Status:** x`, `Status: x`: the name, with emphasis and colon in any way. */
const misspeltFields: Readonly<Record<NeededField, RegExp>> = {
  Status: misspelling('status'),
  Spec: misspelling('spec'),
  Goal: misspelling('goal'),
};

function misspelling(name: string): RegExp {
  return new RegExp(
    `^[ \\t]*(?:[-*+][ \\t]+)?[*_]{0,3}[ \\t]*${name}[ \\t]*[*_]{0,3}[ \\t]*[:：][ \\t]*[*_]{0,3}[ \\t]*`,
    'i',
  );
}

/**
 * Locates the fields `names`, which the phase does not have, or has without a value.
 *
 * A fix corrects the spelling where the line is there under another spelling. Otherwise only a status can be put in,
 * as TODO: a spec or a goal would be guessed.
 */
export function locateMissingFields(
  text: string,
  phase: RoadmapPhase,
  names: readonly NeededField[],
): ReadonlyMap<NeededField, MissingField> {
  const located = new Map<NeededField, MissingField>();
  const absent: NeededField[] = [];
  for (const name of names) {
    const empty = phase.fields.find((field) => field.name === name);
    if (empty === undefined) absent.push(name);
    else located.set(name, locateEmpty(text, empty, name));
  }
  if (absent.length > 0) locateMisspelt(text, phase, absent, located);
  for (const name of absent) {
    if (!located.has(name)) located.set(name, { range: phase.headingRange, fix: insertion(text, phase, name) });
  }
  return located;
}

function locateEmpty(text: string, field: RoadmapField, name: NeededField): MissingField {
  const range = { start: field.nameRange.start - 2, end: field.valueRange.end };
  if (name !== 'Status') return { range, fix: null };
  const newText = /[ \t]/.test(text.charAt(field.valueRange.start - 1)) ? 'TODO' : ' TODO';
  return { range, fix: statusFix([{ range: field.valueRange, newText }]) };
}

/** Looks for the first misspelling of each name, reading the phase once for all of them. */
function locateMisspelt(
  text: string,
  phase: RoadmapPhase,
  names: readonly NeededField[],
  located: Map<NeededField, MissingField>,
): void {
  const section = text.slice(phase.range.start, Math.min(phase.range.end, phase.range.start + searchedLength));
  const scanner = new LineScanner(section);
  while (scanner.next() && (scanner.end < section.length || section.length < searchedLength)) {
    const letter = firstLetter(section, scanner.first, scanner.end);
    for (const name of names) {
      if (letter !== name.charAt(0).toLowerCase() || located.has(name)) continue;
      const line = section.slice(scanner.start, Math.min(scanner.contentEnd, scanner.start + longestLabel));
      const label = misspeltFields[name].exec(line)?.[0];
      if (label === undefined) continue;
      const start = phase.range.start + scanner.start;
      const isWhole = scanner.start + label.length === scanner.contentEnd;
      located.set(name, {
        range: { start: phase.range.start + scanner.first, end: start + label.trimEnd().length },
        fix: {
          title: `Correct the spelling to **${name}:**`,
          edits: [{ range: { start, end: start + label.length }, newText: isWhole ? `**${name}:**` : `**${name}:** ` }],
        },
      });
    }
  }
}

function insertion(text: string, phase: RoadmapPhase, name: NeededField): ProblemFix | null {
  const edit = name === 'Status' ? insertBelowHeading(text, phase, '**Status:** TODO') : null;
  return edit === null ? null : statusFix([edit]);
}

/** The edit that makes `field` the first line below the heading; null where a line would be no field there. */
export function insertBelowHeading(text: string, phase: RoadmapPhase, field: string): TextEdit | null {
  const scanner = new LineScanner(text.slice(phase.range.start, phase.range.end));
  scanner.next();
  // Below a heading that a comment begins in, a line would be part of the comment.
  if (scanner.opensComment) return null;
  const lineBreak = lineBreakFor(text, phase.headingRange.end);
  const isLastLine = scanner.after === scanner.end;
  const below = phase.range.start + scanner.after;
  // What is indented code or a list below a heading may be more text below a field, unless a blank line parts them.
  const separator = isLastLine || /^[\r\n*]?$/.test(text.charAt(below)) ? '' : lineBreak;
  // With the indent of the heading the line stands in the same list item, if any.
  const line = `${text.slice(phase.headingRange.start, phase.range.start + scanner.first)}${field}`;
  const newText = isLastLine ? lineBreak + line : line + lineBreak + separator;
  return { range: { start: below, end: below }, newText };
}

function statusFix(edits: ProblemFix['edits']): ProblemFix {
  return { title: 'Set the status to TODO', edits };
}

/** The first character after bullets and emphasis, in lower case: a quick look, so that few lines are searched. */
function firstLetter(text: string, first: number, end: number): string {
  let offset = first;
  while (offset < end && ' \t*_-+'.includes(text.charAt(offset))) offset++;
  return text.charAt(offset).toLowerCase();
}
