/** Checks roadmap, specs and configuration and says what was found. */
import * as vscode from 'vscode';
import { checkFolder } from '../../protocol/roadmap.ts';
import { offerSteps } from '../nextStep.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const checkRoadmap: Command = async ({ server, folders }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument), ({ roadmapUri }) => roadmapUri !== null);
  if (folderUri === undefined) return undefined;
  const found = await server.ask(checkFolder, { folderUri });
  if (found.errors + found.warnings === 0) {
    vscode.window.setStatusBarMessage('$(pass-filled) Roadmap and specs are in order.', 10_000);
    return found;
  }
  const text = `The roadmap and its specs have ${count(found.errors, 'error')} and ${count(found.warnings, 'warning')}.`;
  offerSteps(found.errors > 0 ? vscode.window.showErrorMessage : vscode.window.showWarningMessage, text, [
    { title: 'Show Problems', command: 'workbench.actions.view.problems' },
  ]);
  return found;
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
