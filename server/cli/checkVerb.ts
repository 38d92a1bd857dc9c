/** `phasegate check`: the problems of roadmap, specs and phasegate.yaml. */
import { loadSpecs } from '../phases/loadedPlan.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { planProblems } from '../phases/planProblems.ts';
import { exitCodes } from './exitCode.ts';
import { describeProblems, reportProblems } from './problemReport.ts';
import type { Verb } from './verb.ts';

export const checkVerb: Verb = async (line, { source }) => {
  const plan = await loadPlan(line.folder, source);
  const found = planProblems(await loadSpecs(plan, source));
  const problems = reportProblems(found, plan.root);
  const errors = found.filter(({ severity }) => severity === 'error');
  const configOnly = errors.every(({ file }) => file === plan.configFile?.file);
  const warnings = problems.length - errors.length;
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
