/** Starts a roadmap in a folder that has none, or gives the one there the specs it lacks. */
import * as vscode from 'vscode';
import { initializeFolder } from '../../protocol/roadmap.ts';
import { commandIds } from '../contributions.ts';
import { offerSteps } from '../nextStep.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const initialize: Command = async ({ server, folders }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument), ({ roadmapUri }) => roadmapUri === null);
  if (folderUri === undefined) {
    await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const { created, roadmapUri } = await server.ask(initializeFolder, { folderUri });
  await folders.refresh();
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(roadmapUri));
  const text =
    created.length === 0 ? 'Everything is there already; nothing was created.' : `Created ${created.join(', ')}.`;
  offerSteps(vscode.window.showInformationMessage, text, [
    { title: 'Run Next Phase', command: commandIds.runNextPhase, argument: { folderUri } },
  ]);
};
