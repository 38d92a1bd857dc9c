/** Fixes of what is wrong with the phases of a roadmap: ids, fields, order. */
import type { FileChange, ProblemFix } from '../../base/problem.ts';
import { applyTextEdits, type TextEdit } from '../../base/textRange.ts';
import { lineBreakAt, lineBreakFor } from '../../roadmap/lineBreak.ts';
import { insertBelowHeading } from '../../roadmap/locateMissingFields.ts';
import { parseRoadmap } from '../../roadmap/parseRoadmap.ts';
import type { RoadmapField, RoadmapPhase } from '../../roadmap/roadmap.ts';
import { findFrontMatter } from '../readPhaseSpec.ts';
import { YamlSource } from '../yamlSource.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';
import { nextFreeId } from './nextFreeId.ts';
import { conventionalSpec } from './specPath.ts';

/** What a goal says until a person has written it. */
export const goalPlaceholder = 'Say in one line what will be true when this phase is done';

/** The phase in which the problem stands. */
export function phaseAt({ plan, problem }: FixRequest): RoadmapPhase | undefined {
  const { start } = problem.range;
  return plan.parsed.roadmap.phases.find(({ range }) => range.start <= start && start < range.end);
}

/** Gives the phase the next free id, and its own spec the same. */
export const duplicateIdFixes: FixFinder = (request) => {
  const { plan } = request;
  const phase = phaseAt(request);
  if (phase === undefined) return [];
  const id = nextFreeId(phase.id, new Set(plan.parsed.roadmap.phases.map((other) => other.id)));
  const spec = specChange(request, phase, id);
  return [
    {
      title: `Rename this phase to ${id}${spec === null ? '' : ', in its spec too'}`,
      edits: [{ range: phase.idRange, newText: id }],
      ...(spec === null ? {} : { otherFiles: [spec] }),
    },
  ];
};

/** The `phase` of the spec, if the spec belongs to this phase alone and says the phase's present id. */
function specChange({ plan }: FixRequest, phase: RoadmapPhase, id: string): FileChange | null {
  const own = plan.specs.find((planned) => planned.phase === phase)?.loaded;
  if (own?.kind !== 'spec') return null;
  const { file, text } = own.spec;
  const isShared = plan.specs.some(
    (other) => other.phase !== phase && other.loaded.kind === 'spec' && other.loaded.spec.file === file,
  );
  const frontMatter = findFrontMatter(text);
  if (isShared || frontMatter.kind !== 'found') return null;
  const source = new YamlSource(frontMatter.yaml, frontMatter.offset);
  if (source.problems.length > 0 || source.writtenAt(['phase']) !== phase.id) return null;
  return { kind: 'edit', file, text, edits: [{ range: source.rangeOf(['phase']), newText: id }] };
}

/** Names the conventional path, and creates the spec there from the template. */
export const missingSpecFieldFixes: FixFinder = (request) => {
  const phase = phaseAt(request);
  const place = phase === undefined ? null : conventionalSpec(request.plan, phase);
  if (phase === undefined || place === null) return [];
  const edit = insertField(request, phase, 'Spec', place.written);
  if (edit === null) return [];
  if (place.exists) return [{ title: `Set the spec to ${place.written}`, edits: [edit] }];
  const otherFiles = [
    { kind: 'create', file: place.file, text: request.specText({ ...phase, spec: place.written }) },
  ] as const;
  return [{ title: `Set the spec to ${place.written} and create it`, edits: [edit], otherFiles }];
};

export const missingGoalFixes: FixFinder = (request) => {
  const phase = phaseAt(request);
  const edit = phase === undefined ? null : insertField(request, phase, 'Goal', goalPlaceholder);
  return edit === null ? [] : [{ title: 'Add a goal to fill in', edits: [edit] }];
};

/** Puts the field behind the one that comes before it by convention, or below the heading; null where it would be no field. */
export function insertField(
  { plan: { roadmapText: text } }: Pick<FixRequest, 'plan'>,
  phase: RoadmapPhase,
  name: 'Spec' | 'Goal',
  value: string,
): TextEdit | null {
  const empty = phase.fields.find((field) => field.name === name);
  const before = (name === 'Goal' ? ['Spec', 'Status'] : ['Status'])
    .map((wanted) => phase.fields.find((field) => field.name === wanted))
    .find((field) => field !== undefined);
  const line = `**${name}:** ${value}`;
  const edits = [
    empty === undefined ? null : fillField(text, empty, value),
    empty !== undefined || before === undefined ? null : insertBehind(text, before, line),
    empty === undefined ? insertBelowHeading(text, phase, line) : null,
  ];
  return edits.find((edit) => edit !== null && setsField(text, phase, edit, name, value)) ?? null;
}

function fillField(text: string, { valueRange }: RoadmapField, value: string): TextEdit {
  const isApart = /[ \t]/.test(text.charAt(valueRange.start - 1));
  return { range: valueRange, newText: isApart ? value : ` ${value}` };
}

function insertBehind(text: string, { range, nameRange }: RoadmapField, line: string): TextEdit {
  const indent = text.slice(range.start, nameRange.start - 2);
  const newText = lineBreakFor(text, range.end) + indent + line;
  return { range: { start: range.end, end: range.end }, newText };
}

/** Tries the edit on the phase alone: below an open comment or in a list, a line may be no field. */
function setsField(text: string, phase: RoadmapPhase, edit: TextEdit, name: string, value: string): boolean {
  const { start, end } = phase.range;
  const changed = applyTextEdits(text.slice(start, end), [
    { range: { start: edit.range.start - start, end: edit.range.end - start }, newText: edit.newText },
  ]);
  const [read] = parseRoadmap(changed).roadmap.phases;
  return read?.fields.find((field) => field.name === name)?.value === value;
}

/** Removes the second field; certain when it only repeats what the first says. */
export const duplicateFieldFixes: FixFinder = (request) => {
  const { problem, plan } = request;
  const phase = phaseAt(request);
  const field = phase?.fields.find(({ range }) => range.start === problem.range.start);
  if (phase === undefined || field === undefined) return [];
  const first = phase.fields.find(({ name }) => name === field.name);
  const text = plan.roadmapText;
  const isLine = text.slice(field.valueRange.end, field.range.end).trim() === '';
  // A comment behind the value may go on below, and would lose its beginning.
  if (!isLine) return [];
  const lineBreak = lineBreakAt(text, field.range.end);
  return [
    {
      title: `Remove this second ${field.name} line`,
      edits: [{ range: { start: field.range.start, end: field.range.end + (lineBreak?.length ?? 0) }, newText: '' }],
      isCertain: first?.value === field.value,
    },
  ];
};

/** Setting back is a step that only a person takes, so it is never applied among others. */
export const setBackFixes: FixFinder = (request) => {
  const phase = phaseAt(request);
  if (phase === undefined) return [];
  return [{ title: `Set phase ${phase.id} back to TODO`, edits: [{ range: request.problem.range, newText: 'TODO' }] }];
};

/** Puts a first phase at the end of the text. */
export const noPhasesFixes: FixFinder = ({ plan, specText }) => {
  const phase = { id: '1', title: 'First phase', goal: goalPlaceholder };
  const place = conventionalSpec(plan, phase);
  const text = plan.roadmapText;
  if (place === null) return [];
  const lineBreak = lineBreakFor(text, text.length);
  const lines = [
    `## Phase ${phase.id}: ${phase.title}`,
    '**Status:** TODO',
    `**Spec:** ${place.written}`,
    `**Goal:** ${phase.goal}`,
    '',
  ];
  const before = text.trim() === '' ? '' : /[\r\n]$/.test(text) ? lineBreak : lineBreak + lineBreak;
  const edits = [{ range: { start: text.length, end: text.length }, newText: before + lines.join(lineBreak) }];
  if (parseRoadmap(applyTextEdits(text, edits)).roadmap.phases.length === 0) return [];
  const fix: ProblemFix = { title: 'Add a first phase', edits };
  if (place.exists) return [fix];
  return [
    { ...fix, otherFiles: [{ kind: 'create', file: place.file, text: specText({ ...phase, spec: place.written }) }] },
  ];
};
