/** The runs that this server carries out at this moment, one a folder, as far as they have come. */
import { Failure } from '../base/failure.ts';
import type { GateResult } from '../phases/gate.ts';
import type { PhaseRunEvent } from '../phases/phaseRun.ts';
import type { LiveRun } from '../phases/roadmapOverview.ts';

interface Entry {
  readonly controller: AbortController;
  readonly settled: Promise<unknown>;
  /** Whether it is cancelled for a run that a person asks for. */
  readonly givesWay: boolean;
  gaveWay: boolean;
  run: {
    readonly runId: string;
    readonly phase: string;
    readonly gates: Map<string, 'queued' | 'running' | GateResult>;
  } | null;
}

type Work<T> = (signal: AbortSignal) => Promise<T>;

export class LiveRuns {
  readonly #entries = new Map<string, Entry>();

  /**
   * Carries out a run unless one is under way in the folder.
   *
   * @param folder absolute path
   * @param signal the request's; aborting it cancels the run
   * @throws Failure `locked`, and whatever the work throws
   */
  async carryOut<T>(folder: string, signal: AbortSignal, work: Work<T>): Promise<T> {
    const current = this.#entries.get(folder);
    if (current === undefined) return this.#begin(folder, signal, work, false).working;
    if (!current.givesWay) {
      const phase = current.run === null ? 'A run' : `Phase ${current.run.phase}`;
      throw new Failure('locked', `${phase} is under way in this window already. Wait for it, or cancel it.`);
    }
    current.gaveWay = true;
    current.controller.abort();
    const afterwards = async (runSignal: AbortSignal): Promise<T> => {
      await current.settled;
      return work(runSignal);
    };
    // It takes the folder at once, so that nobody comes in between.
    return this.#begin(folder, signal, afterwards, false).working;
  }

  /**
   * Carries out a run that nobody waits for: when no other one is under way, and again from its beginning if it was
   * cancelled for one.
   *
   * @throws Failure `cancelled` when the signal is aborted before it could begin, and whatever the work throws
   */
  async carryOutAside<T>(folder: string, signal: AbortSignal, work: Work<T>): Promise<T> {
    for (;;) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      for (let current = this.#entries.get(folder); current !== undefined; current = this.#entries.get(folder)) {
        if (signal.aborted) break;
        await Promise.race([current.settled, aborted]);
      }
      if (signal.aborted) throw new Failure('cancelled', 'Cancelled before it began.');
      const { entry, working } = this.#begin(folder, signal, work, true);
      // How it ended counts only if it was let run to its end.
      await entry.settled;
      if (!entry.gaveWay) return working;
    }
  }

  /** Keeps account of what happens in the folder's run. */
  observe(folder: string, event: PhaseRunEvent): void {
    const entry = this.#entries.get(folder);
    if (entry === undefined) return;
    switch (event.kind) {
      case 'run-started':
        entry.run = {
          runId: event.run.id,
          phase: event.run.phase,
          gates: new Map(event.gates.map((name) => [name, 'queued'])),
        };
        return;
      case 'gate-started':
        entry.run?.gates.set(event.gate, 'running');
        return;
      case 'gate-ended':
        entry.run?.gates.set(event.result.name, event.result);
        return;
      case 'run-ended':
        entry.run = null;
        return;
      case 'gate-output':
        return;
    }
  }

  #begin<T>(
    folder: string,
    signal: AbortSignal,
    work: Work<T>,
    givesWay: boolean,
  ): { readonly entry: Entry; readonly working: Promise<T> } {
    const controller = new AbortController();
    const working = work(AbortSignal.any([signal, controller.signal])).finally(() => {
      if (this.#entries.get(folder) === entry) this.#entries.delete(folder);
    });
    const settled = working.catch(() => undefined);
    const entry: Entry = { controller, settled, givesWay, gaveWay: false, run: null };
    this.#entries.set(folder, entry);
    return { entry, working };
  }

  current(folder: string): LiveRun | null {
    return this.#entries.get(folder)?.run ?? null;
  }

  /** @returns false when no run is under way in the folder; otherwise true once it has ended */
  async cancel(folder: string): Promise<boolean> {
    const entry = this.#entries.get(folder);
    if (entry === undefined) return false;
    entry.controller.abort();
    await entry.settled;
    return true;
  }

  async cancelAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((folder) => this.cancel(folder)));
  }
}
