/** Collects what is wrong with a roadmap; every message of the parser is worded here. */
import type { Problem, ProblemFix, ProblemSeverity } from '../base/problem.ts';
import type { TextEdit, TextRange } from '../base/textRange.ts';
import { locateMissingFields, type NeededField } from './locateMissingFields.ts';
import { phaseStatuses, type RoadmapPhase, type RoadmapProblemCode } from './roadmap.ts';
import { suggestStatus } from './suggestStatus.ts';
import type { UnclosedBlock } from './unclosedBlock.ts';

/**
 * How many problems of one severity are listed. A text can hold a million, and nobody reads more than some; errors
 * and warnings are counted apart, so that no number of warnings can push an error out.
 */
export const listedProblemsLimit = 1000;

const statusList = `${phaseStatuses.slice(0, -1).join(', ')} or ${phaseStatuses.at(-1) ?? ''}`;

const missingCodes = {
  Status: 'phase-status-missing',
  Spec: 'phase-spec-missing',
  Goal: 'phase-goal-missing',
} as const satisfies Record<NeededField, RoadmapProblemCode>;

const missingAdvice: Readonly<Record<NeededField, string>> = {
  Status: `Add a line \`**Status:** TODO\` under its heading; a status is ${statusList}.`,
  Spec: 'Add a line `**Spec:** stages/<name>.md` under its heading, with a path relative to the roadmap.',
  Goal: 'Add a line `**Goal:** …` under its heading that says in one line what the phase achieves.',
};

export class RoadmapProblems {
  readonly #errors: Problem<RoadmapProblemCode>[] = [];
  readonly #warnings: Problem<RoadmapProblemCode>[] = [];
  #unlistedErrors = 0;
  #unlistedWarnings = 0;

  /** All problems by their place in the text; the last of a severity says how many more there are. */
  list(): readonly Problem<RoadmapProblemCode>[] {
    if (this.#errors.length + this.#warnings.length === 0) return this.#errors;
    return [
      ...withRemainder(this.#errors, this.#unlistedErrors),
      ...withRemainder(this.#warnings, this.#unlistedWarnings),
    ].sort((a, b) => a.range.start - b.range.start);
  }

  /** What was reported so far, or null when some of it is not listed. */
  listedSoFar(): readonly Problem<RoadmapProblemCode>[] | null {
    return this.#unlistedErrors + this.#unlistedWarnings > 0 ? null : [...this.#errors, ...this.#warnings];
  }

  /** Takes over a problem that an earlier reading found. */
  adopt({ severity, code, message, range, fix }: Problem<RoadmapProblemCode>): void {
    if (severity === 'information' || this.#isFull(severity)) return;
    this.#add(severity, code, message, range, fix ?? null);
  }

  noPhases(range: TextRange): void {
    const message =
      'This roadmap has no phases. A phase opens with a heading `## Phase <id>: <title>`, such as `## Phase 1: Foundation`.';
    this.#add('error', 'roadmap-no-phases', message, range);
  }

  malformedHeading(range: TextRange, edit: TextEdit | null): void {
    if (this.#isFull('warning')) return;
    const message =
      'This heading opens no phase. Write `## Phase <id>: <title>` with an id such as 00, 17A or 2.1 and a colon after it.';
    const fix = edit === null ? null : { title: `Change to "${edit.newText.trimEnd()} …"`, edits: [edit] };
    this.#add('warning', 'phase-heading-malformed', message, range, fix);
  }

  missingTitle(id: string, range: TextRange): void {
    if (this.#isFull('warning')) return;
    const message = `Phase ${quotable(id)} has no title. Write \`## Phase <id>: <title>\`.`;
    this.#add('warning', 'phase-heading-malformed', message, range);
  }

  duplicateId(id: string, range: TextRange): void {
    if (this.#isFull('error')) return;
    const message = `Another phase before this one has the id ${quotable(id)}. Give each phase its own id.`;
    this.#add('error', 'phase-id-duplicate', message, range);
  }

  /** Locates the fields only when they will be listed, because that reads the phase again. */
  missingFields(text: string, phase: RoadmapPhase, names: readonly NeededField[]): void {
    const isListed = names.length > 0 && this.#errors.length < listedProblemsLimit;
    const located = isListed ? locateMissingFields(text, phase, names) : null;
    for (const name of names) {
      const field = located?.get(name);
      if (this.#isFull('error') || field === undefined) continue;
      const message = `Phase ${quotable(phase.id)} has no ${name.toLowerCase()}. ${missingAdvice[name]}`;
      this.#add('error', missingCodes[name], message, field.range, field.fix);
    }
  }

  unknownStatus(id: string, value: string, range: TextRange): void {
    if (this.#isFull('error')) return;
    const suggestion = suggestStatus(value);
    const message = `Phase ${quotable(id)} has the status "${quotable(value)}". A status is exactly ${statusList}.`;
    const fix = suggestion && { title: `Change the status to ${suggestion}`, edits: [{ range, newText: suggestion }] };
    this.#add('error', 'phase-status-unknown', message, range, fix);
  }

  duplicateField(name: string, range: TextRange): void {
    if (this.#isFull('warning')) return;
    const message = `This phase has a ${name} line already, and only the first one counts. Remove one of them.`;
    this.#add('warning', 'phase-field-duplicate', message, range);
  }

  orderViolation(id: string, unfinishedId: string, range: TextRange): void {
    if (this.#isFull('error')) return;
    const unfinished = quotable(unfinishedId);
    const message = `Phase ${quotable(id)} is DONE, but phase ${unfinished} before it is not. Finish phase ${unfinished} first, or set this one back.`;
    this.#add('error', 'phase-order-violation', message, range);
  }

  unclosed(block: UnclosedBlock): void {
    if (this.#isFull('warning')) return;
    const code = block.kind === 'fence' ? 'roadmap-fence-unclosed' : 'roadmap-comment-unclosed';
    this.#add('warning', code, unclosedMessage(block), block.range);
  }

  #isFull(severity: 'error' | 'warning'): boolean {
    if (severity === 'error') {
      if (this.#errors.length < listedProblemsLimit) return false;
      this.#unlistedErrors++;
    } else {
      if (this.#warnings.length < listedProblemsLimit) return false;
      this.#unlistedWarnings++;
    }
    return true;
  }

  #add(
    severity: ProblemSeverity & ('error' | 'warning'),
    code: RoadmapProblemCode,
    message: string,
    range: TextRange,
    fix: ProblemFix | null = null,
  ): void {
    const list = severity === 'error' ? this.#errors : this.#warnings;
    list.push(fix === null ? { code, severity, message, range } : { code, severity, message, range, fix });
  }
}

function unclosedMessage(block: UnclosedBlock): string {
  if (block.kind === 'fence') {
    return block.hides === 'item'
      ? 'This code fence ends with its list item, because nothing closes it. Close it with a line of its own.'
      : 'This code fence is never closed, so everything after it is code and no phase. Close it with a line of its own.';
  }
  switch (block.hides) {
    case 'nothing':
      return 'This `<!--` opens no comment, because no `-->` belongs to it. Close it, or put it in backticks if it is meant as text.';
    case 'item':
      return 'This comment ends with its list item, because no `-->` closes it before. Close it.';
    case 'comment':
      return 'This comment runs on into the next one, because nothing closes it before, and everything between is hidden. Close it with `-->`.';
    default:
      return 'This comment is never closed, so everything after it is hidden. Close it with `-->`.';
  }
}

function withRemainder(
  problems: readonly Problem<RoadmapProblemCode>[],
  unlisted: number,
): readonly Problem<RoadmapProblemCode>[] {
  const last = problems.at(-1);
  if (unlisted === 0 || last === undefined) return problems;
  return [...problems.slice(0, -1), { ...last, message: `${last.message} (${unlisted} more are not listed.)` }];
}

/** Text of the file as a message quotes it: short, and not cut through a character. */
function quotable(text: string): string {
  if (text.length <= 60) return text;
  return `${text.slice(0, 59).replace(/[\ud800-\udbff]$/, '')}…`;
}
