/** A workspace whose gates are watched inside the test's own process, with what the watch tells and runs. */
import { execFileSync } from 'node:child_process';
import { systemClock } from '../../../server/base/clock.ts';
import type { PhaseRun, PhaseRunEvent } from '../../../server/phases/phaseRun.ts';
import { runPhase } from '../../../server/phases/runPhase.ts';
import type { WatchTarget } from '../../../server/phases/watch/watchedGates.ts';
import { watchGates, type WatchEvent, type WatchSurroundings } from '../../../server/phases/watch/watchGates.ts';
import { RunWorkspace } from '../phases/runWorkspace.ts';

const deadlineMs = 15_000;

export interface WatchedWorkspaceOptions {
  /** Whether the folder is a git repository. Default true. */
  readonly git?: boolean;
  readonly targets?: readonly WatchTarget[];
  readonly surroundings?: Partial<WatchSurroundings>;
}

export class WatchedWorkspace {
  readonly workspace: RunWorkspace;
  readonly events: WatchEvent[] = [];
  readonly runs: PhaseRun[] = [];
  /** Settles when the watch has ended, and rejects with what it threw. */
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  readonly #looks = new Set<() => void>();

  private constructor(workspace: RunWorkspace, { targets = [{ phase: '1' }], surroundings }: WatchedWorkspaceOptions) {
    this.workspace = workspace;
    const own = workspace.surroundings;
    this.ended = watchGates(
      { folder: workspace.root, targets, signal: this.#controller.signal },
      {
        source: own.source,
        environment: own.environment,
        dataDirectory: own.dataDirectory,
        clock: systemClock,
        isTrusted: () => true,
        run: async (phase, gates, signal) => {
          const request = { folder: workspace.root, verb: 'gate', phase, gates, signal } as const;
          const run = await runPhase(request, { ...own, watch: (event) => this.#see(event) });
          this.runs.push(run);
          this.#wake();
          return run;
        },
        tell: (event) => {
          this.events.push(event);
          this.#wake();
        },
        ...surroundings,
      },
    );
    this.ended.catch(() => undefined).finally(() => this.#wake());
  }

  static async open(
    files: Readonly<Record<string, string>>,
    options: WatchedWorkspaceOptions = {},
  ): Promise<WatchedWorkspace> {
    const workspace = await RunWorkspace.open(files);
    if (options.git !== false) execFileSync('git', ['init', '--quiet'], { cwd: workspace.root });
    return new WatchedWorkspace(workspace, options);
  }

  /** The gates of each run, in order. */
  get ran(): readonly string[] {
    return this.runs.map(({ gates }) => gates.map(({ name }) => name).join(' '));
  }

  /** Times that the watch has run everything and waits. */
  get waits(): number {
    return this.events.filter(({ kind }) => kind === 'waiting').length;
  }

  /** Waits until the watch has run what there is to run, for the `count`th time. */
  untilWaiting(count: number): Promise<void> {
    return this.until(`waiting for the ${count}. time`, () => this.waits >= count);
  }

  async until(description: string, condition: () => boolean): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`waited in vain for: ${description}. ${JSON.stringify([this.ran, this.events])}`));
      }, deadlineMs);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
    });
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.ended.catch(() => undefined);
  }

  async dispose(): Promise<void> {
    await this.stop();
    await this.workspace.dispose();
  }

  #see(event: PhaseRunEvent): void {
    this.workspace.events.push(event);
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#looks]) look();
  }
}
