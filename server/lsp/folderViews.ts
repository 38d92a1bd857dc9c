/** Keeps the client's picture of each folder true: overviews, diagnostics and lenses follow every change. */
import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import { folderChanged, type FolderOverview } from '../../protocol/roadmap.ts';
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import type { FileProblem } from '../base/problem.ts';
import { diagnoseFiles } from '../language/diagnostics.ts';
import { planProblems } from '../phases/planProblems.ts';
import { describeRoadmap, type PhaseStanding, type RoadmapOverview } from '../phases/roadmapOverview.ts';
import type { RunSurroundings } from '../phases/runSurroundings.ts';
import { tell } from './answer.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

/** Milliseconds that pass before a change is shown, so that a burst of changes is shown once. */
const settleMs = 80;

/** What is known of a folder at one moment. */
export interface FolderView {
  readonly folder: OpenFolder;
  readonly overview: FolderOverview;
  readonly phases: readonly PhaseStanding[];
  /** Absolute path; null when the folder has no roadmap. */
  readonly roadmapFile: string | null;
  readonly problems: readonly FileProblem[];
}

export class FolderViews {
  readonly #connection: Connection;
  readonly #folders: WorkspaceFolders;
  readonly #liveRuns: LiveRuns;
  readonly #plans: FolderPlans;
  readonly #clock: Clock;
  readonly #history: () => Pick<RunSurroundings, 'runs' | 'isOwnerAlive'> | null;
  readonly #shown = new Map<string, string>();
  readonly #diagnosed = new Map<string, ReadonlySet<string>>();
  readonly #waiting = new Map<string, () => void>();

  /** @param history the runs kept; null while the database cannot be opened */
  constructor(
    connection: Connection,
    folders: WorkspaceFolders,
    liveRuns: LiveRuns,
    plans: FolderPlans,
    clock: Clock,
    history: () => Pick<RunSurroundings, 'runs' | 'isOwnerAlive'> | null,
  ) {
    this.#connection = connection;
    this.#folders = folders;
    this.#liveRuns = liveRuns;
    this.#plans = plans;
    this.#clock = clock;
    this.#history = history;
  }

  /** Reads a folder anew. */
  async read(folder: OpenFolder): Promise<FolderView> {
    const empty = {
      folderUri: folder.uri,
      name: folder.name,
      roadmapUri: null,
      phases: [],
      errors: 0,
      failure: null,
      running: null,
    };
    try {
      const plan = await this.#plans.current(folder);
      const problems = planProblems(plan);
      const described = await describeRoadmap(
        plan,
        this.#liveRuns.current(folder.path),
        this.#history(),
        this.#clock.nowMs(),
      );
      return {
        folder,
        overview: {
          ...empty,
          roadmapUri: URI.file(plan.roadmapFile).toString(),
          phases: described.phases.map(overviewOf),
          errors: problems.filter(({ severity }) => severity === 'error').length,
          running: this.#runningOf(folder, described),
        },
        phases: described.phases,
        roadmapFile: plan.roadmapFile,
        problems,
      };
    } catch (error) {
      const missing = error instanceof Failure && error.code === 'roadmap-missing';
      const failure = missing ? null : describeFailure(error).message;
      return { folder, overview: { ...empty, failure }, phases: [], roadmapFile: null, problems: [] };
    }
  }

  /** Reads a folder anew and shows what changed: its overview to the client, its problems as diagnostics. */
  async refresh(folder: OpenFolder): Promise<FolderView> {
    const view = await this.read(folder);
    const text = JSON.stringify(view.overview);
    if (this.#shown.get(folder.uri) !== text) {
      this.#shown.set(folder.uri, text);
      tell(this.#connection, folderChanged, view.overview);
      // Lenses tell outcomes too, and only the server knows that those changed.
      this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    }
    this.#publish(folder, view.problems);
    return view;
  }

  /** Refreshes soon; several calls before that count as one. */
  schedule(folder: OpenFolder): void {
    this.#waiting.get(folder.uri)?.();
    const cancel = this.#clock.after(settleMs, () => {
      this.#waiting.delete(folder.uri);
      this.refresh(folder).catch((error: unknown) => {
        this.#connection.console.error(describeFailure(error).message);
      });
    });
    this.#waiting.set(folder.uri, cancel);
  }

  scheduleAll(): void {
    for (const folder of this.#folders.all) this.schedule(folder);
  }

  /** Takes back what was shown of a folder that is no longer open. */
  forget(folder: OpenFolder): void {
    this.#waiting.get(folder.uri)?.();
    this.#waiting.delete(folder.uri);
    this.#shown.delete(folder.uri);
    this.#publish(folder, []);
  }

  #runningOf(folder: OpenFolder, { running }: RoadmapOverview): FolderOverview['running'] {
    return running === null ? null : { ...running, here: this.#liveRuns.current(folder.path)?.runId === running.runId };
  }

  #publish(folder: OpenFolder, problems: readonly FileProblem[]): void {
    const byFile = diagnoseFiles(problems);
    const before = this.#diagnosed.get(folder.uri) ?? new Set<string>();
    for (const file of new Set([...before, ...byFile.keys()])) {
      const diagnostics = [...(byFile.get(file) ?? [])];
      this.#connection.sendDiagnostics({ uri: URI.file(file).toString(), diagnostics }).catch(() => undefined);
    }
    this.#diagnosed.set(folder.uri, new Set(byFile.keys()));
  }
}

function overviewOf({ specFile, gates, lastRun: _, ...phase }: PhaseStanding): FolderOverview['phases'][number] {
  return {
    ...phase,
    gates: [...gates],
    specUri: specFile === null ? null : URI.file(specFile).toString(),
  };
}
