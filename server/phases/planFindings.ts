/** Finds what the texts of a plan do not show by themselves: it takes the folder, or the history of runs. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import type { GateDefinition, RunGate } from './gate.ts';
import type { LoadedPlan } from './loadedPlan.ts';
import { readPackageScripts } from './packageScripts.ts';
import { hashGate } from './planFingerprint.ts';
import { specLimitBytes } from './plan.ts';
import { findFrontMatter } from './readPhaseSpec.ts';
import type { LatestGateResult } from './phaseRunStore.ts';

export interface PlanFindings {
  /** Why a phase's DONE is not proven, as the end of a sentence, by the id of the phase. */
  readonly unproven: ReadonlyMap<string, string>;
  /** Files beside the specs that no phase names. */
  readonly unnamed: readonly UnnamedSpec[];
  /** Folders that run gates name and that are not there. */
  readonly missingFolders: ReadonlySet<string>;
  /** Scripts of package.json by the folder it is in; folders without one are not in it. */
  readonly scripts: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface UnnamedSpec {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Whether it says itself that it is a spec, by a phase or gates in its front matter. */
  readonly isPlain: boolean;
}

export const noFindings: PlanFindings = {
  unproven: new Map(),
  unnamed: [],
  missingFolders: new Set(),
  scripts: new Map(),
};

/** Documents that stand beside specs and are none. */
const notSpecs = /^(?:readme|index|contributing|changelog|template)\b.*\.md$/i;
/** No more unnamed specs are read than this. */
const mostUnnamed = 200;

/** The latest results of gates, by phase and then by gate. */
export type GateHistory = ReadonlyMap<string, ReadonlyMap<string, LatestGateResult>>;

/**
 * @param history null where no history of runs can be had; then nothing is said about proofs
 * @param wasUnfinished whether a phase was seen with another status before, so that its DONE was written since
 */
export async function findInSurroundings(
  plan: LoadedPlan,
  source: TextSource,
  history: GateHistory | null,
  wasUnfinished: (phase: string) => boolean,
): Promise<PlanFindings> {
  const folders = runGateFolders(plan);
  const [unnamed, missing, scripts] = await Promise.all([
    findUnnamed(plan, source),
    Promise.all([...folders].map(async (folder) => ((await isFolder(plan.root, folder)) ? [] : [folder]))),
    Promise.all(
      [...folders].map(async (folder) => [folder, await readPackageScripts(plan.root, folder, source)] as const),
    ),
  ]);
  return {
    unproven: history === null ? new Map() : findUnproven(plan, history, wasUnfinished),
    unnamed,
    missingFolders: new Set(missing.flat()),
    scripts: new Map(scripts.flatMap(([folder, names]) => (names === null ? [] : [[folder, names] as const]))),
  };
}

function findUnproven(
  plan: LoadedPlan,
  history: GateHistory,
  wasUnfinished: (phase: string) => boolean,
): ReadonlyMap<string, string> {
  const unproven = new Map<string, string>();
  for (const { phase, loaded } of plan.specs) {
    if (phase.status !== 'DONE' || loaded.kind !== 'spec') continue;
    const gates = loaded.spec.gates.map(({ definition }) => definition).filter(({ severity }) => severity === 'error');
    if (gates.length === 0) continue;
    // Without any history a DONE may come from another machine; nothing contradicts it.
    if (history.size === 0 && !wasUnfinished(phase.id)) continue;
    const reason = whyUnproven(gates, history.get(phase.id) ?? new Map<string, LatestGateResult>());
    if (reason !== null) unproven.set(phase.id, reason);
  }
  return unproven;
}

function whyUnproven(gates: readonly GateDefinition[], results: ReadonlyMap<string, LatestGateResult>): string | null {
  const saidNo = gates.find(({ name }) => {
    const outcome = results.get(name)?.result.outcome;
    return outcome === 'failed' || outcome === 'timed-out' || outcome === 'could-not-run';
  });
  if (saidNo !== undefined) return `its gate ${saidNo.name} did not pass when it last ran`;
  if (gates.some(({ name }) => results.get(name)?.result.outcome !== 'passed'))
    return 'its gates never passed at this commit or at an earlier one';
  const changed = gates.find((gate) => results.get(gate.name)?.definitionHash !== hashGate(gate));
  return changed === undefined ? null : `its gate ${changed.name} has changed since it passed`;
}

/** Looks in the folders that hold specs, and in stages/; not beside the roadmap, where documents of all kinds are. */
async function findUnnamed(plan: LoadedPlan, source: TextSource): Promise<readonly UnnamedSpec[]> {
  const named = new Set<string>();
  const roadmapFolder = path.dirname(plan.roadmapFile);
  const folders = new Set([path.join(roadmapFolder, 'stages')]);
  for (const { loaded } of plan.specs) {
    const file = loaded.kind === 'spec' ? loaded.spec.file : loaded.file;
    if (file === null) continue;
    named.add(file);
    if (loaded.kind === 'spec' && path.dirname(file) !== roadmapFolder && path.dirname(file) !== plan.root) {
      folders.add(path.dirname(file));
    }
  }
  const unnamed: UnnamedSpec[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (!entry.isFile() || !/\.md$/i.test(entry.name) || notSpecs.test(entry.name) || named.has(file)) continue;
      if (file === plan.roadmapFile || unnamed.length >= mostUnnamed) continue;
      const read = await source.read(file, specLimitBytes, plan.root).catch(() => null);
      if (read?.kind === 'text') unnamed.push({ file, text: read.text, isPlain: saysItIsSpec(read.text) });
    }
  }
  return unnamed;
}

function saysItIsSpec(text: string): boolean {
  const frontMatter = findFrontMatter(text);
  return frontMatter.kind === 'found' && /^(?:phase|gates)[ \t]*:/m.test(frontMatter.yaml);
}

function runGateFolders(plan: LoadedPlan): ReadonlySet<string> {
  const gates = [
    ...Object.values(plan.config.gates),
    ...plan.specs.flatMap(({ loaded }) =>
      loaded.kind === 'spec' ? loaded.spec.gates.map(({ definition }) => definition) : [],
    ),
  ];
  return new Set(gates.filter((gate): gate is RunGate => gate.kind === 'run').map(({ cwd }) => cwd));
}

async function isFolder(root: string, folder: string): Promise<boolean> {
  try {
    return (await stat(resolveInside(root, folder))).isDirectory();
  } catch {
    return false;
  }
}
