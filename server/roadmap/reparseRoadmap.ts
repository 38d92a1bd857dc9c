/** Parses the next version of a roadmap, reading only the phases that a change can have touched. */
import type { Problem } from '../base/problem.ts';
import { findChange, type TextChange } from '../base/textChange.ts';
import { checkPhases } from './checkPhases.ts';
import { movePhase, moveRange } from './movedPhase.ts';
import { readPhases, readPhasesOfPart } from './readPhases.ts';
import type { ParsedRoadmap, RoadmapPhase, RoadmapProblemCode } from './roadmap.ts';
import { RoadmapProblems } from './roadmapProblems.ts';

/** A parsed version of a roadmap, from which the next one can be parsed. */
export interface RoadmapVersion {
  readonly text: string;
  readonly parsed: ParsedRoadmap;
  /**
   * Problems of single lines, found while reading; null where the meaning of the text before a change can depend on the
   * text after it, as it does while a fence or a comment is open to the end.
   */
  readonly lineProblems: readonly Problem<RoadmapProblemCode>[] | null;
  /** The same object as in the version before where every phase has kept its id and its spec. */
  readonly names: PhaseNames;
}

/** What phases are called by, themselves and their specs. */
export interface PhaseNames {
  /** Indexes of phases whose id an earlier phase has. */
  readonly repeated: readonly number[];
}

const unclosedCodes: ReadonlySet<RoadmapProblemCode> = new Set(['roadmap-fence-unclosed', 'roadmap-comment-unclosed']);

/**
 * Gives what `parseRoadmap` gives, in the time that the changed phases take.
 *
 * A heading without indent ends whatever lines before it began. So reading starts anew at the last such phase before
 * the change, and ends at the first one behind it at which the earlier reading had arrived too; the phases behind are
 * moved. Nothing is reused where a fence or a comment is unclosed.
 *
 * @param previous an earlier version; null parses the whole text
 */
export function reparseRoadmap(previous: RoadmapVersion | null, text: string): RoadmapVersion {
  const problems = new RoadmapProblems();
  const reread = previous && rereadPhases(previous, text, problems);
  const phases = reread?.phases ?? readPhases(text, problems);
  const names = reread?.names ?? namePhases(phases);
  const listed = problems.listedSoFar();
  // Which of too many problems are listed depends on the order in which they were found.
  if (listed === null && reread !== null) return reparseRoadmap(null, text);
  const lineProblems = listed?.some(({ code }) => unclosedCodes.has(code)) === true ? null : listed;
  if (phases.length === 0) problems.noPhases({ start: 0, end: firstLineEnd(text) });
  checkPhases(text, phases, names.repeated, problems);
  return { text, parsed: { roadmap: { phases }, problems: problems.list() }, lineProblems, names };
}

function rereadPhases(
  { text: oldText, parsed, lineProblems, names }: RoadmapVersion,
  text: string,
  problems: RoadmapProblems,
): { readonly phases: readonly RoadmapPhase[]; readonly names: PhaseNames | null } | null {
  if (lineProblems === null) return null;
  const { phases } = parsed.roadmap;
  const change = findChange(oldText, text);
  if (change === null) {
    for (const problem of lineProblems) problems.adopt(problem);
    return { phases, names };
  }
  const kept = lastLeftAlone(oldText, phases, change);
  const restart = phases[kept];
  const from = restart === undefined ? 0 : restart.range.start;
  const before = Math.max(0, kept);
  const shift = change.newEnd - change.oldEnd;
  let resumed = firstBehind(phases, change.oldEnd);

  const { phases: read, end } = readPhasesOfPart(text, problems, {
    start: from,
    line: restart?.line ?? 0,
    endsAt: (start) => {
      while ((phases[resumed]?.range.start ?? Infinity) + shift < start) resumed++;
      const candidate = phases[resumed];
      return candidate !== undefined && candidate.range.start + shift === start && isUnindented(oldText, candidate);
    },
  });
  const behind = end === null ? [] : phases.slice(resumed);
  const lines = end === null ? 0 : end.line - (behind[0]?.line ?? 0);
  const oldEnd = end === null ? Infinity : end.start - shift;
  for (const problem of lineProblems) {
    if (problem.range.start < from) problems.adopt(problem);
    else if (problem.range.start >= oldEnd) problems.adopt(moveProblem(problem, shift));
  }
  const isNamedAlike = haveSameNames(phases.slice(before, end === null ? phases.length : resumed), read);
  return {
    phases: [
      ...phases.slice(0, before),
      ...(before + behind.length === 0 ? read : copies(read)),
      ...(shift === 0 && lines === 0 ? behind : behind.map((phase) => movePhase(phase, shift, lines))),
    ],
    names: isNamedAlike ? names : null,
  };
}

function namePhases(phases: readonly RoadmapPhase[]): PhaseNames {
  const ids = new Set<string>();
  const repeated: number[] = [];
  for (const [index, { id }] of phases.entries()) {
    if (ids.has(id)) repeated.push(index);
    else ids.add(id);
  }
  return { repeated };
}

function haveSameNames(some: readonly RoadmapPhase[], others: readonly RoadmapPhase[]): boolean {
  const isSame = (phase: RoadmapPhase, index: number): boolean => {
    const other = others[index];
    return other !== undefined && phase.id === other.id && phase.spec === other.spec;
  };
  return some.length === others.length && some.every(isSame);
}

/** Index of the last phase that begins without indent and whose heading the change leaves alone; -1 when there is none. */
function lastLeftAlone(text: string, phases: readonly RoadmapPhase[], change: TextChange): number {
  let index = firstBehind(phases, change.start) - 1;
  for (; index >= 0; index--) {
    const phase = phases[index];
    if (phase !== undefined && phase.headingRange.end < change.start && isUnindented(text, phase)) break;
  }
  return index;
}

/** Index of the first phase that begins behind an offset. */
function firstBehind(phases: readonly RoadmapPhase[], offset: number): number {
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((phases[middle]?.range.start ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isUnindented(text: string, phase: RoadmapPhase): boolean {
  return text.startsWith('#', phase.range.start);
}

/**
 * Phases whose strings are their own: a part of a string keeps the whole string in memory, and a roadmap that is being
 * typed into would keep every version of itself.
 */
function copies(phases: readonly RoadmapPhase[]): readonly RoadmapPhase[] {
  return structuredClone(phases);
}

function moveProblem(problem: Problem<RoadmapProblemCode>, by: number): Problem<RoadmapProblemCode> {
  const range = moveRange(problem.range, by);
  if (problem.fix === undefined) return { ...problem, range };
  const edits = problem.fix.edits.map((edit) => ({ ...edit, range: moveRange(edit.range, by) }));
  return { ...problem, range, fix: { ...problem.fix, edits } };
}

function firstLineEnd(text: string): number {
  const end = text.search(/[\r\n]/);
  return end < 0 ? text.length : end;
}
