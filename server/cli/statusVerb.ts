/** `phasegate status`: the phases of the roadmap and the next one. */
import { loadSpecs } from '../phases/loadedPlan.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import { planProblems } from '../phases/planProblems.ts';
import { roadmapPath } from '../phases/plan.ts';
import { nextPhase } from '../roadmap/roadmap.ts';
import { exitCodes } from './exitCode.ts';
import { reportProblems } from './problemReport.ts';
import type { Verb } from './verb.ts';

const marks = { TODO: '○', IN_PROGRESS: '●', DONE: '✓', FAILED: '✗' } as const;

export const statusVerb: Verb = async (line, { source, hasRuns, openRuns }) => {
  const plan = await loadPlan(line.folder, source);
  const problems = reportProblems(planProblems(await loadSpecs(plan, source)), plan.root);
  const { phases } = plan.parsed.roadmap;
  const next = nextPhase(plan.parsed.roadmap)?.id ?? null;

  // Only a phase in progress can have been interrupted, so a finished roadmap needs no database.
  const interrupted = new Set<string>();
  if (hasRuns() && phases.some(({ status }) => status === 'IN_PROGRESS')) {
    const { runs, isOwnerAlive } = await openRuns();
    for (const [id, run] of await runs.latestByPhase({ workspace: plan.root, roadmap: roadmapPath(plan) })) {
      const gone = run.outcome === 'interrupted' || (run.outcome === null && !(await isOwnerAlive(run.owner)));
      if (gone) interrupted.add(id);
    }
  }
  const isInterrupted = (phase: (typeof phases)[number]) => phase.status === 'IN_PROGRESS' && interrupted.has(phase.id);

  const width = Math.max(4, ...phases.map(({ id }) => id.length));
  const done = phases.filter(({ status }) => status === 'DONE').length;
  const rows = phases.map((phase) => {
    const mark = phase.status === null ? '?' : marks[phase.status];
    const state = isInterrupted(phase) ? 'interrupted' : (phase.status ?? 'no status');
    const isNext = phase.id === next ? '  ← next' : '';
    return `${mark} ${phase.id.padEnd(width)}  ${state.padEnd(11)}  ${phase.title}${isNext}\n`;
  });
  const faults = problems.length === 0 ? '' : `${problems.length} problems; "phasegate check" lists them.\n`;
  return {
    document: {
      kind: 'status',
      roadmap: roadmapPath(plan),
      next,
      phases: phases.map((phase) => ({
        id: phase.id,
        title: phase.title,
        status: phase.status,
        spec: phase.spec,
        goal: phase.goal,
        ...(phase.notes === null ? {} : { notes: phase.notes }),
        line: phase.line + 1,
        ...(isInterrupted(phase) ? { interrupted: true } : {}),
      })),
      problems,
    },
    prose: `${roadmapPath(plan)}: ${phases.length} phases, ${done} done\n${rows.join('')}${faults}`,
    exitCode: exitCodes.ok,
  };
};
