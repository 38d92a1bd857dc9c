/** `phasegate check`: the problems of roadmap, specs and phasegate.yaml. */
import type { FileProblem, ProblemFix } from '../base/problem.ts';
import type { TextSource } from '../base/textSource.ts';
import { findFixes } from '../phases/fixes/findFixes.ts';
import { trialsLimit } from '../phases/fixes/fixRequest.ts';
import { loadSpecs, type LoadedPlan } from '../phases/loadedPlan.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { roadmapPath } from '../phases/plan.ts';
import { findInSurroundings, type GateHistory } from '../phases/planFindings.ts';
import { planProblems } from '../phases/planProblems.ts';
import { fillSpec, readTemplates, type SpecDetails } from '../phases/templates.ts';
import { exitCodes } from './exitCode.ts';
import { githubCommands } from './githubCommands.ts';
import { placeProblems, repositoryFolder } from './placedProblems.ts';
import { describeProblems, reportProblems } from './problemReport.ts';
import { sarifLog } from './sarifLog.ts';
import type { Verb, VerbSurroundings } from './verb.ts';

export const checkVerb: Verb = async (line, { source, hasRuns, openRuns, sarifTool, environment }) => {
  const plan = await loadSpecs(await loadPlan(line.folder, source), source);
  // Where nothing ever ran, as in CI, there is no history to ask and no database to make.
  const history = hasRuns() ? await readHistory(openRuns, plan) : null;
  const found = planProblems(plan, await findInSurroundings(plan, source, history, () => false));
  const fixesOf = await fixFinder(plan, source);
  const folder = repositoryFolder(plan.root, environment);
  const errors = found.filter(({ severity }) => severity === 'error');
  const configOnly = errors.every(({ file }) => file === plan.configFile?.file);
  const warnings = found.filter(({ severity }) => severity === 'warning').length;
  const total =
    found.length === 0
      ? `No problems in ${plan.parsed.roadmap.phases.length} phases.\n`
      : `${errors.length} errors, ${warnings} warnings.\n`;
  const output =
    line.format === 'sarif'
      ? sarifLog(placeProblems(found, fixesOf, folder), folder, sarifTool)
      : line.format === 'github'
        ? githubCommands(placeProblems(found, () => [], folder))
        : undefined;
  const problems = reportProblems(
    line.json ? found.map((problem) => withFix(problem, fixesOf(problem))) : found,
    plan.root,
  );
  return {
    document: { kind: 'check', problems },
    prose: describeProblems(problems) + total,
    ...(output === undefined ? {} : { output }),
    exitCode: errors.length === 0 ? exitCodes.ok : configOnly ? exitCodes.usage : exitCodes.planInvalid,
  };
};

/** Null where the database cannot be opened: that keeps nobody from checking texts. */
async function readHistory(openRuns: VerbSurroundings['openRuns'], plan: LoadedPlan): Promise<GateHistory | null> {
  try {
    return await (await openRuns()).runs.latestGateResults({ workspace: plan.root, roadmap: roadmapPath(plan) });
  } catch {
    return null;
  }
}

async function fixFinder(
  plan: LoadedPlan,
  source: TextSource,
): Promise<(problem: FileProblem) => readonly ProblemFix[]> {
  const { spec } = await readTemplates(plan.root, source);
  const specText = (details: SpecDetails): string => fillSpec(spec, details, []);
  const surroundings = { plan, specText, trials: { left: trialsLimit } };
  return (problem) => findFixes(problem, surroundings);
}

/** The best fix that changes nothing but the file of the problem: a script can apply it by its edits. */
function withFix(problem: FileProblem, fixes: readonly ProblemFix[]): FileProblem {
  const { fix: _, ...rest } = problem;
  const fix = fixes.find(({ otherFiles = [] }) => otherFiles.length === 0);
  return fix === undefined ? rest : { ...rest, fix };
}
