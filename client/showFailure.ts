/** Shows a failed request as a message with the step that most likely helps. */
import * as vscode from 'vscode';
import type { FailureCode } from '../protocol/failure.ts';
import { commandIds, viewIds } from './contributions.ts';
import { offerSteps, type NextStep } from './nextStep.ts';
import type { CommandArgument } from './phaseTarget.ts';
import { RequestFailure } from './requestFailure.ts';

interface Remedy {
  readonly title: string;
  readonly command: string;
  /** Whether the command takes the folder and phase that the failure is about. */
  readonly aboutTarget: boolean;
}

const openRoadmap: Remedy = { title: 'Open Roadmap', command: commandIds.openRoadmap, aboutTarget: true };
const openSpec: Remedy = { title: 'Open Spec', command: commandIds.openSpec, aboutTarget: true };
const showProblems: Remedy = { title: 'Show Problems', command: 'workbench.actions.view.problems', aboutTarget: false };
const runGates: Remedy = { title: 'Run Gates', command: commandIds.runGates, aboutTarget: true };
const runNext: Remedy = { title: 'Run Next Phase', command: commandIds.runNextPhase, aboutTarget: true };
const start: Remedy = { title: 'Start a Roadmap', command: commandIds.initialize, aboutTarget: true };
const trust: Remedy = { title: 'Manage Workspace Trust', command: 'workbench.trust.manage', aboutTarget: false };
const showPhases: Remedy = { title: 'Show Phases', command: `${viewIds.phases}.focus`, aboutTarget: false };
const refresh: Remedy = { title: 'Refresh', command: commandIds.refresh, aboutTarget: false };
const openData: Remedy = { title: 'Open Data Folder', command: commandIds.openDataFolder, aboutTarget: false };
const restore: Remedy = { title: 'Restore Data…', command: commandIds.restoreData, aboutTarget: false };
const setKey: Remedy = { title: 'Set API Key…', command: commandIds.setApiKey, aboutTarget: false };
const showOutput: Remedy = { title: 'Show Output', command: commandIds.showOutput, aboutTarget: false };

/** Codes that are missing here are no errors to the person: a run that was cancelled or not agreed to. */
const remedies: Readonly<Record<Exclude<FailureCode, 'cancelled' | 'not-granted'>, readonly Remedy[]>> = {
  usage: [showPhases],
  'roadmap-missing': [start],
  'roadmap-too-large': [openRoadmap],
  'roadmap-not-utf8': [openRoadmap],
  'roadmap-read-only': [openRoadmap],
  'roadmap-changed': [openRoadmap],
  'file-exists': [openRoadmap],
  'read-failed': [refresh],
  'write-failed': [openRoadmap],
  'plan-invalid': [showProblems, openRoadmap],
  'plan-changed': [runGates, openSpec],
  'config-invalid': [showProblems],
  'unknown-phase': [openRoadmap],
  'unknown-gate': [openSpec],
  'unknown-run': [refresh],
  'unknown-dataset': [],
  'unknown-conversation': [],
  'unknown-message': [],
  'conversation-changed': [],
  'answer-ended': [],
  'message-too-large': [],
  'text-invalid': [],
  'unknown-model': [],
  'model-key-refused': [setKey],
  'model-overloaded': [],
  'model-unreachable': [],
  'model-failed': [showOutput],
  'import-invalid': [],
  'port-unavailable': [showOutput],
  'no-gates': [openSpec],
  'order-violation': [runNext, openRoadmap],
  locked: [showPhases],
  'lease-lost': [showPhases],
  'not-trusted': [trust],
  'executor-failed': [showOutput],
  'path-outside-workspace': [openRoadmap],
  'database-newer': [openData],
  'database-not-empty': [],
  'backup-invalid': [openData],
  'database-damaged': [restore, openData],
  'database-unavailable': [openData],
  'runtime-too-old': [showOutput],
  'watch-failed': [showOutput],
  internal: [showOutput],
};

/** Returns at once; the step is taken when the person picks it. */
export function showFailure(error: unknown, target: CommandArgument): void {
  const failure = error instanceof RequestFailure ? error : undefined;
  const code = failure?.code ?? 'internal';
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'cancelled') return;
  if (code === 'not-granted') {
    vscode.window.setStatusBarMessage('$(circle-slash) Nothing was run.', 5000);
    return;
  }
  const steps = remedies[code].map(({ title, command, aboutTarget }): NextStep => {
    return aboutTarget ? { title, command, argument: target } : { title, command };
  });
  offerSteps(vscode.window.showErrorMessage, message, steps);
}
