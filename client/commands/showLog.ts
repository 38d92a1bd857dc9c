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
  const wanted = given.gate;
  const isRunning = folders.phase(target.folderUri, target.phase)?.state === 'running';
  const address = { ...target, gate: wanted, runId: given.runId };
  if ((wanted !== undefined || (isRunning && given.runId === undefined)) && terminals.show(address)) return;

  const { runs } = await server.ask(listRuns, target);
  const run =
    given.runId === undefined
      ? runs.find(({ gates }) => hasRun(gates, wanted))
      : runs.find(({ id }) => id === given.runId);
  const gate = run === undefined ? undefined : await pickLog(run, wanted);
  if (gate === null) return;
  if (run !== undefined && gate !== undefined && gate.log !== null) {
    if (!terminals.show({ ...target, gate: gate.name, runId: run.id })) {
      await logs.show(gate.log, `${target.phase} ${gate.name}`);
    }
  } else if (!terminals.show({ ...target, gate: gate?.name, runId: run?.id })) {
    void vscode.window.showInformationMessage(whyNoLog(target.phase, run, gate));
  }
};

function whyNoLog(phase: string, run: PhaseRunReport | undefined, gate: Gate | undefined): string {
  if (run === undefined) return `Phase ${phase} has no run with a log yet.`;
  if (gate !== undefined) return `${describeGate(gate)} It printed nothing, so there is no log.`;
  return run.message === '' ? 'This run has no log.' : `${run.message} This run has no log.`;
}

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
