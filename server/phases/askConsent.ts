/** Asks the person, once for each set of definitions, before anything of a workspace is executed in the editor. */
import { Failure } from '../base/failure.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { PhaseSpec } from './phaseSpec.ts';
import type { WorkspacePlan } from './plan.ts';
import { planExecutions } from './plannedExecutions.ts';
import type { RunSurroundings } from './runSurroundings.ts';

/** @throws Failure `not-granted` when the person says no */
export async function askConsent(
  plan: WorkspacePlan,
  phase: RoadmapPhase,
  spec: PhaseSpec,
  withExecutor: boolean,
  { askConsent: ask, grants }: Pick<RunSurroundings, 'askConsent' | 'grants'>,
): Promise<void> {
  if (ask === null) return;
  const planned = planExecutions(plan.root, plan.config, spec, withExecutor);
  if (planned.executions.length === 0 || (await grants.isGranted(plan.root, planned.sha256))) return;
  const granted = await ask({
    root: plan.root,
    phase: phase.id,
    title: phase.title,
    changed: await grants.hasGrants(plan.root, phase.id),
    executions: planned.executions,
  });
  if (!granted)
    throw new Failure('not-granted', `Phase ${phase.id} was not run, since its commands were not agreed to.`);
  // What was shown must be what is granted: a definition that changed while the person read is asked about again.
  const now = planExecutions(plan.root, plan.config, spec, withExecutor);
  if (now.sha256 !== planned.sha256) {
    throw new Failure('plan-changed', `The scripts of phase ${phase.id} changed while you were asked. Run it again.`);
  }
  // Who agreed to the executor and the gates agreed to the gates alone.
  const agreed = withExecutor ? [planned, planExecutions(plan.root, plan.config, spec, false)] : [planned];
  for (const { sha256, executions } of agreed) {
    const read = executions.map(({ gate, command }) => `${gate}: ${command}`).join('\n');
    await grants.grant(plan.root, phase.id, sha256, read);
  }
}
