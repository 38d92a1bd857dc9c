/** Keeps the client's picture of each folder true: overviews, diagnostics and lenses follow every change. */
import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver/node';
import { folderChanged, type FolderOverview } from '../../protocol/roadmap.ts';
import type { Clock } from '../base/clock.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { LineIndexes } from '../base/lineIndexes.ts';
import type { FileProblem } from '../base/problem.ts';
import type { TextSource } from '../base/textSource.ts';
import { diagnoseFiles } from '../language/diagnostics.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { roadmapPath } from '../phases/plan.ts';
import { findInSurroundings, noFindings, type PlanFindings } from '../phases/planFindings.ts';
import { planProblems } from '../phases/planProblems.ts';
import { describeRoadmap, type PhaseStanding, type RoadmapOverview } from '../phases/roadmapOverview.ts';
import type { RunSurroundings } from '../phases/runSurroundings.ts';
import { tell } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { PublishedDiagnostics } from './publishedDiagnostics.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

/** Milliseconds after an event of a run, so that a burst of them is shown once. */
const settleMs = 80;
/** Milliseconds without typing after which the views follow; diagnostics do not wait for them. */
const pauseMs = 250;
/** Milliseconds that a diagnosis may take without being felt; the next one may then begin at once. */
const quickMs = 40;
/** Milliseconds; after a slower diagnosis the next one waits as long as that one took, but no longer than this. */
const longestDelayMs = 100;
/** Where more specs than this have to be read first, the problems that are known already are shown before. */
const readQuickly = 64;

/** What is known of a folder at one moment. */
export interface FolderView {
  readonly folder: OpenFolder;
  readonly overview: FolderOverview;
  readonly phases: readonly PhaseStanding[];
  /** Absolute path; null when the folder has no roadmap. */
  readonly roadmapFile: string | null;
  readonly problems: readonly FileProblem[];
}

/** What is kept of a folder between looks at it. */
class FolderState {
  readonly indexes = new LineIndexes();
  /** Ids of phases that were seen with another status than DONE. */
  readonly unfinished = new Set<string>();
  findings: PlanFindings = noFindings;
  /** Whether all specs have been read once; from then on few are missing at a time. */
  isRead = false;
  /** The overview that the client has, as JSON. */
  shown: string | null = null;
  cancelOverview: (() => void) | null = null;
  cancelDiagnosis: (() => void) | null = null;
  /** How many were begun. */
  diagnoses = 0;
  lastDiagnosis = { endedMs: 0, tookMs: 0 };
  /** The last view, with what it was made of; time passes for views too, so they are made anew each minute. */
  view: { readonly plan: LoadedPlan | null; readonly view: FolderView } | null = null;
}

export class FolderViews {
  readonly #connection: Connection;
  readonly #folders: WorkspaceFolders;
  readonly #liveRuns: LiveRuns;
  readonly #plans: FolderPlans;
  readonly #source: TextSource;
  readonly #clock: Clock;
  readonly #history: () => Pick<RunSurroundings, 'runs' | 'isOwnerAlive'> | null;
  readonly #published: PublishedDiagnostics;
  readonly #whenShown: (folder: OpenFolder) => void;
  readonly #pageOf: (code: string) => string | null;
  readonly #states = new Map<string, FolderState>();

  /**
   * @param history the runs kept; null while the database cannot be opened
   * @param whenShown called each time a folder was shown anew
   * @param pageOf address of the page that explains a problem's code
   */
  constructor(
    connection: Connection,
    folders: WorkspaceFolders,
    liveRuns: LiveRuns,
    plans: FolderPlans,
    source: TextSource,
    clock: Clock,
    history: () => Pick<RunSurroundings, 'runs' | 'isOwnerAlive'> | null,
    published: PublishedDiagnostics,
    whenShown: (folder: OpenFolder) => void,
    pageOf: (code: string) => string | null,
  ) {
    this.#connection = connection;
    this.#folders = folders;
    this.#liveRuns = liveRuns;
    this.#plans = plans;
    this.#source = source;
    this.#clock = clock;
    this.#history = history;
    this.#published = published;
    this.#whenShown = whenShown;
    this.#pageOf = pageOf;
  }

  /** The folder as it is known; nothing that did not change is read. */
  async read(folder: OpenFolder): Promise<FolderView> {
    const state = this.#state(folder);
    const plan = await this.#plans.current(folder).catch((error: unknown) => asFailure(error));
    if (state.view !== null && state.view.plan === plan) return state.view.view;
    const view = await this.#describe(folder, plan, state).catch((error: unknown) =>
      this.#describe(folder, asFailure(error), state),
    );
    state.view = { plan: plan instanceof Failure ? null : plan, view };
    return view;
  }

  /** Every problem of a folder's plan as the editor shows them. */
  problems(folder: OpenFolder, plan: LoadedPlan): readonly FileProblem[] {
    return planProblems(plan, this.#state(folder).findings);
  }

  /** Reads a folder anew and shows what changed: its overview to the client, its problems as diagnostics. */
  async refresh(folder: OpenFolder): Promise<FolderView> {
    this.#plans.changed(folder);
    return this.#show(folder);
  }

  /** Follows a change of a file of the folder: its problems at once, the views when the typing pauses. */
  changed(folder: OpenFolder, file: string): void {
    this.#plans.changed(folder, file);
    this.#diagnoseSoon(folder);
    this.#showAfter(folder, pauseMs);
  }

  /** Shows a folder soon, because something happened in it or because time passed; several calls count as one. */
  schedule(folder: OpenFolder): void {
    this.#state(folder).view = null;
    this.#plans.roadmapChanged(folder);
    this.#showAfter(folder, settleMs);
  }

  scheduleAll(): void {
    for (const folder of this.#folders.all) this.schedule(folder);
  }

  /** Takes back what was shown of a folder that is no longer open. */
  forget(folder: OpenFolder): void {
    const state = this.#state(folder);
    state.cancelOverview?.();
    state.cancelDiagnosis?.();
    this.#publish(state, []);
    this.#states.delete(folder.uri);
    this.#plans.forget(folder);
  }

  #state(folder: OpenFolder): FolderState {
    const known = this.#states.get(folder.uri);
    if (known !== undefined) return known;
    const state = new FolderState();
    this.#states.set(folder.uri, state);
    return state;
  }

  #showAfter(folder: OpenFolder, delayMs: number): void {
    const state = this.#state(folder);
    state.cancelOverview?.();
    state.cancelOverview = this.#clock.after(delayMs, () => {
      state.cancelOverview = null;
      this.#show(folder).catch((error: unknown) => this.#log(error));
    });
  }

  #diagnoseSoon(folder: OpenFolder): void {
    const state = this.#state(folder);
    if (state.cancelDiagnosis !== null) return;
    const { endedMs, tookMs } = state.lastDiagnosis;
    const restMs = tookMs <= quickMs ? 0 : Math.min(tookMs, longestDelayMs);
    const delayMs = Math.max(0, restMs - (this.#clock.nowMs() - endedMs));
    state.cancelDiagnosis = this.#clock.after(delayMs, () => {
      state.cancelDiagnosis = null;
      this.#diagnose(folder, state).catch((error: unknown) => this.#log(error));
    });
  }

  async #diagnose(folder: OpenFolder, state: FolderState): Promise<void> {
    const diagnosis = ++state.diagnoses;
    let beganMs = this.#clock.nowMs();
    try {
      if (!state.isRead) {
        const { plan, missing } = await this.#plans.known(folder);
        if (missing > readQuickly) this.#publish(state, planProblems(plan, state.findings));
      }
      const whole = await this.#plans.current(folder);
      // Reading the specs for the first time takes as long as it takes, and a later diagnosis waits for it too.
      if (!state.isRead) beganMs = this.#clock.nowMs();
      state.isRead = true;
      noteUnfinished(whole, state.unfinished);
      if (diagnosis === state.diagnoses) this.#publish(state, planProblems(whole, state.findings));
    } catch {
      // What keeps the plan from being read is told with the folder's view.
      this.#publish(state, []);
    }
    const endedMs = this.#clock.nowMs();
    state.lastDiagnosis = { endedMs, tookMs: endedMs - beganMs };
  }

  async #show(folder: OpenFolder): Promise<FolderView> {
    const state = this.#state(folder);
    await this.#look(folder, state);
    const view = await this.read(folder);
    // A folder that was closed meanwhile has been taken back already.
    if (this.#states.get(folder.uri) !== state) return view;
    const text = JSON.stringify(view.overview);
    if (state.shown !== text) {
      state.shown = text;
      tell(this.#connection, folderChanged, view.overview);
      // Lenses tell outcomes too, and only the server knows that those changed.
      this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    }
    this.#publish(state, view.problems);
    this.#whenShown(folder);
    return view;
  }

  /** Looks for what the texts do not show. */
  async #look(folder: OpenFolder, state: FolderState): Promise<void> {
    try {
      const plan = await this.#plans.current(folder);
      noteUnfinished(plan, state.unfinished);
      const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
      const results = (await this.#history()?.runs.latestGateResults(key)) ?? null;
      const isUnfinished = (phase: string): boolean => state.unfinished.has(phase);
      state.findings = await findInSurroundings(plan, this.#source, results, isUnfinished);
      state.view = null;
    } catch (error) {
      if (!(error instanceof Failure)) this.#log(error);
      state.findings = noFindings;
    }
  }

  async #describe(folder: OpenFolder, plan: LoadedPlan | Failure, state: FolderState): Promise<FolderView> {
    const empty = {
      folderUri: folder.uri,
      name: folder.name,
      roadmapUri: null,
      phases: [],
      errors: 0,
      failure: null,
      running: null,
    };
    if (plan instanceof Failure) {
      const failure = plan.code === 'roadmap-missing' ? null : plan.message;
      return { folder, overview: { ...empty, failure }, phases: [], roadmapFile: null, problems: [] };
    }
    const problems = planProblems(plan, state.findings);
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
        roadmapUri: fileAddress(plan.roadmapFile),
        phases: described.phases.map(overviewOf),
        errors: problems.filter(({ severity }) => severity === 'error').length,
        running: this.#runningOf(folder, described),
      },
      phases: described.phases,
      roadmapFile: plan.roadmapFile,
      problems,
    };
  }

  #runningOf(folder: OpenFolder, { running }: RoadmapOverview): FolderOverview['running'] {
    return running === null ? null : { ...running, here: this.#liveRuns.current(folder.path)?.runId === running.runId };
  }

  /** Sends what changed. */
  #publish(state: FolderState, problems: readonly FileProblem[]): void {
    const byFile = diagnoseFiles(problems, state.indexes, this.#pageOf);
    this.#published.replace(state, byFile);
    state.indexes.keep(new Set(byFile.keys()));
  }

  #log(error: unknown): void {
    this.#connection.console.error(describeFailure(error).message);
  }
}

function noteUnfinished(plan: LoadedPlan, unfinished: Set<string>): void {
  for (const { id, status } of plan.parsed.roadmap.phases) {
    if (status !== 'DONE') unfinished.add(id);
  }
}

function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('internal', describeFailure(error).message, { cause: error });
}

function overviewOf({ specFile, gates, lastRun: _, ...phase }: PhaseStanding): FolderOverview['phases'][number] {
  return {
    ...phase,
    gates: [...gates],
    specUri: specFile === null ? null : fileAddress(specFile),
  };
}
