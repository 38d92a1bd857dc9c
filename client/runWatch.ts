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
      break;
    case 'gate-started':
      watched.running.add(event.gate);
      break;
    case 'gate-ended':
      watched.running.delete(event.result.name);
      // The executor reports like a gate, but the progress counts gates.
      if (watched.gates.includes(event.result.name)) watched.ended++;
      break;
    case 'gate-output':
    case 'run-ended':
      return;
  }
  const total = watched.gates.length;
  const isCounted = event.kind === 'gate-ended' && watched.gates.includes(event.result.name);
  const increment = isCounted ? { increment: 100 / total } : {};
  const running = [...watched.running].join(', ');
  const isGate = [...watched.running].some((name) => watched.gates.includes(name));
  const ofGates = `${watched.ended + 1} of ${total} gates`;
  if (isGate) watched.progress.report({ message: `${running} running (${ofGates})`, ...increment });
  else if (running !== '') watched.progress.report({ message: `${running} running`, ...increment });
  else
    watched.progress.report({
      message: total === 0 ? 'working' : `${watched.ended} of ${total} gates ended`,
      ...increment,
    });
}
