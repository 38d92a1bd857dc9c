/** Says how a run ended and offers the next step. */
import * as vscode from 'vscode';
import type { PhaseRunReport } from '../protocol/phases.ts';
import { commandIds } from './contributions.ts';
import { decidingGate, describeRun } from './describeRun.ts';
import { offerSteps, type NextStep } from './nextStep.ts';

/**
 * Returns at once; the step is taken when the person picks it.
 * @param again what "Run Again" does
 */
export function showRunOutcome(folderUri: string, run: PhaseRunReport, again: Omit<NextStep, 'title'>): void {
  const target = { folderUri, phase: run.phase };
  const gate = decidingGate(run);
  const gateTarget = gate === undefined ? target : { ...target, gate: gate.name };
  const showLog: NextStep = {
    title: 'Show Log',
    command: commandIds.showLog,
    argument: { ...gateTarget, runId: run.id },
  };
  const runAgain: NextStep = { ...again, title: 'Run Again' };
  const text = describeRun(run);
  switch (run.outcome) {
    case 'passed':
      // Without buttons, so that the message goes by itself.
      offerSteps(vscode.window.showInformationMessage, text, []);
      break;
    case 'failed':
    case 'timed-out':
    case 'could-not-run':
      offerSteps(
        vscode.window.showErrorMessage,
        text,
        gate?.kind === 'run' ? [showLog, runAgain] : [openSpec(target), runAgain],
      );
      break;
    case 'awaiting-approval':
      offerSteps(vscode.window.showInformationMessage, text, [
        { title: 'Approve', command: commandIds.approveGate, argument: gateTarget },
      ]);
      break;
    case 'awaiting-work':
      offerSteps(vscode.window.showInformationMessage, text, [
        { title: 'Run Gates', command: commandIds.runGates, argument: target },
      ]);
      break;
    case 'interrupted':
      offerSteps(vscode.window.showWarningMessage, text, [runAgain]);
      break;
    case 'cancelled':
    case null:
      vscode.window.setStatusBarMessage(`$(circle-slash) ${text}`, 10_000);
      break;
  }
}

function openSpec(argument: unknown): NextStep {
  return { title: 'Open Spec', command: commandIds.openSpec, argument };
}
