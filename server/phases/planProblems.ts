/** Every problem of configuration, roadmap and specs, in this order and within a file in the order of the text. */
import path from 'node:path';
import type { FileProblem, Problem } from '../base/problem.ts';
import type { TextRange } from '../base/textRange.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import { scriptOf } from './packageScripts.ts';
import type { PhaseSpec, SpecProblemCode } from './phaseSpec.ts';
import { inFile } from './plan.ts';
import { noFindings, type PlanFindings, type UnnamedSpec } from './planFindings.ts';
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
  const inSpecs: FileProblem[] = [];
  const namedBy = new Map<string, string>();
  for (const { phase, loaded } of plan.specs) {
    const reason = findings.unproven.get(phase.id);
    if (reason !== undefined && phase.status === 'DONE') addAtPhase(unproven(phase, reason));
    if (loaded.kind === 'problem') {
      // A phase without a Spec field is a problem of the roadmap's text already.
      if (phase.spec !== null) addAtPhase(loaded.problem);
      continue;
    }
    const { spec } = loaded;
    const other = namedBy.get(spec.file);
    if (other !== undefined && other !== phase.id) {
      addAtPhase({
        code: 'spec-shared',
        severity: 'warning',
        message: `Phases ${other} and ${phase.id} name the same spec. Give each its own.`,
        range: fieldRange(phase, 'Spec'),
      });
      continue;
    }
    namedBy.set(spec.file, phase.id);
    const problems = [...spec.problems, ...unreachable(spec, findings)];
    if (problems.length > 0) inSpecs.push(...inFile(problems, spec.file, spec.text));
  }
  const last = atPhases.at(-1);
  if (unlisted > 0 && last !== undefined)
    atPhases.push({ ...last, message: `${last.message} (${unlisted} more are not listed.)` });
  const inRoadmap = [...plan.parsed.problems, ...atPhases].sort((a, b) => a.range.start - b.range.start);
  return [
    ...(plan.configFile === null ? [] : inFile(plan.configProblems, plan.configFile.file, plan.configFile.text)),
    ...inFile(inRoadmap, plan.roadmapFile, plan.roadmapText),
    ...inSpecs,
    ...findings.unnamed.filter(({ file }) => !namedBy.has(file)).map((spec) => unnamed(spec, plan)),
  ];
}

function unproven(phase: RoadmapPhase, reason: string): Problem<SpecProblemCode> {
  return {
    code: 'status-unproven',
    severity: 'information',
    message: `Phase ${phase.id} is DONE, but ${reason}. Verify it, or set the status back.`,
    range: fieldRange(phase, 'Status'),
  };
}

/** Folders and scripts that gates of a spec name and that are not there. */
function unreachable(spec: PhaseSpec, findings: PlanFindings): Problem<SpecProblemCode>[] {
  return spec.gates.flatMap(({ definition, range }): Problem<SpecProblemCode>[] => {
    if (definition.kind !== 'run') return [];
    if (findings.missingFolders.has(definition.cwd)) {
      const message = `The folder ${definition.cwd} of gate ${definition.name} does not exist, so the gate cannot run. Create it, or correct "cwd".`;
      return [{ code: 'gate-folder-missing', severity: 'warning', message, range }];
    }
    const script = scriptOf(definition.command);
    const scripts = findings.scripts.get(definition.cwd);
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

function fieldRange(phase: RoadmapPhase, name: string): TextRange {
  return phase.fields.find((field) => field.name === name)?.valueRange ?? phase.headingRange;
}
