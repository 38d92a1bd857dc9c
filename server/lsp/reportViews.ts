/** Shows what gates reported: problems as diagnostics until their gate passes, and word of test cases that changed. */
import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { testsChanged } from '../../protocol/tests.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { diagnoseReports } from '../language/reportedDiagnostics.ts';
import type { GateReportStore, KeptReport } from '../phases/gateReportStore.ts';
import { pickCurrentReports } from '../phases/pickCurrentReports.ts';
import { roadmapPath } from '../phases/plan.ts';
import type { GateProblem } from '../phases/reports/gateReport.ts';
import { tell } from './answer.ts';
import type { FolderPlans } from './folderPlans.ts';
import type { PublishedDiagnostics } from './publishedDiagnostics.ts';
import type { OpenFolder } from './workspaceFolders.ts';

/** What is known of a folder's reports. */
class ShownReports {
  newest: number | null = null;
  kept: readonly KeptReport[] = [];
  /** By the sequence of the report; holds what is shown. */
  problems = new Map<number, readonly GateProblem[]>();
  /** One look after the other, so that an older one never comes last. */
  looking: Promise<void> = Promise.resolve();
}

export class ReportViews {
  readonly #connection: Connection;
  readonly #plans: FolderPlans;
  readonly #published: PublishedDiagnostics;
  readonly #reports: () => GateReportStore | null;
  readonly #shown = new Map<string, ShownReports>();

  /** @param reports the reports kept; null while the database cannot be opened */
  constructor(
    connection: Connection,
    plans: FolderPlans,
    published: PublishedDiagnostics,
    reports: () => GateReportStore | null,
  ) {
    this.#connection = connection;
    this.#plans = plans;
    this.#published = published;
    this.#reports = reports;
  }

  /** Looks for reports that are new and gates that are gone; costs one small read when there are none. */
  follow(folder: OpenFolder): void {
    const shown = this.#shown.get(folder.uri) ?? new ShownReports();
    this.#shown.set(folder.uri, shown);
    shown.looking = shown.looking
      .then(() => this.#look(folder, shown))
      .catch((error: unknown) => {
        // A folder without a readable roadmap has no gates; its view says what is wrong.
        this.#published.replace(shown, new Map());
        if (!(error instanceof Failure)) this.#connection.console.error(describeFailure(error).message);
      });
  }

  /** Takes back what was shown of a folder that is no longer open. */
  forget(folder: OpenFolder): void {
    const shown = this.#shown.get(folder.uri);
    if (shown === undefined) return;
    this.#shown.delete(folder.uri);
    this.#published.replace(shown, new Map());
  }

  async #look(folder: OpenFolder, shown: ShownReports): Promise<void> {
    const reports = this.#reports();
    if (reports === null) return;
    const plan = await this.#plans.current(folder);
    const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
    const newest = await reports.newest(key);
    if (newest !== shown.newest) {
      const before = new Set(shown.kept.map(({ sequence }) => sequence));
      shown.kept = await reports.list(key);
      shown.newest = newest;
      const phases = new Set(shown.kept.filter(({ sequence }) => !before.has(sequence)).map(({ phase }) => phase));
      if (phases.size > 0) tell(this.#connection, testsChanged, { folderUri: folder.uri, phases: [...phases] });
    }
    const red = pickCurrentReports(plan, shown.kept).filter(
      ({ outcome, problemCount }) => outcome !== 'passed' && problemCount > 0,
    );
    const problems = new Map<number, readonly GateProblem[]>();
    for (const { sequence } of red) {
      problems.set(sequence, shown.problems.get(sequence) ?? (await reports.problems(sequence)));
    }
    shown.problems = problems;
    // A folder that was closed meanwhile has been taken back already.
    if (this.#shown.get(folder.uri) !== shown) return;
    const byFile = diagnoseReports(red.map(({ gate, sequence }) => ({ gate, problems: problems.get(sequence) ?? [] })));
    this.#published.replace(
      shown,
      new Map([...byFile].map(([file, diagnostics]) => [path.join(plan.root, file), diagnostics])),
    );
  }
}
