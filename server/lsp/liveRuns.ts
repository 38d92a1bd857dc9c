/** The runs that this server carries out at this moment, one a folder, as far as they have come. */
import { Failure } from '../base/failure.ts';
import type { GateResult } from '../phases/gate.ts';
import type { PhaseRunEvent } from '../phases/phaseRun.ts';
import type { LiveRun } from '../phases/roadmapOverview.ts';

interface Entry {
  readonly controller: AbortController;
  readonly settled: Promise<unknown>;
  run: {
    readonly runId: string;
    readonly phase: string;
    readonly gates: Map<string, 'queued' | 'running' | GateResult>;
  } | null;
}

export class LiveRuns {
  readonly #entries = new Map<string, Entry>();

  /**
   * Carries out a run unless one is under way in the folder.
   *
   * @param folder absolute path
   * @param signal the request's; aborting it cancels the run
   * @throws Failure `locked`, and whatever the work throws
   */
  async carryOut<T>(folder: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const current = this.#entries.get(folder);
    if (current !== undefined) {
      const phase = current.run === null ? 'A run' : `Phase ${current.run.phase}`;
      throw new Failure('locked', `${phase} is under way in this window already. Wait for it, or cancel it.`);
    }
    const controller = new AbortController();
    const working = work(AbortSignal.any([signal, controller.signal]));
    this.#entries.set(folder, { controller, settled: working.catch(() => undefined), run: null });
    try {
      return await working;
    } finally {
      this.#entries.delete(folder);
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
