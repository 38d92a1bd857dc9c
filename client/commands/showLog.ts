/** Shows what a gate printed: its terminal where this window ran it, else the log that the run left. */
import * as vscode from 'vscode';
import { listRuns, type PhaseRunReport } from '../../protocol/phases.ts';
import { describeGate, outcomeIcon } from '../describeRun.ts';
import { pickPhase, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

type Gate = PhaseRunReport['gates'][number];

export const showLog: Command = async (context, argument) => {
  const { server, folders, terminals, logs } = context;
  const given = readArgument(argument);
  const target = await pickPhase(
    folders,
    given,
    'Whose log is to open?',
    ({ lastRunId, state }) => lastRunId !== null || state === 'running',
  );
  if (target === undefined) return;
  const running = folders.phase(target.folderUri, target.phase)?.gates.find(({ state }) => state === 'running')?.name;
  const wanted = given.gate ?? (given.runId === undefined ? running : undefined);
  if (wanted !== undefined && terminals.show({ ...target, gate: wanted, runId: given.runId })) return;

  const { runs } = await server.ask(listRuns, target);
  const run =
    given.runId === undefined
      ? runs.find(({ gates }) => hasRun(gates, wanted))
      : runs.find(({ id }) => id === given.runId);
  const gate = run === undefined ? undefined : await pickLog(run, wanted);
  if (run === undefined || gate === null) {
    if (run === undefined)
      void vscode.window.showInformationMessage(`Phase ${target.phase} has no run with a log yet.`);
    return;
  }
  if (gate === undefined || gate.log === null) {
    void vscode.window.showInformationMessage(
      gate === undefined ? run.message || 'This run has no log.' : `${describeGate(gate)} It has no log.`,
    );
  } else if (!terminals.show({ ...target, gate: gate.name, runId: run.id })) {
    await logs.show(gate.log, `${target.phase} ${gate.name}`);
  }
};

function hasRun(gates: readonly Gate[], wanted: string | undefined): boolean {
  return gates.some(({ name, log }) => log !== null && (wanted === undefined || name === wanted));
}

/** The gate whose log to show: the one wanted, the one that did not pass, the only one, or the picked one. Null when nothing was picked. */
async function pickLog(run: PhaseRunReport, wanted: string | undefined): Promise<Gate | null | undefined> {
  if (wanted !== undefined) return run.gates.find(({ name }) => name === wanted);
  const withLog = run.gates.filter(({ log }) => log !== null);
  const failed = withLog.filter(({ outcome }) => outcome !== 'passed');
  if (failed.length === 1) return failed[0];
  if (withLog.length < 2) return withLog[0];
  const items = withLog.map((gate) => ({
    label: `${outcomeIcon(gate.outcome)} ${gate.name}`,
    description: describeGate(gate),
    gate,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which gate?' }))?.gate ?? null;
}
