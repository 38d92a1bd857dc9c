/** Answers the messages about runs: starting, verifying, cancelling, approving, looking back. */
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import * as protocol from '../../protocol/phases.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import { checkRunnable } from '../phases/checkRunnable.ts';
import { describeExecutions } from '../phases/describeExecutions.ts';
import { loadPlan } from '../phases/loadPlan.ts';
import type { PhaseRunEvent } from '../phases/phaseRun.ts';
import { roadmapPath } from '../phases/plan.ts';
import { hashGate, hashSpec } from '../phases/planFingerprint.ts';
import { pruneRuns } from '../phases/pruneRuns.ts';
import { reportRun } from '../phases/reportRun.ts';
import { runPhase } from '../phases/runPhase.ts';
import { runPhases } from '../phases/runPhases.ts';
import type { ConsentQuestion, RunSurroundings } from '../phases/runSurroundings.ts';
import { verifyPhases } from '../phases/verifyPhases.ts';
import { answer, ask, tell } from './answer.ts';
import type { FolderViews } from './folderViews.ts';
import type { LiveRuns } from './liveRuns.ts';
import type { OpenFolder, WorkspaceFolders } from './workspaceFolders.ts';

/** What a run needs except what depends on the folder. */
export type FolderlessSurroundings = Omit<RunSurroundings, 'askConsent' | 'watch'>;

export interface PhaseParts {
  readonly connection: Connection;
  readonly folders: WorkspaceFolders;
  readonly views: FolderViews;
  readonly liveRuns: LiveRuns;
  /** @throws Failure when the database cannot be opened */
  readonly surroundings: () => Promise<FolderlessSurroundings>;
  /** Whether the client has dialogs of its own; any other is asked to show a message with two buttons. */
  readonly companion: () => boolean;
}

export function answerPhaseMessages(parts: PhaseParts): void {
  const { connection, folders, liveRuns, views } = parts;

  answer(connection, protocol.runPhase, async ({ folderUri, phase }, signal) => {
    const runs = await carryOut(parts, folders.require(folderUri), signal, (request, surroundings) =>
      runPhases({ ...request, ...(phase === undefined ? {} : { phase }) }, surroundings),
    );
    return { runs: runs.map(reportRun) };
  });

  answer(connection, protocol.runGates, async ({ folderUri, phase, gate, gates }, signal) => {
    const only = gates ?? (gate === undefined ? undefined : [gate]);
    const run = await carryOut(parts, folders.require(folderUri), signal, (request, surroundings) =>
      runPhase({ ...request, verb: 'gate', phase, ...(only === undefined ? {} : { gates: only }) }, surroundings),
    );
    return { run: reportRun(run) };
  });

  answer(connection, protocol.verifyPhases, async ({ folderUri, phase }, signal) => {
    const { regressions, runs } = await carryOut(parts, folders.require(folderUri), signal, (request, surroundings) =>
      verifyPhases({ ...request, ...(phase === undefined ? {} : { phase }) }, surroundings),
    );
    return { regressions: [...regressions], runs: runs.map(reportRun) };
  });

  answer(connection, protocol.cancelRun, async ({ folderUri }) => ({
    cancelled: await liveRuns.cancel(folders.require(folderUri).path),
  }));

  answer(connection, protocol.listRuns, async ({ folderUri, phase, limit }) => {
    const { runs, source } = await parts.surroundings();
    const plan = await loadPlan(folders.require(folderUri).path, source);
    const found = await runs.list({
      workspace: plan.root,
      roadmap: roadmapPath(plan),
      limit: limit ?? 50,
      ...(phase === undefined ? {} : { phase }),
    });
    return { runs: found.map(reportRun) };
  });

  answer(connection, protocol.approveGate, async ({ folderUri, phase, gate, approvedBy }) => {
    const folder = folders.require(folderUri);
    const { approvals, clock, source, isTrusted } = await parts.surroundings();
    if (!isTrusted()) throw new Failure('not-trusted', 'This workspace is not trusted. Trust it before you approve.');
    const plan = await loadPlan(folder.path, source);
    const { spec } = await checkRunnable(plan, phase, 'ignored', source);
    const definition = spec.gates.find((other) => other.definition.name === gate)?.definition;
    if (definition?.kind !== 'approve') {
      throw new Failure('unknown-gate', `Phase ${phase} has no gate ${gate} that a person approves.`);
    }
    await approvals.record({
      key: { workspace: plan.root, roadmap: roadmapPath(plan) },
      phase,
      gate,
      definitionHash: hashGate(definition),
      specHash: hashSpec(spec.text),
      by: approvedBy,
      atMs: clock.nowMs(),
    });
    views.schedule(folder);
    return { statement: definition.statement };
  });
}

/**
 * Carries out a run whose steps the client is told.
 *
 * @param begin waits for the folder's turn, or refuses. Default: refuses while another run is under way
 */
export async function carryOut<T>(
  { connection, liveRuns, views, surroundings, companion }: PhaseParts,
  folder: OpenFolder,
  signal: AbortSignal,
  work: (
    request: { readonly folder: string; readonly signal: AbortSignal },
    surroundings: RunSurroundings,
  ) => Promise<T>,
  begin: LiveRuns['carryOut'] = (path, runSignal, run) => liveRuns.carryOut(path, runSignal, run),
): Promise<T> {
  const shared = await surroundings();
  const watch = (event: PhaseRunEvent): void => {
    liveRuns.observe(folder.path, event);
    tell(connection, protocol.runEvent, describeEvent(event, folder));
    if (event.kind !== 'gate-output') views.schedule(folder);
    if (event.kind === 'run-ended') {
      pruneRuns(event.run, shared).catch((error: unknown) => connection.console.warn(describeFailure(error).message));
    }
  };
  const askConsent = async (question: ConsentQuestion): Promise<boolean> => {
    const text = describeExecutions(question.executions);
    if (!companion()) return askInMessage(connection, question, text);
    const { granted } = await ask(connection, protocol.confirmExecutions, {
      folderUri: folder.uri,
      phase: question.phase,
      title: question.title,
      changed: question.changed,
      text,
      executions: question.executions.map((execution) => ({ ...execution, expandsTo: [...execution.expandsTo] })),
    });
    return granted;
  };
  try {
    return await begin(folder.path, signal, (combined) =>
      work({ folder: folder.path, signal: combined }, { ...shared, askConsent, watch }),
    );
  } finally {
    await views.refresh(folder);
  }
}

/** Asks by the means that every client has. Whoever closes the message has not agreed. */
async function askInMessage(
  connection: Connection,
  { phase, changed }: ConsentQuestion,
  text: string,
): Promise<boolean> {
  const run = { title: 'Run these commands' };
  const question = changed
    ? `What phase ${phase} runs has changed since you agreed. Run these commands?`
    : `Run these commands for phase ${phase}?`;
  const answer = await connection.window.showWarningMessage(`${question}\n\n${text}`, run, { title: 'Cancel' });
  return answer?.title === run.title;
}

function describeEvent(event: PhaseRunEvent, folder: OpenFolder): protocol.RunEvent {
  const folderUri = URI.parse(folder.uri).toString();
  switch (event.kind) {
    case 'run-started':
      return {
        kind: event.kind,
        folderUri,
        runId: event.run.id,
        phase: event.run.phase,
        title: event.title,
        gates: [...event.gates],
      };
    case 'gate-started':
    case 'gate-output':
    case 'gate-ended':
      return { ...event, folderUri };
    case 'run-ended':
      return { kind: event.kind, folderUri, run: reportRun(event.run) };
  }
}
