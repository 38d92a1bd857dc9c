/** The plan of each open folder with its specs, as the editor shows them, read again only where something changed. */
import type { Clock } from '../base/clock.ts';
import type { TextSource } from '../base/textSource.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { PlanReader } from '../phases/planReader.ts';
import type { OpenFolder } from './workspaceFolders.ts';

/** Milliseconds for which what was read is taken to be true where the client does not tell which files changed. */
const trustedMs = 1_000;
/** What took long to read is trusted this many times as long as that took, so that reading never becomes all there is. */
const trustedTimes = 10;
/** Milliseconds that a request waits for specs; with more of them than can be read in that time it does without some. */
const patienceMs = 400;

interface Entry {
  readonly reader: PlanReader;
  /** When everything was last taken to be out of date, in milliseconds. */
  checkedMs: number;
  /** How long the longest reading since then took, in milliseconds. */
  tookMs: number;
  /** How many readings are under way. */
  readings: number;
}

/** A plan as far as it was read in time. */
export interface TimelyPlan {
  readonly plan: LoadedPlan;
  /** Whether no spec is missing in it that has yet to be read. */
  readonly isWhole: boolean;
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
    const entry = this.#entry(folder);
    const beganMs = this.#clock.nowMs();
    entry.readings++;
    try {
      return await entry.reader.read();
    } finally {
      entry.readings--;
      entry.tookMs = Math.max(entry.tookMs, this.#clock.nowMs() - beganMs);
    }
  }

  /** The plan without the specs that would have to be read first, and how many those are. */
  async known(folder: OpenFolder): Promise<{ readonly plan: LoadedPlan; readonly missing: number }> {
    return this.#entry(folder).reader.readKnown();
  }

  /**
   * The plan with all its specs where they can be read while somebody waits, otherwise with those that are known;
   * the reading then goes on.
   *
   * @throws Failure as `loadPlan` does
   */
  async timely(folder: OpenFolder): Promise<TimelyPlan> {
    const whole = this.current(folder);
    let cancel = (): void => undefined;
    const late = new Promise<null>((resolve) => {
      cancel = this.#clock.after(patienceMs, () => resolve(null));
    });
    try {
      const plan = await Promise.race([whole, late]);
      if (plan !== null) return { plan, isWhole: true };
    } finally {
      cancel();
    }
    // Who waits for it elsewhere hears why it failed.
    whole.catch(() => undefined);
    const { plan, missing } = await this.known(folder);
    return { plan, isWhole: missing === 0 };
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

  #entry(folder: OpenFolder): Entry {
    const nowMs = this.#clock.nowMs();
    const known = this.#entries.get(folder.path);
    if (known === undefined) {
      const reader = new PlanReader(folder.path, this.#source);
      const entry = { reader, checkedMs: nowMs, tookMs: 0, readings: 0 };
      this.#entries.set(folder.path, entry);
      return entry;
    }
    const isTrusted = nowMs - known.checkedMs <= Math.max(trustedMs, trustedTimes * known.tookMs);
    // A reading that is told of a change while it goes on begins again.
    if (!this.watchesFiles && !isTrusted && known.readings === 0) {
      known.checkedMs = nowMs;
      known.tookMs = 0;
      known.reader.changed();
    }
    return known;
  }
}
