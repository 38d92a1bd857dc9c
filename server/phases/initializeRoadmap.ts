/** Scaffolds a roadmap where there is none, and the specs that a roadmap names but that do not exist. */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import { parseRoadmap } from '../roadmap/parseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { configFileName, loadPhaseSpec, loadPlan } from './loadPlan.ts';
import type { WorkspacePlan } from './plan.ts';

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

const starterRoadmap = `# Roadmap

**Status Legend:**
- \`TODO\` - Not started
- \`IN_PROGRESS\` - Currently being worked on
- \`DONE\` - All gates passed
- \`FAILED\` - A gate did not pass (see the notes of the phase)

---

## Phase 1: First phase
**Status:** TODO
**Spec:** stages/phase-1-first-phase.md
**Goal:** Say in one line what will be true when this phase is done

---

## Phase 2: Second phase
**Status:** TODO
**Spec:** stages/phase-2-second-phase.md
**Goal:** Say in one line what will be true when this phase is done
`;

/** The spec of a phase before anybody has written it. It fails its gate until a person ticks what is true. */
export function specTemplate(phase: Pick<RoadmapPhase, 'id' | 'title' | 'goal'>): string {
  return `---
phase: ${phase.id}
gates:
  - name: criteria
    checklist: Acceptance criteria
---

# Phase ${phase.id}: ${phase.title}

## Goal

${phase.goal ?? 'Say what will be true when this phase is done.'}

## Scope

Say what belongs to this phase, and what does not.

## Acceptance criteria

- [ ] Replace this line by something that can be checked
`;
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
  let phases = plan?.parsed.roadmap.phases;
  const roadmapFile = plan?.roadmapFile ?? path.join(root, 'ROADMAP.md');
  if (phases === undefined) {
    create(root, roadmapFile, starterRoadmap);
    phases = parseRoadmap(starterRoadmap).roadmap.phases;
  }

  const conflicts: InitializeConflict[] = [];
  for (const phase of phases) {
    if (phase.spec === null) continue;
    const target = plan === null ? starterSpec(root, phase.spec) : await missingSpec(plan, phase, source);
    if (target.kind === 'conflict') conflicts.push(target.conflict);
    if (target.kind === 'missing' && !create(root, target.file, specTemplate(phase))) {
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
  return { kind: 'missing', file: path.join(root, spec) };
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

/** @returns false when the file exists already */
function createFile(file: string, text: string): boolean {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('write-failed', `${file} could not be created: ${reason}.`, { cause: error });
  }
}
