/** Says in a few lines where the plan of a folder stands. */
import type { TextSource } from '../base/textSource.ts';
import { nextPhase } from '../roadmap/roadmap.ts';
import { loadPlan } from './loadPlan.ts';

/** @throws Failure `roadmap-missing` and what else a plan cannot be read for */
export async function describePlan(folder: string, source: TextSource): Promise<string> {
  const { roadmap } = (await loadPlan(folder, source)).parsed;
  const next = nextPhase(roadmap)?.id ?? null;
  const lines = roadmap.phases.map(({ id, title, status, goal }) => {
    const mark = id === next ? ' (next)' : '';
    return `Phase ${id}${mark}: ${title}. ${status ?? 'no status'}.${goal === null ? '' : ` Goal: ${goal}`}`;
  });
  return lines.length === 0 ? 'The roadmap has no phase.' : lines.join('\n');
}
