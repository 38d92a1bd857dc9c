/** Runs gates at once and then again whenever something that they depend on changed, until it is told to stop. */
import { Failure, type FailureCode } from '../../base/failure.ts';
import type { PhaseRun } from '../phaseRun.ts';
import { gateId, isInput, type WatchedGate } from './gateInputs.ts';
import type { WatchTarget } from './watchedGates.ts';
import { WorkspaceWatch, type WorkspaceState, type WorkspaceSurroundings } from './workspaceWatch.ts';

export interface WatchRequest {
  readonly folder: string;
  readonly targets: readonly WatchTarget[];
  /** Ends the watch, and the run that is under way. */
  readonly signal: AbortSignal;
}

/** What happens beside the runs, for whoever shows it. */
export type WatchEvent =
  /** Everything has been run as it is now; the next change is waited for. */
  | { readonly kind: 'waiting'; readonly gates: number }
  /** Some gates are run again; `files` are why, relative to the workspace. */
  | { readonly kind: 'changed'; readonly files: readonly string[] }
  /** A run could not begin, or not now; it is tried again after the next change. */
  | { readonly kind: 'hindered'; readonly code: FailureCode; readonly message: string }
  /** The gates change what they depend on, so they are not run again by themselves. */
  | { readonly kind: 'paused'; readonly message: string };

export interface WatchSurroundings extends WorkspaceSurroundings {
  readonly isTrusted: () => boolean;
  /** Runs some gates of a phase with what they need, and writes no verdict. */
  readonly run: (phase: string, gates: readonly string[], signal: AbortSignal) => Promise<PhaseRun>;
  readonly tell: (event: WatchEvent) => void;
}

/** Reruns one after the other that only changes made meanwhile were the reason for. */
const rerunsAtMost = 3;
/** Milliseconds until a roadmap that another run holds is asked for again. */
const lockedRetryMs = 2_000;

/**
 * No verdict is written: it is on a whole phase at one moment, while a watch runs its gates at different ones, and a
 * plan that turns from DONE to FAILED with each keystroke says nothing.
 *
 * @returns when the signal is aborted
 * @throws Failure `not-trusted`, `watch-failed`, and why nothing of what was asked for could ever run
 */
export async function watchGates(request: WatchRequest, surroundings: WatchSurroundings): Promise<void> {
  if (!surroundings.isTrusted()) {
    throw new Failure(
      'not-trusted',
      'This workspace is not trusted, so nothing is run. Trust it first ("Workspaces: Manage Workspace Trust").',
    );
  }
  const workspace = await WorkspaceWatch.open(request, surroundings);
  try {
    await new Watching(request, surroundings, workspace).work();
  } finally {
    workspace.close();
  }
}

class Watching {
  readonly #signal: AbortSignal;
  readonly #surroundings: WatchSurroundings;
  readonly #workspace: WorkspaceWatch;
  /** The inputs with which each gate was last run, or was to be run. */
  readonly #ranWith = new Map<string, string>();
  /** The plan in which the run of a gate could not begin. */
  readonly #hinderedIn = new Map<string, string>();
  readonly #told = new Map<string, string>();
  /** Files that gates were seen to change each time they ran. */
  readonly #writtenByGates = new Set<string>();

  constructor({ signal }: WatchRequest, surroundings: WatchSurroundings, workspace: WorkspaceWatch) {
    this.#signal = signal;
    this.#surroundings = surroundings;
    this.#workspace = workspace;
  }

  async work(): Promise<void> {
    let state = await this.#workspace.look();
    const [hindrance] = state.failures;
    if (state.gates.length === 0 && hindrance !== undefined) throw hindrance;
    let changedInRow: (readonly string[])[] = [];
    while (!this.#signal.aborted) {
      this.#tellFailures(state);
      const due = this.#due(state);
      if (due.length === 0) {
        changedInRow = [];
        this.#surroundings.tell({ kind: 'waiting', gates: state.gates.length });
        state = await this.#nextState(state);
        continue;
      }
      if (await this.#run(due, state)) {
        await this.#workspace.changed(lockedRetryMs);
        state = await this.#workspace.look();
        continue;
      }
      const after = await this.#workspace.look();
      changedInRow = this.#judgeOwnChanges(state, after, changedInRow);
      state = after;
    }
  }

  #due(state: WorkspaceState): readonly WatchedGate[] {
    return state.gates.filter((gate) => {
      const id = gateId(gate);
      const hinderedIn = this.#hinderedIn.get(id);
      return this.#ranWith.get(id) !== state.inputs.get(id) || (hinderedIn ?? state.planHash) !== state.planHash;
    });
  }

  async #nextState(before: WorkspaceState): Promise<WorkspaceState> {
    await this.#workspace.changed();
    if (this.#signal.aborted) return before;
    const state = await this.#workspace.look();
    if (this.#due(state).length > 0) {
      this.#surroundings.tell({ kind: 'changed', files: changedFiles(before, state) });
    }
    return state;
  }

  /** @returns whether another run held the roadmap, so that this has to be tried again */
  async #run(due: readonly WatchedGate[], state: WorkspaceState): Promise<boolean> {
    for (const phase of new Set(due.map((gate) => gate.phase))) {
      const gates = due.filter((gate) => gate.phase === phase);
      try {
        await this.#surroundings.run(
          phase,
          gates.map(({ definition }) => definition.name),
          this.#signal,
        );
        this.#told.delete(phase);
        this.#settle(gates, state, null);
      } catch (error) {
        if (this.#signal.aborted) return false;
        if (!(error instanceof Failure)) throw error;
        this.#tellHindrance(phase, error);
        if (error.code === 'locked') return true;
        this.#settle(gates, state, state.planHash);
      }
      if (this.#signal.aborted) return false;
    }
    return false;
  }

  #settle(gates: readonly WatchedGate[], state: WorkspaceState, hinderedIn: string | null): void {
    for (const gate of gates) {
      const id = gateId(gate);
      this.#ranWith.set(id, state.inputs.get(id) ?? '');
      if (hinderedIn === null) this.#hinderedIn.delete(id);
      else this.#hinderedIn.set(id, hinderedIn);
    }
  }

  /**
   * What changed while gates ran may have been changed by a person or by a gate, and nobody can tell which. So gates run
   * again, and if that goes on, it was the gates.
   *
   * @returns what changed during each of the runs in a row
   */
  #judgeOwnChanges(
    before: WorkspaceState,
    after: WorkspaceState,
    changedInRow: readonly (readonly string[])[],
  ): (readonly string[])[] {
    const due = this.#due(after).filter((gate) => before.inputs.has(gateId(gate)));
    if (due.length === 0) return [];
    const changed = changedFiles(before, after).filter((file) => due.some((gate) => isInput(gate, file, after.plan)));
    if (changed.length > 0 && changed.every((file) => this.#writtenByGates.has(file))) {
      this.#settle(due, after, null);
      return [];
    }
    const inRow = [...changedInRow, changed];
    if (inRow.length <= rerunsAtMost) {
      this.#surroundings.tell({ kind: 'changed', files: changed });
      return inRow;
    }
    this.#settle(due, after, null);
    const always = changed.filter((file) => inRow.every((files) => files.includes(file)));
    for (const file of always) this.#writtenByGates.add(file);
    this.#surroundings.tell({ kind: 'paused', message: describePause(due, always.length > 0 ? always : changed) });
    return [];
  }

  #tellFailures({ failures }: WorkspaceState): void {
    for (const failure of failures) this.#tellHindrance(failure.message, failure);
    // One that has gone may come again.
    const current = new Set(failures.map(({ message }) => message));
    for (const [about, message] of this.#told) if (about === message && !current.has(message)) this.#told.delete(about);
  }

  /** Tells what stands in the way, once as long as it does. */
  #tellHindrance(about: string, { code, message }: Failure): void {
    if (this.#told.get(about) === message) return;
    this.#told.set(about, message);
    this.#surroundings.tell({ kind: 'hindered', code, message });
  }
}

function changedFiles({ contents: before }: WorkspaceState, { contents: after }: WorkspaceState): readonly string[] {
  const changed = [...after].filter(([file, content]) => before.get(file) !== content).map(([file]) => file);
  return [...changed, ...[...before.keys()].filter((file) => !after.has(file))];
}

function describePause(gates: readonly WatchedGate[], files: readonly string[]): string {
  const names = gates.map(({ definition }) => definition.name).join(', ');
  const [first = 'something', ...others] = files;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return (
    `${names} ran ${rerunsAtMost + 1} times, and each time ${first}${more} changed meanwhile. ` +
    'It runs again after the next change. If a gate writes that file, let git ignore it, or name it as the report of the gate.'
  );
}
