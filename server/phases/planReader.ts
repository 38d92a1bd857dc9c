/** Keeps the plan of one workspace read, and reads again only what changed. */
import path from 'node:path';
import { resolveInside } from '../base/resolveInside.ts';
import { SharedReading } from '../base/sharedReading.ts';
import type { TextSource } from '../base/textSource.ts';
import { reparseRoadmap, type PhaseNames, type RoadmapVersion } from '../roadmap/reparseRoadmap.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { keepSpecs, withKeptSpecs, type KeptSpecs, type LoadedPlan } from './loadedPlan.ts';
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

/** How many specs are read at once; few, so that who types meanwhile need not wait for many. */
const readersAtOnce = 8;
/** What is known while specs are being read is put together anew after each such part of them. */
const knownParts = 8;

/** How many specs that no phase names any more may be kept. */
const mostUnnamed = 1_000;

/** A spec as the roadmap names it, with what was found and what it means for the phase that asked last. */
interface KnownSpec {
  found: FoundSpec;
  /** Whether it has to be read again. */
  isStale: boolean;
  /** Whether what was found is known to hold no longer, which nobody may be told then. */
  isWrong: boolean;
  meaning: { readonly phase: string; readonly config: WorkspaceConfig; readonly loaded: LoadedSpec } | null;
}

interface NamedPlan {
  readonly plan: WorkspacePlan;
  readonly names: PhaseNames;
}

interface Kept extends KeptSpecs {
  readonly names: PhaseNames;
  readonly config: WorkspaceConfig;
  /** How many specs were known. */
  readonly known: number;
  /** Whether each spec had been read since it last changed. */
  readonly isCurrent: boolean;
}

export class PlanReader {
  readonly #folder: string;
  readonly #source: TextSource;
  readonly #specs = new Map<string, KnownSpec>();
  /** The specs that stand at a path, as the roadmap names them: links followed, and not. */
  readonly #specsAt = new Map<string, Set<string>>();
  /** The specs as last put together, which serve while names and configuration stay; null once one of them changed. */
  #kept: Kept | null = null;
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
      this.#kept = null;
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
    if (specs !== undefined) this.#kept = null;
    for (const spec of specs ?? []) {
      const known = this.#specs.get(spec);
      if (known !== undefined) known.isStale = known.isWrong = true;
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
   * The plan without the specs that would have to be read first, or that are known to have changed.
   *
   * @returns the plan, and how many specs are missing in it
   */
  async readKnown(): Promise<{ readonly plan: LoadedPlan; readonly missing: number }> {
    const version = await this.#withoutSpecs.current();
    const { plan } = version;
    const { phases } = plan.parsed.roadmap;
    let kept = this.#keptFor(version);
    if (kept === null || (!kept.isCurrent && this.#specs.size - kept.known > phases.length / knownParts)) {
      kept = this.#keep(
        version,
        phases.map((phase) => {
          const known = phase.spec === null ? null : this.#specs.get(phase.spec);
          return known?.isWrong === true || known === undefined ? null : meaningOf(known, phase, plan.config);
        }),
        false,
      );
    }
    return { plan: withKeptSpecs(plan, kept), missing: kept.loaded.filter((spec) => spec === null).length };
  }

  async #readAll(): Promise<LoadedPlan> {
    const version = await this.#withoutSpecs.current();
    const { plan } = version;
    const { phases } = plan.parsed.roadmap;
    const kept = this.#keptFor(version);
    if (kept?.isCurrent === true) return withKeptSpecs(plan, kept);
    const changes = this.#changes;
    const naming = new Map<string, RoadmapPhase>();
    for (const phase of phases) {
      if (phase.spec !== null && this.#specs.get(phase.spec)?.isStale !== false) naming.set(phase.spec, phase);
    }
    const stale = [...naming];
    for (let start = 0; start < stale.length; start += readersAtOnce) {
      await Promise.all(
        stale.slice(start, start + readersAtOnce).map(([spec, phase]) => this.#readSpec(plan, spec, phase)),
      );
    }
    const loaded = phases.map((phase) => {
      const known = phase.spec === null ? undefined : this.#specs.get(phase.spec);
      return meaningOf(known ?? null, phase, plan.config);
    });
    // Names that were typed letter by letter are many; what is forgotten is read again when it is named again.
    if (this.#specs.size > 2 * phases.length + mostUnnamed) this.#forgetSpecs();
    // What changed meanwhile may be a spec.
    return withKeptSpecs(plan, this.#keep(version, loaded, changes === this.#changes));
  }

  /** What is kept, where it holds for this version; a spec that is null has to be read first. */
  #keptFor({ plan, names }: NamedPlan): Kept | null {
    const kept = this.#kept;
    return kept !== null && kept.names === names && kept.config === plan.config ? kept : null;
  }

  #keep({ plan, names }: NamedPlan, loaded: readonly (LoadedSpec | null)[], isCurrent: boolean): Kept {
    this.#kept = { ...keepSpecs(plan, loaded), names, config: plan.config, known: this.#specs.size, isCurrent };
    return this.#kept;
  }

  async #readRoadmap(): Promise<NamedPlan> {
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
    const plan = { root, ...configuration, roadmapFile, roadmapText: version.text, parsed: version.parsed };
    return { plan, names: version.names };
  }

  async #readSpec(plan: WorkspacePlan, spec: string, phase: RoadmapPhase): Promise<void> {
    let known = this.#specs.get(spec);
    if (known !== undefined) known.isStale = false;
    // Noted before the file is read, so that a change in the meantime is heard of.
    this.#note(path.resolve(path.dirname(plan.roadmapFile), spec), spec);
    const changes = this.#changes;
    const found = await findSpec(plan, spec, this.#source);
    if (found.file !== null) this.#note(found.file, spec);
    if (known === undefined) {
      const isStale = changes !== this.#changes;
      known = { found, isStale, isWrong: isStale, meaning: null };
      this.#specs.set(spec, known);
    } else {
      known.isWrong = known.isStale;
      if (!isSame(known.found, found)) {
        known.found = found;
        known.meaning = null;
      }
    }
    // Here and not for all at once, which would keep everybody waiting.
    meaningOf(known, phase, plan.config);
  }

  #note(file: string, spec: string): void {
    const specs = this.#specsAt.get(file);
    if (specs === undefined) this.#specsAt.set(file, new Set([spec]));
    else specs.add(spec);
  }

  #forgetSpecs(): void {
    this.#specs.clear();
    this.#specsAt.clear();
    this.#kept = null;
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
