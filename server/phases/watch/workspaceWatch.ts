/** Knows what a workspace under watch looks like, and when it is time to look again. */
import type { Clock } from '../../base/clock.ts';
import { describeFailure, Failure } from '../../base/failure.ts';
import { FolderWatch } from '../../base/folderWatch.ts';
import { pause } from '../../base/processes/endProcessTree.ts';
import { sha256 } from '../../base/sha256.ts';
import type { TextSource } from '../../base/textSource.ts';
import { loadPlan } from '../loadPlan.ts';
import type { WorkspacePlan } from '../plan.ts';
import { FileContents, type Contents } from './fileContents.ts';
import { foldersLookedInto, gateId, gateInputs, planFiles, type WatchedGate } from './gateInputs.ts';
import { listWorkspace } from './listWorkspace.ts';
import { chooseGates, type ChosenGates, type WatchTarget } from './watchedGates.ts';

export interface WorkspaceSurroundings {
  readonly source: TextSource;
  readonly environment: NodeJS.ProcessEnv;
  /** Nothing in it is an input of a gate. */
  readonly dataDirectory: string;
  readonly clock: Clock;
}

export interface WorkspaceState extends ChosenGates {
  readonly contents: Contents;
  /** Files of the plan, relative to the workspace. */
  readonly plan: ReadonlySet<string>;
  /** Another one after every change of the plan. */
  readonly planHash: string;
  /** What each gate depends on, by `gateId`. */
  readonly inputs: ReadonlyMap<string, string>;
}

/** Milliseconds without a change after which it is time to look, so that a burst of writes is looked at once. */
const settleMs = 150;
/** So many times at most a change puts the look off. */
const settlingsAtMost = 20;
/** Folders that appear while they are looked for are looked for again, so many times at most. */
const listingsAtMost = 5;

export class WorkspaceWatch {
  readonly #targets: readonly WatchTarget[];
  readonly #signal: AbortSignal;
  readonly #surroundings: WorkspaceSurroundings;
  readonly #folders: FolderWatch;
  readonly #files: FileContents;
  /** The last plan that could be read. */
  #plan: WorkspacePlan;
  #hasChanged = false;
  #wake: () => void = () => undefined;

  private constructor(
    targets: readonly WatchTarget[],
    signal: AbortSignal,
    surroundings: WorkspaceSurroundings,
    plan: WorkspacePlan,
  ) {
    this.#targets = targets;
    this.#signal = signal;
    this.#surroundings = surroundings;
    this.#plan = plan;
    this.#files = new FileContents(plan.root);
    this.#folders = new FolderWatch(plan.root, () => {
      this.#hasChanged = true;
      this.#wake();
    });
    signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  /** @throws Failure as `loadPlan` does */
  static async open(
    request: { readonly folder: string; readonly targets: readonly WatchTarget[]; readonly signal: AbortSignal },
    surroundings: WorkspaceSurroundings,
  ): Promise<WorkspaceWatch> {
    const plan = await loadPlan(request.folder, surroundings.source);
    return new WorkspaceWatch(request.targets, request.signal, surroundings, plan);
  }

  /** @throws Failure `watch-failed` */
  async look(): Promise<WorkspaceState> {
    const { source } = this.#surroundings;
    const failures: Failure[] = [];
    try {
      this.#plan = await loadPlan(this.#plan.root, source);
    } catch (error) {
      const { code, message } = describeFailure(error);
      failures.push(new Failure(code, message));
    }
    const chosen = await chooseGates(this.#targets, this.#plan, source);
    const files = await this.#list(chosen.gates);
    const contents = await this.#files.read(files);
    const plan = planFiles(this.#plan);
    const inputs = new Map<string, string>();
    for (const gate of chosen.gates) {
      inputs.set(gateId(gate), await gateInputs(gate, { root: this.#plan.root, contents, plan }, this.#signal));
    }
    const planHash = sha256([...plan].flatMap((file) => [file, contents.get(file) ?? '']).join('\0'));
    return { gates: chosen.gates, failures: [...failures, ...chosen.failures], contents, plan, planHash, inputs };
  }

  /**
   * Waits until something may have changed since the last look began, and nothing changes any more.
   *
   * @param limitMs when to stop waiting. Default never
   */
  async changed(limitMs?: number): Promise<void> {
    const { clock } = this.#surroundings;
    let forgetLimit = (): void => undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#hasChanged || this.#signal.aborted) resolve();
      if (limitMs !== undefined) forgetLimit = clock.after(limitMs, resolve);
    });
    forgetLimit();
    this.#wake = () => undefined;
    for (let settlings = 0; this.#hasChanged && settlings < settlingsAtMost && !this.#signal.aborted; settlings++) {
      this.#hasChanged = false;
      await pause(clock, settleMs);
    }
  }

  close(): void {
    this.#folders.close();
  }

  /** The files of the workspace; from before they are listed, changes of them are noticed. */
  async #list(gates: readonly WatchedGate[]): Promise<readonly string[]> {
    const { environment, dataDirectory } = this.#surroundings;
    for (let listings = 1; ; listings++) {
      this.#hasChanged = false;
      const { files, folders } = await listWorkspace(this.#plan.root, environment, dataDirectory);
      const isNew = this.#folders.follow([...folders, ...gates.flatMap(foldersLookedInto)]);
      if (!isNew || listings === listingsAtMost) return files;
    }
  }
}
