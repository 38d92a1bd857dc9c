/** Fixes of a spec that no phase names: a phase that lacks a spec takes it, or it gets a phase of its own. */
import path from 'node:path';
import type { ProblemFix } from '../../base/problem.ts';
import { applyTextEdits, type TextEdit } from '../../base/textRange.ts';
import { lineBreakFor } from '../../roadmap/lineBreak.ts';
import { parseRoadmap } from '../../roadmap/parseRoadmap.ts';
import type { RoadmapPhase } from '../../roadmap/roadmap.ts';
import { readSpecLines } from '../gates/readSpecLines.ts';
import { findFrontMatter } from '../readPhaseSpec.ts';
import { YamlSource } from '../yamlSource.ts';
import type { FixFinder, FixRequest } from './fixRequest.ts';
import { nextFreeId } from './nextFreeId.ts';
import { goalPlaceholder, insertField } from './roadmapFixes.ts';

/** More phases without a spec are not offered; the person then writes the line. */
const mostOffered = 5;

export const unnamedSpecFixes: FixFinder = (request) => {
  const { plan, problem } = request;
  const spec = path.relative(path.dirname(plan.roadmapFile), problem.file).split(path.sep).join('/');
  const declared = declaredPhase(problem.text);
  const named = takers(request, declared).flatMap((phase): ProblemFix[] => {
    const edit = nameSpec(request, phase, spec);
    return edit === null ? [] : [inRoadmap(request, `Name it as the spec of phase ${phase.id}`, edit)];
  });
  return [...named, ...ownPhase(request, spec, declared)];
};

function inRoadmap({ plan }: FixRequest, title: string, edit: TextEdit): ProblemFix {
  const change = { kind: 'edit', file: plan.roadmapFile, text: plan.roadmapText, edits: [edit] } as const;
  return { title, edits: [], otherFiles: [change] };
}

/** The phase that the spec says it belongs to; null when it says none. */
function declaredPhase(text: string): string | null {
  const frontMatter = findFrontMatter(text);
  if (frontMatter.kind !== 'found') return null;
  const source = new YamlSource(frontMatter.yaml, frontMatter.offset);
  const { value } = source;
  const says = source.problems.length === 0 && typeof value === 'object' && value !== null && 'phase' in value;
  return says ? (source.writtenAt(['phase'])?.trim() ?? null) : null;
}

/** Phases without a spec that is there; where the spec names its phase, only that one. */
function takers({ plan }: FixRequest, declared: string | null): readonly RoadmapPhase[] {
  const lacking = plan.specs.filter(
    ({ loaded }) => loaded.kind === 'problem' && (loaded.problem.code === 'spec-not-found' || loaded.file === null),
  );
  const lackingPhases = new Set(lacking.map(({ phase }) => phase));
  return plan.parsed.roadmap.phases
    .filter((phase) => (declared === null ? phase.spec === null : phase.id === declared))
    .filter((phase) => phase.spec === null || lackingPhases.has(phase))
    .slice(0, mostOffered);
}

function nameSpec(request: FixRequest, phase: RoadmapPhase, spec: string): TextEdit | null {
  const field = phase.fields.find(({ name }) => name === 'Spec');
  if (phase.spec === null || field === undefined) return insertField(request, phase, 'Spec', spec);
  return { range: field.valueRange, newText: spec };
}

/** A phase behind the last one; none where the id that the spec says is taken. */
function ownPhase(request: FixRequest, spec: string, declared: string | null): readonly ProblemFix[] {
  const { plan, problem, trials } = request;
  const { phases } = plan.parsed.roadmap;
  const taken = new Set(phases.map(({ id }) => id));
  const last = phases.at(-1);
  const id = declared ?? nextFreeId(last?.id ?? '0', taken);
  if (taken.has(id) || trials.left <= 0) return [];
  trials.left--;
  const text = plan.roadmapText;
  const end = last?.range.end ?? text.length;
  const lineBreak = lineBreakFor(text, end);
  const title = titleOf(problem.text, path.posix.basename(spec), id);
  const lines = [`## Phase ${id}: ${title}`, '**Status:** TODO', `**Spec:** ${spec}`, `**Goal:** ${goalPlaceholder}`];
  const written = text.slice(0, end);
  const before = /^\s*$/.test(written)
    ? ''
    : lineBreak.repeat(/(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(written) ? 0 : /[\r\n]$/.test(written) ? 1 : 2);
  const after = end < text.length ? lineBreak.repeat(2) : lineBreak;
  const edit = { range: { start: end, end }, newText: before + lines.join(lineBreak) + after };
  const parsed = parseRoadmap(applyTextEdits(text, [edit]));
  const added = parsed.roadmap.phases[phases.length];
  const isRead = parsed.roadmap.phases.length === phases.length + 1 && added?.id === id && added.spec === spec;
  return isRead ? [inRoadmap(request, `Add phase ${id} with this spec`, edit)] : [];
}

/** The first heading without "Phase 3:", or what the file is called. */
function titleOf(text: string, file: string, id: string): string {
  for (const line of readSpecLines(text)) {
    if (line.headingLevel === null) continue;
    const whole = line.text.replace(/(?:^|[ \t])#+[ \t]*$/, '').trim();
    const heading = whole.replace(/^phase\s+[\w.]+\s*[:.—–-]*\s*/iu, '');
    if (heading !== '') return heading;
  }
  const prefix = new RegExp(`^phase-${id.replace(/[.]/g, '\\.')}-`, 'i');
  const words = file.replace(/\.md$/i, '').replace(prefix, '').replace(/[-_]+/g, ' ').trim();
  return words === '' ? 'Untitled' : words.charAt(0).toUpperCase() + words.slice(1);
}
