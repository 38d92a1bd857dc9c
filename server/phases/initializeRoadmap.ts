/** Scaffolds a roadmap where there is none, and the specs that a roadmap names but that do not exist. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../base/failure.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { createFile } from './createFile.ts';
import { configFileName, loadPhaseSpec, loadPlan } from './loadPlan.ts';
import type { WorkspacePlan } from './plan.ts';
import { fillSpec, readTemplates } from './templates.ts';

/** Something that stands in the way of a file that would be created; a person decides about it. */
export interface InitializeConflict {
  /** Relative to the workspace, or as the roadmap writes it. */
  readonly file: string;
  readonly message: string;
}

export interface Initialized {
  /** Files created (or to be created, in a dry run), relative to the workspace. */
  readonly created: readonly string[];
  /** Ids of the roadmap's phases in their order. */
  readonly phases: readonly string[];
  readonly conflicts: readonly InitializeConflict[];
  /** Absolute path of the roadmap. */
  readonly roadmapFile: string;
}

/**
 * Creates only files that do not exist; everything else is left as it is.
 *
 * @param dryRun says what would be created and creates nothing
 * @throws Failure `config-invalid`, `read-failed`, `write-failed`, `roadmap-too-large`, `roadmap-not-utf8`
 */
export async function initializeRoadmap(folder: string, source: TextSource, dryRun: boolean): Promise<Initialized> {
  const created: string[] = [];
  const create = (root: string, file: string, text: string): boolean => {
    const name = path.relative(root, file).split(path.sep).join('/');
    if (!dryRun && !createFile(file, text)) return false;
    created.push(name);
    return true;
  };

  const plan = await loadExisting(folder, source);
  const root = plan?.root ?? realpathSync(folder);
  const templates = await readTemplates(root, source);
  let phases = plan?.parsed.roadmap.phases;
  const roadmapFile = plan?.roadmapFile ?? path.join(root, 'ROADMAP.md');
  if (phases === undefined) {
    create(root, roadmapFile, templates.roadmap);
    phases = parseRoadmap(templates.roadmap).roadmap.phases;
  }

  const conflicts: InitializeConflict[] = [];
  for (const phase of phases) {
    if (phase.spec === null) continue;
    const target = plan === null ? starterSpec(root, phase.spec) : await missingSpec(plan, phase, source);
    if (target.kind === 'conflict') conflicts.push(target.conflict);
    const text = fillSpec(templates.spec, { ...phase, spec: phase.spec }, []);
    if (target.kind === 'missing' && !create(root, target.file, text)) {
      conflicts.push({ file: phase.spec, message: 'It exists already and was left as it is.' });
    }
  }
  return { created, phases: phases.map(({ id }) => id), conflicts, roadmapFile };
}

type SpecTarget =
  | { readonly kind: 'missing'; readonly file: string }
  | { readonly kind: 'there' }
  | { readonly kind: 'conflict'; readonly conflict: InitializeConflict };

function starterSpec(root: string, spec: string): SpecTarget {
  return { kind: 'missing', file: resolveInside(root, spec) };
}

async function missingSpec(plan: WorkspacePlan, phase: RoadmapPhase, source: TextSource): Promise<SpecTarget> {
  const loaded = await loadPhaseSpec(plan, phase, source);
  if (loaded.kind === 'spec') return { kind: 'there' };
  if (loaded.problem.code === 'spec-not-found' && loaded.file !== null) return { kind: 'missing', file: loaded.file };
  return { kind: 'conflict', conflict: { file: phase.spec ?? '', message: loaded.problem.message } };
}

/** Null when the folder has no roadmap yet. */
async function loadExisting(folder: string, source: TextSource): Promise<WorkspacePlan | null> {
  try {
    const plan = await loadPlan(folder, source);
    if (plan.configProblems.some(({ severity }) => severity === 'error')) {
      throw new Failure(
        'config-invalid',
        `${configFileName} has problems. "phasegate check" lists them; correct them first.`,
      );
    }
    return plan;
  } catch (error) {
    if (error instanceof Failure && error.code === 'roadmap-missing') {
      // A configuration that names another roadmap decides where it goes, so it is not guessed.
      resolveInside(folder, 'ROADMAP.md');
      return null;
    }
    throw error;
  }
}
