/** Finds where a needed field of a phase should stand, and the edit that puts it there. */
import type { ProblemFix } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import { lineBreakFor } from './lineBreak.ts';
import { LineScanner } from './lineScanner.ts';
import type { RoadmapPhase } from './roadmap.ts';

/** A field that a phase cannot do without. */
export type NeededField = 'Status' | 'Spec' | 'Goal';

export interface MissingField {
  readonly range: TextRange;
  readonly fix: ProblemFix | null;
}

/** Only this much of a line is looked at; a name with what surrounds it is never longer. */
const longestLabel = 80;

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
 * Locates a field that the phase does not have, or has without a value.
 *
 * The fix corrects the spelling where the line is there under another spelling. Otherwise only a status can be put
 * in, as TODO: a spec or a goal would be guessed.
 */
export function locateMissingField(text: string, phase: RoadmapPhase, name: NeededField): MissingField {
  const empty = phase.fields.find((field) => field.name === name);
  if (empty !== undefined) {
    const fix =
      name === 'Status'
        ? statusFix([{ range: empty.valueRange, newText: statusAfter(text, empty.valueRange.start) }])
        : null;
    return { range: { start: empty.nameRange.start - 2, end: empty.valueRange.end }, fix };
  }
  return locateMisspelling(text, phase, name) ?? { range: phase.headingRange, fix: insertion(text, phase, name) };
}

function locateMisspelling(text: string, phase: RoadmapPhase, name: NeededField): MissingField | null {
  const section = text.slice(phase.range.start, phase.range.end);
  const scanner = new LineScanner(section);
  while (scanner.next()) {
    if (!mayBeLabel(section, scanner.first, scanner.end, name)) continue;
    const line = section.slice(scanner.start, Math.min(scanner.contentEnd, scanner.start + longestLabel));
    const label = misspeltFields[name].exec(line)?.[0];
    if (label === undefined) continue;
    const start = phase.range.start + scanner.start;
    const isWhole = scanner.start + label.length === scanner.contentEnd;
    return {
      range: { start: phase.range.start + scanner.first, end: start + label.trimEnd().length },
      fix: {
        title: `Correct the spelling to **${name}:**`,
        edits: [{ range: { start, end: start + label.length }, newText: isWhole ? `**${name}:**` : `**${name}:** ` }],
      },
    };
  }
  return null;
}

function insertion(text: string, phase: RoadmapPhase, name: NeededField): ProblemFix | null {
  if (name !== 'Status') return null;
  const scanner = new LineScanner(text.slice(phase.range.start, phase.range.end));
  scanner.next();
  // Below a heading that a comment begins in, a line would be part of the comment.
  if (scanner.opensComment) return null;
  const lineBreak = lineBreakFor(text, phase.headingRange.end);
  const isLastLine = scanner.after === scanner.end;
  const newText = isLastLine ? `${lineBreak}**Status:** TODO` : `**Status:** TODO${lineBreak}`;
  const below = phase.range.start + scanner.after;
  return statusFix([{ range: { start: below, end: below }, newText }]);
}

function statusFix(edits: ProblemFix['edits']): ProblemFix {
  return { title: 'Set the status to TODO', edits };
}

function statusAfter(text: string, offset: number): string {
  return /[ \t]/.test(text.charAt(offset - 1)) ? 'TODO' : ' TODO';
}

/** A quick look at the first letter, so that few lines are searched in earnest. */
function mayBeLabel(text: string, first: number, end: number, name: NeededField): boolean {
  let offset = first;
  while (offset < end && ' \t*_-+'.includes(text.charAt(offset))) offset++;
  return text.charAt(offset).toLowerCase() === name.charAt(0).toLowerCase();
}
