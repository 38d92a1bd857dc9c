/** Where the spec of a phase goes by convention: beside the other specs, named for its phase. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { resolveInside } from '../../base/resolveInside.ts';
import type { RoadmapPhase } from '../../roadmap/roadmap.ts';
import type { WorkspacePlan } from '../plan.ts';

export interface SpecPlace {
  /** Relative to the roadmap, as the Spec field says it. */
  readonly written: string;
  /** Absolute. */
  readonly file: string;
  readonly exists: boolean;
}

/** @returns null when the place is outside the workspace, or another phase names it already */
export function conventionalSpec(plan: WorkspacePlan, phase: Pick<RoadmapPhase, 'id' | 'title'>): SpecPlace | null {
  const written = path.posix.join(specFolder(plan), `phase-${slug(phase.id)}${slug(phase.title, '-')}.md`);
  if (plan.parsed.roadmap.phases.some(({ spec }) => spec === written)) return null;
  try {
    const folder = path.dirname(plan.roadmapFile);
    const file = resolveInside(plan.root, path.relative(plan.root, path.resolve(folder, written)));
    return { written, file, exists: existsSync(file) };
  } catch {
    return null;
  }
}

/** The folder of most specs that the roadmap names; `stages` where it names none. */
function specFolder(plan: WorkspacePlan): string {
  const counts = new Map<string, number>();
  for (const { spec } of plan.parsed.roadmap.phases) {
    if (spec === null || !spec.includes('/') || spec.startsWith('../') || path.posix.isAbsolute(spec)) continue;
    const folder = path.posix.dirname(spec);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'stages';
}

/** Words in lower case with hyphens between them, in whatever script they are; not longer than a file name should be. */
function slug(text: string, before = ''): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}.]+/gu, '-')
    .replace(/[-.]+$|^[-.]+/g, '');
  const short = [...words].slice(0, 60).join('').replace(/-+$/, '');
  return short === '' ? '' : before + short;
}
