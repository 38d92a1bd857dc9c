/** Gates in the Test Explorer: runs them, watches them, and shows the runs that were started elsewhere. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { listRuns, runGates, type RunEvent } from '../../protocol/phases.ts';
import { listTests, testsChanged, type GateTests as Reported } from '../../protocol/tests.ts';
import { watchEvent, watchGates, type WatchReport } from '../../protocol/watch.ts';
import type { FolderOverviews } from '../folderOverviews.ts';
import { chooseJobs, type TestAddress, type TestJob } from '../gateTestJobs.ts';
import { RequestFailure } from '../requestFailure.ts';
import type { ServerConnection } from '../serverConnection.ts';
import { showFailure } from '../showFailure.ts';
import { ForeignRuns } from './foreignRuns.ts';
import { GateTestItems } from './gateTestItems.ts';
import { GateTestRun } from './gateTestRun.ts';

/** A run that is expected to begin, or that is under way. */
interface Followed {
  readonly shown: GateTestRun;
  /** What else has to be done once it has ended. */
  readonly end: () => void;
}

interface Watch {
  readonly id: string;
  readonly request: vscode.TestRunRequest;
}

export class GateTests implements vscode.Disposable {
  readonly #server: ServerConnection;
  readonly #folders: FolderOverviews;
  readonly #controller: vscode.TestController;
  readonly #items: GateTestItems;
  readonly #foreign = new ForeignRuns();
  readonly #sinceMs = Date.now();
  /** By folder: the run that was asked for here and has not started yet. */
  readonly #asked = new Map<string, Followed>();
  /** By folder: the run of a watch that starts next; it comes before one that was asked for. */
  readonly #announced = new Map<string, Followed>();
  readonly #followed = new Map<string, Followed>();
  /** By folder: until the last run that has come to its end is shown as ended. */
  readonly #endings = new Map<string, Promise<void>>();
  readonly #watches = new Map<string, Watch>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(server: ServerConnection, folders: FolderOverviews) {
    this.#server = server;
    this.#folders = folders;
    this.#controller = vscode.tests.createTestController('phasegate.gates', 'Phasegate');
    this.#items = new GateTestItems(this.#controller);
    this.#controller.resolveHandler = (item) => this.#resolve(item);
    this.#controller.refreshHandler = () => folders.refresh();
    this.#controller.createRunProfile(
      'Run Gates',
      vscode.TestRunProfileKind.Run,
      (request, token) => (request.continuous === true ? this.#watch(request, token) : this.#run(request, token)),
      true,
      undefined,
      true,
    );
    this.#subscriptions = [
      this.#controller,
      folders.onDidChange(() => this.#update()),
      server.onNotification(watchEvent, (event) => this.#handleWatch(event)),
      server.onNotification(testsChanged, ({ folderUri, phases }) => {
        for (const phase of phases) void this.#showCases(folderUri, phase);
      }),
    ];
  }

  /** Takes note of every run that this window's server carries out. */
  handle(event: RunEvent): void {
    if (event.kind === 'run-started') {
      this.#foreign.know(event.runId);
      this.#followed.set(event.runId, this.#takeExpected(event) ?? this.#followUnasked(event));
    }
    const runId = event.kind === 'run-ended' ? event.run.id : event.runId;
    const followed = this.#followed.get(runId);
    followed?.shown.handle(event);
    if (event.kind !== 'run-ended' || followed === undefined) return;
    this.#followed.delete(runId);
    const shown = this.#showCases(event.folderUri, event.run.phase, followed.shown);
    // The editor takes what ended last for the newest, so runs are ended in the order in which they came to their end.
    const before = this.#endings.get(event.folderUri);
    this.#endings.set(event.folderUri, Promise.allSettled([before, shown]).then(followed.end));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #update(): void {
    this.#items.update(this.#folders.all);
    for (const [folderUri, runIds] of this.#foreign.notice(this.#folders.all)) {
      // What could not be read is in the history all the same.
      this.#showForeign(folderUri, runIds).catch(() => undefined);
    }
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const jobs = this.#jobs(request);
    for (const job of jobs) this.#itemsOf(job).forEach((item) => run.enqueued(item));
    try {
      await Promise.all(
        groupByFolder(jobs).map(async ([, ofFolder]) => {
          for (const job of ofFolder) await this.#runJob(job, run, token);
        }),
      );
    } finally {
      run.end();
    }
  }

  async #runJob(job: TestJob, run: vscode.TestRun, token: vscode.CancellationToken): Promise<void> {
    const { folderUri, phase, gates } = job;
    if (token.isCancellationRequested) {
      this.#itemsOf(job).forEach((item) => run.skipped(item));
      return;
    }
    const shown = new GateTestRun(run, this.#items, job);
    const ended = new Promise<void>((resolve) => this.#asked.set(folderUri, { shown, end: resolve }));
    try {
      await this.#server.ask(runGates, { folderUri, phase, ...(gates === null ? {} : { gates: [...gates] }) }, token);
      if (shown.runId !== undefined) await ended;
    } catch (error) {
      const code = error instanceof RequestFailure ? error.code : 'internal';
      const message = error instanceof Error ? error.message : String(error);
      const isError = code !== 'cancelled' && code !== 'not-granted' && code !== 'order-violation';
      shown.showHindrance(message, gates, isError);
    } finally {
      if (this.#asked.get(folderUri)?.shown === shown) this.#asked.delete(folderUri);
    }
  }

  async #watch(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const isEverything = request.include === undefined && (request.exclude ?? []).length === 0;
    const addresses = (request.include ?? []).map((item) => this.#items.addressOf(item));
    await Promise.all(
      groupByFolder(this.#jobs(request)).map(async ([folderUri, jobs]) => {
        const id = randomUUID();
        this.#watches.set(id, { id, request });
        // Of a whole folder only the phases that may run are meant, and which those are changes with time.
        const isWhole =
          isEverything || addresses.some((address) => address?.kind === 'folder' && address.folderUri === folderUri);
        const targets = isWhole
          ? [{}]
          : jobs.map(({ phase, gates }) => ({ phase, ...(gates === null ? {} : { gates: [...gates] }) }));
        try {
          await this.#server.ask(watchGates, { folderUri, watchId: id, targets }, token);
        } catch (error) {
          if (!token.isCancellationRequested) showFailure(error, { folderUri });
        } finally {
          this.#watches.delete(id);
        }
      }),
    );
  }

  #handleWatch(event: WatchReport): void {
    const watch = this.#watches.get(event.watchId);
    if (watch === undefined) return;
    switch (event.kind) {
      case 'running': {
        // The editor takes a second run of one request to be a part of the first, and shows the worse of both.
        const { include, exclude, profile } = watch.request;
        const request = new vscode.TestRunRequest(include, exclude, profile, true);
        const run = this.#controller.createTestRun(request, `Phase ${event.phase}, after a change`);
        const shown = new GateTestRun(run, this.#items, event);
        this.#announced.get(event.folderUri)?.end();
        this.#announced.set(event.folderUri, { shown, end: () => run.end() });
        return;
      }
      case 'hindered':
        // What did not begin is expected no longer.
        this.#announced.get(event.folderUri)?.end();
        this.#announced.delete(event.folderUri);
        if (event.code !== 'locked') vscode.window.setStatusBarMessage(`$(warning) ${event.message}`, 15_000);
        return;
      case 'paused':
        void vscode.window.showWarningMessage(event.message);
        return;
      case 'changed':
      case 'waiting':
        return;
    }
  }

  #takeExpected({ folderUri, phase }: RunEvent & { kind: 'run-started' }): Followed | undefined {
    for (const expected of [this.#announced, this.#asked]) {
      const followed = expected.get(folderUri);
      if (followed?.shown.phase !== phase) continue;
      expected.delete(folderUri);
      return followed;
    }
    return undefined;
  }

  /** A run that was started in the tree, in the palette or by a lens. */
  #followUnasked({ folderUri, phase, gates }: RunEvent & { kind: 'run-started' }): Followed {
    const items = this.#itemsOf({ folderUri, phase, gates });
    const run = this.#controller.createTestRun(new vscode.TestRunRequest(items), `Phase ${phase}`);
    return { shown: new GateTestRun(run, this.#items, { folderUri, phase }), end: () => run.end() };
  }

  /** Runs of other processes, such as a terminal, that have ended; those from before this window are history. */
  async #showForeign(folderUri: string, runIds: ReadonlySet<string>): Promise<void> {
    const { runs } = await this.#server.ask(listRuns, { folderUri });
    for (const report of runs) {
      if (!runIds.has(report.id) || report.endedAt === null || Date.parse(report.endedAt) < this.#sinceMs) continue;
      const { phase } = report;
      const items = this.#itemsOf({ folderUri, phase, gates: report.gates.map(({ name }) => name) });
      if (items.length === 0) continue;
      const run = this.#controller.createTestRun(new vscode.TestRunRequest(items), `Phase ${phase}`);
      const shown = new GateTestRun(run, this.#items, { folderUri, phase });
      shown.showRun(report);
      await this.#showCases(folderUri, phase, shown);
      run.end();
    }
  }

  /** Shows what the gates of a phase reported last; in `shown` with outcomes, if that run reported it. */
  async #showCases(folderUri: string, phase: string, shown?: GateTestRun): Promise<void> {
    let gates: readonly Reported[];
    try {
      ({ gates } = await this.#server.ask(listTests, { folderUri, phase }));
    } catch {
      // A server that cannot tell leaves the gates without cases; nobody asked, so nothing is said.
      return;
    }
    if (shown !== undefined) shown.showCases(gates);
    else for (const gate of gates) this.#items.showCases(folderUri, gate);
  }

  async #resolve(item: vscode.TestItem | undefined): Promise<void> {
    const address = item === undefined ? undefined : this.#items.addressOf(item);
    if (item === undefined || address?.kind !== 'gate') return;
    await this.#showCases(address.folderUri, address.phase);
    item.canResolveChildren = false;
  }

  #jobs({ include, exclude }: vscode.TestRunRequest): readonly TestJob[] {
    const addresses = (items: readonly vscode.TestItem[]): readonly TestAddress[] =>
      items.map((item) => this.#items.addressOf(item)).filter((address) => address !== undefined);
    return chooseJobs(this.#folders.all, include === undefined ? null : addresses(include), addresses(exclude ?? []));
  }

  #itemsOf({ folderUri, phase, gates }: TestJob): readonly vscode.TestItem[] {
    const names = gates ?? this.#folders.phase(folderUri, phase)?.gates.map(({ name }) => name) ?? [];
    return names.map((gate) => this.#items.gate(folderUri, phase, gate)).filter((item) => item !== undefined);
  }
}

function groupByFolder(jobs: readonly TestJob[]): readonly (readonly [string, readonly TestJob[]])[] {
  const folders = [...new Set(jobs.map(({ folderUri }) => folderUri))];
  return folders.map((uri) => [uri, jobs.filter(({ folderUri }) => folderUri === uri)] as const);
}
