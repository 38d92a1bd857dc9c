/** Opens the roadmap, at a phase where one is given. */
import * as vscode from 'vscode';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const openRoadmap: Command = async ({ folders }, argument) => {
  const { phase, ...given } = readArgument(argument);
  const folderUri = await pickFolder(folders, given, ({ roadmapUri }) => roadmapUri !== null);
  if (folderUri === undefined) return;
  const roadmapUri = folders.folder(folderUri)?.roadmapUri;
  if (roadmapUri === undefined || roadmapUri === null) {
    void vscode.window.showInformationMessage('This folder has no roadmap yet.');
    return;
  }
  const line = phase === undefined ? undefined : folders.phase(folderUri, phase)?.line;
  const options = line === undefined ? {} : { selection: new vscode.Range(line, 0, line, 0) };
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(roadmapUri), options);
};
