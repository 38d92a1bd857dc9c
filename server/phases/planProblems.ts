/** Every problem of configuration, roadmap and specs, in this order and within a file in the order of the text. */
import type { FileProblem, Problem } from '../base/problem.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import { inFile } from './plan.ts';

export function planProblems(plan: LoadedPlan): readonly FileProblem[] {
  const inRoadmap: Problem[] = [...plan.parsed.problems];
  const inSpecs: FileProblem[] = [];
  const namedBy = new Map<string, string>();
  for (const { phase, loaded } of plan.specs) {
    if (loaded.kind === 'problem') {
      // A phase without a Spec field is a problem of the roadmap's text already.
      if (phase.spec !== null) inRoadmap.push(loaded.problem);
      continue;
    }
    const { spec } = loaded;
    const other = namedBy.get(spec.file);
    if (other !== undefined && other !== phase.id) {
      inRoadmap.push({
        code: 'spec-shared',
        severity: 'warning',
        message: `Phases ${other} and ${phase.id} name the same spec. Give each its own.`,
        range: phase.fields.find(({ name }) => name === 'Spec')?.valueRange ?? phase.headingRange,
      });
      continue;
    }
    namedBy.set(spec.file, phase.id);
    inSpecs.push(...inFile(spec.problems, spec.file, spec.text));
  }
  inRoadmap.sort((a, b) => a.range.start - b.range.start);
  return [
    ...(plan.configFile === null ? [] : inFile(plan.configProblems, plan.configFile.file, plan.configFile.text)),
    ...inFile(inRoadmap, plan.roadmapFile, plan.roadmapText),
    ...inSpecs,
  ];
}
