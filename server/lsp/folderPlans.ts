/** The plan of each open folder with its specs, as the editor shows them, read again only where something changed. */
import type { Clock } from '../base/clock.ts';
import type { TextSource } from '../base/textSource.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { PlanReader } from '../phases/planReader.ts';
import type { OpenFolder } from './workspaceFolders.ts';

/** Milliseconds for which what was read is taken to be true where the client does not tell which files changed. */
const trustedMs = 1_000;

interface Entry {
  readonly reader: PlanReader;
  /** When everything was last taken to be out of date, in milliseconds. */
  checkedMs: number;
}

export class FolderPlans {
  /** Whether the client tells which files changed on the disk. Default false. */
  watchesFiles = false;
  readonly #source: TextSource;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(source: TextSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /**
   * The plan as it is now.
   *
   * @throws Failure as `loadPlan` does, `roadmap-missing` among them
   */
  async current(folder: OpenFolder): Promise<LoadedPlan> {
    return this.#reader(folder).read();
  }

  /** The plan without the specs that would have to be read first, and how many those are. */
  async known(folder: OpenFolder): Promise<{ readonly plan: LoadedPlan; readonly missing: number }> {
    return this.#reader(folder).readKnown();
  }

  /** @param file absolute path of what changed; anything when not given */
  changed(folder: OpenFolder, file?: string): void {
    this.#entries.get(folder.path)?.reader.changed(file);
  }

  /** The roadmap may have been written, as a run does. */
  roadmapChanged(folder: OpenFolder): void {
    this.#entries.get(folder.path)?.reader.roadmapChanged();
  }

  forget(folder: OpenFolder): void {
    this.#entries.delete(folder.path);
  }

  #reader(folder: OpenFolder): PlanReader {
    const nowMs = this.#clock.nowMs();
    const entry = this.#entries.get(folder.path);
    if (entry === undefined) {
      const reader = new PlanReader(folder.path, this.#source);
      this.#entries.set(folder.path, { reader, checkedMs: nowMs });
      return reader;
    }
    if (!this.watchesFiles && nowMs - entry.checkedMs > trustedMs) {
      entry.checkedMs = nowMs;
      entry.reader.changed();
    }
    return entry.reader;
  }
}
