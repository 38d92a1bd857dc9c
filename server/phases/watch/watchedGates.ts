/** Chooses the gates that a watch is about, from what was asked for and the plan as it is now. */
import { Failure } from '../../base/failure.ts';
import type { TextSource } from '../../base/textSource.ts';
import { nextPhase } from '../../roadmap/roadmap.ts';
import { checkRunnable } from '../checkRunnable.ts';
import type { WorkspacePlan } from '../plan.ts';
import { hashGate } from '../planFingerprint.ts';
import { withSlashes, type WatchedGate } from './gateInputs.ts';

/** What to watch: some gates of a phase, all of them, or those of every phase that may run. */
export interface WatchTarget {
  readonly phase?: string;
  /** Default all of the phase. */
  readonly gates?: readonly string[];
}

export interface ChosenGates {
  readonly gates: readonly WatchedGate[];
  /** Why phases that were asked for have no gates among them. */
  readonly failures: readonly Failure[];
}

/**
 * Gates in the order of the roadmap. Approvals are left out: what a person says does not follow from files. Where
 * every phase is meant, those are the DONE ones and the next one, and a gate that several of them define alike is
 * run for the last of them only.
 */
export async function chooseGates(
  targets: readonly WatchTarget[],
  plan: WorkspacePlan,
  source: TextSource,
): Promise<ChosenGates> {
  const wanted = new Map<string, ReadonlySet<string> | 'all'>();
  for (const { phase, gates } of targets) {
    if (phase === undefined) continue;
    const before = wanted.get(phase);
    const isAll = gates === undefined || before === 'all';
    wanted.set(phase, isAll ? 'all' : new Set([...(before ?? []), ...gates]));
  }
  const isFolder = targets.some(({ phase }) => phase === undefined);
  if (isFolder) for (const phase of runnablePhases(plan)) wanted.set(phase, 'all');

  const known = plan.parsed.roadmap.phases.map(({ id }) => id);
  const ordered = [...wanted].sort(([one], [other]) => known.indexOf(one) - known.indexOf(other));
  const chosen: WatchedGate[] = [];
  const failures: Failure[] = [];
  for (const [phase, names] of ordered) {
    try {
      chosen.push(...(await gatesOf(phase, names, plan, source)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  return { gates: isFolder ? withoutRepetitions(chosen) : chosen, failures };
}

function runnablePhases(plan: WorkspacePlan): readonly string[] {
  const { phases } = plan.parsed.roadmap;
  const next = nextPhase(plan.parsed.roadmap);
  const end = next === undefined ? phases.length : phases.indexOf(next) + 1;
  return phases.slice(0, end).map(({ id }) => id);
}

async function gatesOf(
  phase: string,
  names: ReadonlySet<string> | 'all',
  plan: WorkspacePlan,
  source: TextSource,
): Promise<readonly WatchedGate[]> {
  const { spec } = await checkRunnable(plan, phase, 'checked', source);
  const all = spec.gates.map(({ definition }) => definition);
  const unknown = names === 'all' ? undefined : [...names].find((name) => !all.some((gate) => gate.name === name));
  if (unknown !== undefined) {
    throw new Failure(
      'unknown-gate',
      `Phase ${phase} has no gate ${unknown}. It has ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  const meant = all.filter(({ name }) => names === 'all' || names.has(name));
  const watchable = meant.filter(({ kind }) => kind !== 'approve');
  if (watchable.length === 0) {
    throw new Failure(
      'no-gates',
      `There is nothing to watch in phase ${phase}: a person approves its gates. Approve, and run the gates.`,
    );
  }
  const specFile = withSlashes(plan.root, spec.file);
  return watchable.map((definition) => ({ phase, definition, specFile }));
}

/** A checklist looks the same in each spec and is about another one in each. */
function withoutRepetitions(gates: readonly WatchedGate[]): readonly WatchedGate[] {
  const identity = ({ definition, specFile }: WatchedGate): string =>
    `${hashGate(definition)} ${definition.kind === 'checklist' ? specFile : ''}`;
  const last = new Map(gates.map((gate, index) => [identity(gate), index]));
  return gates.filter((gate, index) => last.get(identity(gate)) === index);
}
