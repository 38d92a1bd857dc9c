/** Shows a run that the person started: progress while it goes on, and how it ended. */
import * as vscode from 'vscode';
import type { PhaseRunReport, RunEvent } from '../protocol/phases.ts';
import type { NextStep } from './nextStep.ts';
import { showFailure } from './showFailure.ts';
import { showRunOutcome } from './showRunOutcome.ts';

interface WatchedRun {
  readonly folderUri: string;
  /** Null until the server says which phase is the next. */
  phase: string | null;
  gates: readonly string[];
  readonly running: Set<string>;
  ended: number;
  readonly progress: vscode.Progress<{ message?: string; increment?: number }>;
}

export interface RunRequest {
  readonly folderUri: string;
  /** Null for the next phase. */
  readonly phase: string | null;
  /** What the progress is called, such as "Phase 17A". */
  readonly title: string;
  /** The command that would run the same again. */
  readonly again: Omit<NextStep, 'title'>;
  /** Asks the server; the token is cancelled when the person cancels. */
  readonly ask: (token: vscode.CancellationToken) => Promise<readonly PhaseRunReport[]>;
}

export class RunWatch {
  readonly #watched = new Set<WatchedRun>();

  /** Shows the run until it has ended and then how it ended. Resolves with the runs, none when the request failed. */
  async show(request: RunRequest): Promise<readonly PhaseRunReport[]> {
    const runs = await this.follow(request);
    for (const run of runs) showRunOutcome(request.folderUri, run, request.again);
    return runs;
  }

  /** Like `show`, but leaves it to the caller to say how it ended. A failure is shown, and there are no runs then. */
  async follow({ folderUri, phase, title, ask }: Omit<RunRequest, 'again'>): Promise<readonly PhaseRunReport[]> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      const watched: WatchedRun = { folderUri, phase, gates: [], running: new Set(), ended: 0, progress };
      this.#watched.add(watched);
      try {
        return await ask(token);
      } catch (error) {
        showFailure(error, { folderUri, ...(watched.phase === null ? {} : { phase: watched.phase }) });
        return [];
      } finally {
        this.#watched.delete(watched);
      }
    });
  }

  handle(event: RunEvent): void {
    const phase = event.kind === 'run-ended' ? event.run.phase : event.phase;
    for (const watched of this.#watched) {
      if (watched.folderUri !== event.folderUri) continue;
      if (watched.phase === null && event.kind === 'run-started') watched.phase = phase;
      if (watched.phase === phase) report(watched, event);
    }
  }
}

function report(watched: WatchedRun, event: RunEvent): void {
  switch (event.kind) {
    case 'run-started':
      watched.gates = event.gates;
      watched.ended = 0;
      watched.running.clear();
      // Until the first gate starts, the executor is at work.
      watched.progress.report({ message: 'working' });
      return;
    case 'gate-started':
      watched.running.add(event.gate);
      watched.progress.report({ message: describeProgress(watched) });
      return;
    case 'gate-ended':
      watched.running.delete(event.result.name);
      watched.ended++;
      watched.progress.report({ message: describeProgress(watched), increment: 100 / watched.gates.length });
      return;
    case 'gate-output':
    case 'run-ended':
      return;
  }
}

/** "unit running (2 of 3 gates)" */
function describeProgress({ running, ended, gates }: WatchedRun): string {
  if (running.size === 0) return `${ended} of ${gates.length} gates ended`;
  return `${[...running].join(', ')} running (${ended + 1} of ${gates.length} gates)`;
}
