/** `phasegate check`: the problems of roadmap, specs and phasegate.yaml. */
import { loadSpecs } from '../phases/loadedPlan.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { roadmapPath } from '../phases/plan.ts';
import { findInSurroundings } from '../phases/planFindings.ts';
import { planProblems } from '../phases/planProblems.ts';
import { exitCodes } from './exitCode.ts';
import { describeProblems, reportProblems } from './problemReport.ts';
import type { Verb } from './verb.ts';

export const checkVerb: Verb = async (line, { source, hasRuns, openRuns }) => {
  const plan = await loadSpecs(await loadPlan(line.folder, source), source);
  // Where nothing ever ran, as in CI, there is no history to ask and no database to make.
  const history = hasRuns()
    ? await (await openRuns()).runs.latestGateResults({ workspace: plan.root, roadmap: roadmapPath(plan) })
    : null;
  const found = planProblems(plan, await findInSurroundings(plan, source, history, () => false));
  const problems = reportProblems(found, plan.root);
  const errors = found.filter(({ severity }) => severity === 'error');
  const configOnly = errors.every(({ file }) => file === plan.configFile?.file);
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  const total =
    problems.length === 0
      ? `No problems in ${plan.parsed.roadmap.phases.length} phases.\n`
      : `${errors.length} errors, ${warnings} warnings.\n`;
  return {
    document: { kind: 'check', problems },
    prose: describeProblems(problems) + total,
    exitCode: errors.length === 0 ? exitCodes.ok : configOnly ? exitCodes.usage : exitCodes.planInvalid,
  };
};
