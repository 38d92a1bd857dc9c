/** Proposes gates from what the project has, and adds those that the person picks to phasegate.yaml. */
import * as vscode from 'vscode';
import { addGates as addMessage, proposeGates } from '../../protocol/adoption.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const addGates: Command = async ({ server, folders }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument));
  if (folderUri === undefined) return;
  const { gates } = await server.ask(proposeGates, { folderUri });
  if (gates.length === 0) {
    void vscode.window.showInformationMessage(
      'No gates were found: the folder has no package.json, Makefile, Cargo.toml, go.mod or pyproject.toml with checks. Define gates in phasegate.yaml.',
    );
    return;
  }
  const items = gates.map(({ name, run, from }) => ({ label: name, description: run, detail: from, picked: true }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: 'Gates for phasegate.yaml',
    placeHolder: 'Nothing runs now; each gate runs its command when a phase is checked',
    matchOnDescription: true,
  });
  if (picked === undefined || picked.length === 0) return;
  const names = picked.map(({ label }) => label);
  const { isWritten, configUri } = await server.ask(addMessage, { folderUri, names });
  await folders.refresh();
  if (isWritten) await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(configUri));
  else void vscode.window.showInformationMessage('phasegate.yaml has these gates already.');
};
