/** Every problem of configuration, roadmap and specs, in this order and within a file in the order of the text. */
import path from 'node:path';
import type { FileProblem, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import { placeOfField, type RoadmapPhase } from '../roadmap/roadmap.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import type { NamedSpec } from './specStanding.ts';
import { scriptOf } from './packageScripts.ts';
import type { PhaseSpec, SpecProblemCode } from './phaseSpec.ts';
import { inFile } from './plan.ts';
import { noFindings, type PlanFindings, type UnnamedSpec, type UnreachableThings } from './planFindings.ts';
import { findFrontMatter } from './readPhaseSpec.ts';

/** How many problems with specs are listed at the phases that name them. */
const listedLimit = 1_000;

/** @param findings what the folder and the history of runs add; nothing when not given */
export function planProblems(plan: LoadedPlan, findings: PlanFindings = noFindings): readonly FileProblem[] {
  const atPhases: Problem<SpecProblemCode>[] = [];
  let unlisted = 0;
  const addAtPhase = (problem: Problem<SpecProblemCode>): void => {
    if (atPhases.length < listedLimit) atPhases.push(problem);
    else unlisted++;
  };
  const { byFile, shared, unread } = plan.standing;
  for (const { phase } of findings.unproven.size === 0 ? [] : plan.specs) {
    const reason = phase.status === 'DONE' ? findings.unproven.get(phase.id) : undefined;
    if (reason !== undefined) addAtPhase(unproven(phase, reason));
  }
  for (const index of unread) {
    const loaded = plan.specs[index]?.loaded;
    if (loaded?.kind === 'problem') addAtPhase(loaded.problem);
  }
  for (const [index, other] of shared) {
    const phase = plan.specs[index]?.phase;
    if (phase === undefined) continue;
    addAtPhase({
      code: 'spec-shared',
      severity: 'warning',
      message: `Phases ${other} and ${phase.id} name the same spec. Give each its own.`,
      range: placeOfField(phase, 'Spec'),
    });
  }
  const inSpecs = concernedSpecs(plan, findings).flatMap(({ spec }) => {
    const things = findings.unreachable.get(spec.file);
    const problems = things === undefined ? spec.problems : [...spec.problems, ...unreachable(spec, things)];
    return inFile(problems, spec.file, spec.text);
  });
  const last = atPhases.at(-1);
  if (unlisted > 0 && last !== undefined)
    atPhases.push({ ...last, message: `${last.message} (${unlisted} more are not listed.)` });
  const inRoadmap = [...plan.parsed.problems, ...atPhases].sort((a, b) => a.range.start - b.range.start);
  return [
    ...(plan.configFile === null ? [] : inFile(plan.configProblems, plan.configFile.file, plan.configFile.text)),
    ...inFile(inRoadmap, plan.roadmapFile, plan.roadmapText),
    ...inSpecs,
    ...findings.unnamed.filter(({ file }) => !byFile.has(file)).map((spec) => unnamed(spec, plan)),
  ];
}

/** Specs with problems of their own, and those that name what is not there, in the order of the phases. */
function concernedSpecs({ standing }: LoadedPlan, { unreachable: files }: PlanFindings): readonly NamedSpec[] {
  const lacking = [...files.keys()].flatMap((file) => standing.byFile.get(file) ?? []);
  return [...new Set([...standing.faulty, ...lacking])].sort((a, b) => a.index - b.index);
}

function unproven(phase: RoadmapPhase, reason: string): Problem<SpecProblemCode> {
  return {
    code: 'status-unproven',
    severity: 'information',
    message: `Phase ${phase.id} is DONE, but ${reason}. Verify it, or set the status back.`,
    range: placeOfField(phase, 'Status'),
  };
}

/** Folders and scripts that gates of a spec name and that are not there. */
function unreachable(spec: PhaseSpec, things: UnreachableThings): Problem<SpecProblemCode>[] {
  return spec.gates.flatMap(({ definition, range }): Problem<SpecProblemCode>[] => {
    if (definition.kind !== 'run') return [];
    if (things.folders.has(definition.cwd)) {
      const message = `The folder ${definition.cwd} of gate ${definition.name} does not exist, so the gate cannot run. Create it, or correct "cwd".`;
      return [{ code: 'gate-folder-missing', severity: 'warning', message, range }];
    }
    const script = scriptOf(definition.command);
    const scripts = things.scripts.get(definition.cwd);
    if (script === null || scripts === undefined || scripts.has(script)) return [];
    const known = scripts.size === 0 ? 'has none' : `has ${[...scripts].slice(0, 12).join(', ')}`;
    const message = `Gate ${definition.name} runs the script ${script}, which package.json does not have. It ${known}.`;
    return [{ code: 'gate-script-unknown', severity: 'warning', message, range }];
  });
}

function unnamed({ file, text, isPlain }: UnnamedSpec, plan: LoadedPlan): FileProblem {
  const roadmap = path.basename(plan.roadmapFile);
  const shown = path.relative(path.dirname(plan.roadmapFile), file).split(path.sep).join('/');
  return {
    code: 'spec-unnamed',
    severity: isPlain ? 'warning' : 'information',
    message: `No phase of ${roadmap} names this file as its spec. Add \`**Spec:** ${shown}\` to a phase, or move the file elsewhere if it is no spec.`,
    range: firstLine(text),
    file,
    text,
  };
}

/** The first line of the text below the front matter's opening, which says what the file is. */
function firstLine(text: string): TextRange {
  const frontMatter = findFrontMatter(text);
  const start = frontMatter.kind === 'found' && frontMatter.yaml.trim() !== '' ? frontMatter.offset : 0;
  const length = text.slice(start, start + 500).search(/[\r\n]/);
  return { start, end: length < 0 ? Math.min(text.length, start + 500) : start + length };
}
