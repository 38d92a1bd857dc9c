/** Opens the spec of a phase. */
import * as vscode from 'vscode';
import { pickPhase, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const openSpec: Command = async ({ folders }, argument) => {
  const target = await pickPhase(
    folders,
    readArgument(argument),
    'Whose spec is to open?',
    ({ specUri }) => specUri !== null,
  );
  if (target === undefined) return;
  const specUri = folders.phase(target.folderUri, target.phase)?.specUri;
  if (specUri === undefined || specUri === null) {
    void vscode.window.showInformationMessage(
      `Phase ${target.phase} names no spec inside the workspace. Give it one in the roadmap.`,
    );
    return;
  }
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(specUri));
};
