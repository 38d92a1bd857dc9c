/** Tells whether a plan still reads as it did, to the byte, which is found out sooner than by parsing it anew. */
import path from 'node:path';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { configFileName, resolveSpec } from './loadPlan.ts';
import type { PhaseSpec } from './phaseSpec.ts';
import { roadmapLimitBytes, specLimitBytes, type WorkspacePlan } from './plan.ts';

/**
 * Looks at configuration, roadmap and the spec of one phase.
 * @throws Failure `path-outside-workspace`, `read-failed`
 */
export async function isPlanUntouched(
  plan: WorkspacePlan,
  phase: RoadmapPhase,
  spec: PhaseSpec,
  source: TextSource,
): Promise<boolean> {
  // The same names may lead elsewhere by now.
  if (resolveInside(plan.root, plan.config.roadmap) !== plan.roadmapFile) return false;
  if (phase.spec === null || resolveSpec(plan, phase.spec) !== spec.file) return false;
  const textOf = async (file: string, limitBytes: number): Promise<string | null> => {
    const read = await source.read(file, limitBytes, plan.root);
    return read.kind === 'text' ? read.text : null;
  };
  const [configText, roadmapText, specText] = await Promise.all([
    textOf(path.join(plan.root, configFileName), specLimitBytes),
    textOf(plan.roadmapFile, roadmapLimitBytes),
    textOf(spec.file, specLimitBytes),
  ]);
  return configText === (plan.configFile?.text ?? null) && roadmapText === plan.roadmapText && specText === spec.text;
}
