/** Reads the phases out of the lines of a roadmap. */
import { LineScanner } from './lineScanner.ts';
import { readField } from './readField.ts';
import { headingLevel, readPhaseHeading, type PhaseHeading } from './readHeading.ts';
import { phaseStatuses, type PhaseStatus, type RoadmapField, type RoadmapPhase } from './roadmap.ts';
import type { RoadmapProblems } from './roadmapProblems.ts';
import type { UnclosedBlock } from './unclosedBlock.ts';

const hash = 35;
const asterisk = 42;

/** A phase that was looked up; lines before it were passed over, so nobody counted them. */
export type FoundPhase = Omit<RoadmapPhase, 'line'>;

/** Reads the phases of a roadmap in file order and reports what is wrong with headings, fields and hidden blocks. */
export function readPhases(text: string, problems: RoadmapProblems): readonly RoadmapPhase[] {
  return read(text, problems, null, wholeText).phases;
}

/** A part of a text that begins and ends where nothing before it can change its meaning. */
export interface ReadPart {
  /** Start of the text, or of a phase whose heading has no indent. */
  readonly start: number;
  /** Zero-based line of the start. */
  readonly line: number;
  /** Whether the reading ends before the phase that begins here, at a heading without indent. */
  readonly endsAt: (start: number) => boolean;
}

/** Reads the phases of a part. @returns where and in which line the reading ended; null at the end of the text */
export function readPhasesOfPart(
  text: string,
  problems: RoadmapProblems,
  part: ReadPart,
): {
  readonly phases: readonly RoadmapPhase[];
  readonly end: { readonly start: number; readonly line: number } | null;
} {
  return read(text, problems, null, part);
}

const wholeText: ReadPart = { start: 0, line: 0, endsAt: () => false };

/** All phases with this id; takes a fraction of the time that reading all phases takes. */
export function findPhases(text: string, id: string): readonly FoundPhase[] {
  return id === '' ? [] : read(text, null, id, wholeText).phases;
}

function read(
  text: string,
  problems: RoadmapProblems | null,
  onlyId: string | null,
  part: ReadPart,
): ReturnType<typeof readPhasesOfPart> {
  const onUnclosed = problems && ((block: UnclosedBlock): void => problems.unclosed(block));
  const scanner = new LineScanner(text, onUnclosed, part);
  const phases: RoadmapPhase[] = [];
  let draft: PhaseDraft | null = null;
  while (scanner.next()) {
    const { first } = scanner;
    const code = text.charCodeAt(first);
    if (code === asterisk) {
      if (draft === null || first - scanner.start > 3) continue;
      const field = readField(text, scanner.start, first, scanner.contentEnd, scanner.end);
      if (field !== null) draft.add(field, problems);
    } else if (code === hash && scanner.column < 4) {
      const level = headingLevel(text, first, scanner.contentEnd);
      if (level > 2) {
        if (draft !== null) draft.inSubsection = true;
        continue;
      }
      const isDoubleHash = level === 2 || (level === 0 && text.charCodeAt(first + 1) === hash);
      const heading = isDoubleHash ? readPhaseHeading(text, first, scanner.contentEnd) : null;
      if (level === 0 && heading === null) continue;
      if (draft !== null) phases.push(draft.finish(scanner.start));
      draft = null;
      if (heading?.kind === 'phase') {
        if (first === scanner.start && part.endsAt(first)) return { phases, end: { start: first, line: scanner.line } };
        if (onlyId === null || isId(text, heading, onlyId)) draft = new PhaseDraft(text, scanner, heading);
      } else if (heading !== null) problems?.malformedHeading({ start: first, end: scanner.end }, heading.edit);
      if (onlyId !== null && draft === null) scanner.skipToHeadingWith(onlyId);
    }
  }
  if (draft !== null) phases.push(draft.finish(text.length));
  return { phases, end: null };
}

function isId(text: string, heading: PhaseHeading, id: string): boolean {
  return heading.idEnd - heading.idStart === id.length && text.startsWith(id, heading.idStart);
}

/** Shared by all phases without fields. */
const noFields: readonly RoadmapField[] = [];

/** A phase while its lines are being read. */
class PhaseDraft {
  /** Whether a heading of level 3 or more came; what repeats a field's name after it is no duplicate. */
  inSubsection = false;
  readonly #text: string;
  readonly #heading: PhaseHeading;
  readonly #line: number;
  readonly #start: number;
  readonly #end: number;
  #fields: RoadmapField[] | null = null;
  #status: RoadmapField | null = null;
  #spec: RoadmapField | null = null;
  #goal: RoadmapField | null = null;
  #notes: string[] | null = null;

  constructor(text: string, scanner: LineScanner, heading: PhaseHeading) {
    this.#text = text;
    this.#heading = heading;
    this.#line = scanner.line;
    this.#start = scanner.start;
    this.#end = scanner.end;
  }

  /**
   * Takes a field line in. A second Status, Spec or Goal is a problem, because only the first counts; other names mean
   * nothing here and may repeat.
   */
  add(field: RoadmapField, problems: RoadmapProblems | null): void {
    if (this.#fields === null) this.#fields = [field];
    else this.#fields.push(field);
    if (field.name === 'Status') {
      if (this.#status === null) this.#status = field;
      else this.#reportDuplicate(field, problems);
    } else if (field.name === 'Spec') {
      if (this.#spec === null) this.#spec = field;
      else this.#reportDuplicate(field, problems);
    } else if (field.name === 'Goal') {
      if (this.#goal === null) this.#goal = field;
      else this.#reportDuplicate(field, problems);
    } else if (field.name === 'Notes' && field.value !== '') {
      (this.#notes ??= []).push(field.value);
    }
  }

  finish(end: number): RoadmapPhase {
    const { idStart, idEnd, titleStart, titleEnd } = this.#heading;
    return {
      id: this.#text.slice(idStart, idEnd),
      title: this.#text.slice(titleStart, titleEnd),
      status: readStatus(this.#status),
      spec: this.#spec?.value || null,
      goal: this.#goal?.value || null,
      notes: this.#notes === null ? null : this.#notes.join('\n'),
      fields: this.#fields ?? noFields,
      line: this.#line,
      headingRange: { start: this.#start, end: this.#end },
      idRange: { start: idStart, end: idEnd },
      titleRange: { start: titleStart, end: titleEnd },
      range: { start: this.#start, end },
    };
  }

  #reportDuplicate(field: RoadmapField, problems: RoadmapProblems | null): void {
    if (!this.inSubsection) problems?.duplicateField(field.name, field.range);
  }
}

function readStatus(field: RoadmapField | null): PhaseStatus | null {
  const value = field?.value;
  return phaseStatuses.find((status) => status === value) ?? null;
}
