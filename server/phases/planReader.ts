/** Keeps the plan of one workspace read, and reads again only what changed. */
import path from 'node:path';
import { resolveInside } from '../base/resolveInside.ts';
import { SharedReading } from '../base/sharedReading.ts';
import type { TextSource } from '../base/textSource.ts';
import { reparseRoadmap, type RoadmapVersion } from '../roadmap/reparseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { LoadedPlan, PlannedSpec } from './loadedPlan.ts';
import {
  configFileName,
  findSpec,
  readConfigFile,
  readRoadmapText,
  realFolder,
  specOfPhase,
  type FoundSpec,
  type ReadConfigFile,
} from './loadPlan.ts';
import type { WorkspaceConfig } from './phaseSpec.ts';
import type { LoadedSpec, WorkspacePlan } from './plan.ts';

/** How many specs are read at once. */
const readersAtOnce = 32;

/** How many specs that no phase names any more may be kept. */
const mostUnnamed = 1_000;

/** A spec as the roadmap names it, with what was found and what it means for the phase that asked last. */
interface KnownSpec {
  found: FoundSpec;
  isStale: boolean;
  meaning: { readonly phase: string; readonly config: WorkspaceConfig; readonly loaded: LoadedSpec } | null;
}

export class PlanReader {
  readonly #folder: string;
  readonly #source: TextSource;
  readonly #specs = new Map<string, KnownSpec>();
  /** The specs that stand at a path, as the roadmap names them: links followed, and not. */
  readonly #specsAt = new Map<string, Set<string>>();
  #root: string | null = null;
  #configuration: ReadConfigFile | null = null;
  #isConfigStale = true;
  #roadmap: { readonly file: string; readonly name: string; readonly version: RoadmapVersion } | null = null;
  #isRoadmapStale = true;
  /** Counts what was said to have changed, so that a reading under way knows that it is out of date. */
  #changes = 0;
  readonly #withoutSpecs = new SharedReading(
    () => this.#readRoadmap(),
    () => this.#changes,
  );
  readonly #whole = new SharedReading(
    () => this.#readAll(),
    () => this.#changes,
  );

  /** @param folder any path of the workspace's root folder */
  constructor(folder: string, source: TextSource) {
    this.#folder = folder;
    this.#source = source;
  }

  /** @param file absolute path of what changed, as the editor names it; anything when not given */
  changed(file?: string): void {
    if (file === undefined) {
      this.#root = null;
      this.#isConfigStale = this.#isRoadmapStale = true;
      for (const known of this.#specs.values()) known.isStale = true;
      this.#changes++;
      return;
    }
    const real = this.#realPath(file);
    const isConfig = path.basename(real) === configFileName;
    // A roadmap that could not be read has no path yet.
    const isRoadmap = this.#roadmap === null || real === this.#roadmap.file;
    const specs = this.#specsAt.get(real);
    if (!isConfig && !isRoadmap && specs === undefined) return;
    if (isConfig) this.#isConfigStale = true;
    if (isRoadmap) this.#isRoadmapStale = true;
    for (const spec of specs ?? []) {
      const known = this.#specs.get(spec);
      if (known !== undefined) known.isStale = true;
    }
    this.#changes++;
  }

  /** The roadmap may have changed on the disk without anybody's saying so. */
  roadmapChanged(): void {
    this.#changes++;
    this.#isRoadmapStale = true;
  }

  /**
   * The plan as it is now. Readings that are asked for at the same time are one.
   *
   * @throws Failure as `loadPlan` does
   */
  read(): Promise<LoadedPlan> {
    return this.#whole.current();
  }

  /**
   * The plan without the specs that would have to be read first.
   *
   * @returns the plan, and how many specs are missing in it
   */
  async readKnown(): Promise<{ readonly plan: LoadedPlan; readonly missing: number }> {
    const plan = await this.#withoutSpecs.current();
    const specs = plan.parsed.roadmap.phases.flatMap((phase): PlannedSpec[] => {
      const known = phase.spec === null ? null : this.#specs.get(phase.spec);
      return known === undefined ? [] : [{ phase, loaded: meaningOf(known, phase, plan.config) }];
    });
    return { plan: { ...plan, specs }, missing: plan.parsed.roadmap.phases.length - specs.length };
  }

  async #readAll(): Promise<LoadedPlan> {
    const plan = await this.#withoutSpecs.current();
    const { phases } = plan.parsed.roadmap;
    let known = this.#knownSpecs(plan);
    if (known.stale.size > 0) {
      const queue = [...known.stale];
      for (let start = 0; start < queue.length; start += readersAtOnce) {
        await Promise.all(queue.slice(start, start + readersAtOnce).map((spec) => this.#readSpec(plan, spec)));
      }
      known = this.#knownSpecs(plan);
    }
    // Names that were typed letter by letter are many; what is forgotten is read again when it is named again.
    if (this.#specs.size > 2 * phases.length + mostUnnamed) this.#forgetSpecs();
    return { ...plan, specs: known.specs };
  }

  /** What is known of the specs of all phases, and those that have to be read first. */
  #knownSpecs(plan: WorkspacePlan): { readonly specs: readonly PlannedSpec[]; readonly stale: ReadonlySet<string> } {
    const stale = new Set<string>();
    const specs = plan.parsed.roadmap.phases.map((phase) => {
      const known = phase.spec === null ? undefined : this.#specs.get(phase.spec);
      if (phase.spec !== null && known?.isStale !== false) stale.add(phase.spec);
      return { phase, loaded: meaningOf(known ?? null, phase, plan.config) };
    });
    return { specs, stale };
  }

  async #readRoadmap(): Promise<WorkspacePlan> {
    this.#root ??= realFolder(this.#folder);
    const root = this.#root;
    if (this.#configuration === null || this.#isConfigStale) {
      this.#isConfigStale = false;
      try {
        this.#configuration = await readConfigFile(root, this.#source, this.#configuration);
      } catch (error) {
        this.#isConfigStale = true;
        throw error;
      }
    }
    const configuration = this.#configuration;
    const { roadmap: name } = configuration.config;
    if (this.#roadmap === null || this.#isRoadmapStale || this.#roadmap.name !== name) {
      this.#isRoadmapStale = false;
      try {
        const file = resolveInside(root, name);
        const text = await readRoadmapText(root, file, name, this.#source);
        if (this.#roadmap !== null && this.#roadmap.file !== file) this.#forgetSpecs();
        this.#roadmap = { file, name, version: reparseRoadmap(this.#roadmap?.version ?? null, text) };
      } catch (error) {
        this.#isRoadmapStale = true;
        throw error;
      }
    }
    const { file: roadmapFile, version } = this.#roadmap;
    return { root, ...configuration, roadmapFile, roadmapText: version.text, parsed: version.parsed };
  }

  async #readSpec(plan: WorkspacePlan, spec: string): Promise<void> {
    const known = this.#specs.get(spec);
    if (known !== undefined) known.isStale = false;
    // Noted before the file is read, so that a change in the meantime is heard of.
    this.#note(path.resolve(path.dirname(plan.roadmapFile), spec), spec);
    const changes = this.#changes;
    const found = await findSpec(plan, spec, this.#source);
    if (found.file !== null) this.#note(found.file, spec);
    if (known === undefined) {
      this.#specs.set(spec, { found, isStale: changes !== this.#changes, meaning: null });
    } else if (!isSame(known.found, found)) {
      known.found = found;
      known.meaning = null;
    }
  }

  #note(file: string, spec: string): void {
    const specs = this.#specsAt.get(file);
    if (specs === undefined) this.#specsAt.set(file, new Set([spec]));
    else specs.add(spec);
  }

  #forgetSpecs(): void {
    this.#specs.clear();
    this.#specsAt.clear();
  }

  /** The file under the folder's real path, where the editor may know the folder by a link. */
  #realPath(file: string): string {
    const way = path.relative(this.#folder, file);
    if (this.#root === null || way.startsWith('..') || path.isAbsolute(way)) return file;
    return path.join(this.#root, way);
  }
}

function meaningOf(known: KnownSpec | null, phase: RoadmapPhase, config: WorkspaceConfig): LoadedSpec {
  if (known === null) return specOfPhase(config, phase, null);
  const { meaning } = known;
  if (meaning !== null && meaning.phase === phase.id && meaning.config === config) return meaning.loaded;
  const loaded = specOfPhase(config, phase, known.found);
  // A problem stands in the roadmap, where it moves with the text.
  if (loaded.kind === 'spec') known.meaning = { phase: phase.id, config, loaded };
  return loaded;
}

function isSame(one: FoundSpec, other: FoundSpec): boolean {
  if (one.kind === 'outside' || other.kind === 'outside') return one.kind === other.kind;
  if (one.file !== other.file) return false;
  return one.read.kind === 'text' && other.read.kind === 'text' && one.read.text === other.read.text;
}
