/** Proposes gates from what the project has, shows what they make of phasegate.yaml, and adds them when the person agrees. */
import * as vscode from 'vscode';
import { addGates as addMessage, previewGates, proposeGates } from '../../protocol/adoption.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

const allPresent = 'phasegate.yaml has all gates that were found.';

export const addGates: Command = async ({ server, folders, proposals }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument));
  if (folderUri === undefined) return;
  const { gates } = await server.ask(proposeGates, { folderUri });
  if (gates.length === 0) {
    void vscode.window.showInformationMessage(
      'No gates were found: neither the folder nor a package in it has a package.json, Makefile, Cargo.toml, go.mod or pyproject.toml with checks. Define gates in phasegate.yaml.',
    );
    return;
  }
  const names = await pickNames(gates.filter(({ isPresent }) => !isPresent));
  if (names === null) void vscode.window.showInformationMessage(allPresent);
  if (names === null || names.length === 0) return;
  const { preview } = await server.ask(previewGates, { folderUri, names });
  if (preview === null) {
    void vscode.window.showInformationMessage(allPresent);
    return;
  }
  const config = vscode.Uri.parse(preview.configUri);
  await proposals.show(config, preview.text, 'as it is ↔ with these gates', preview.isNew);
  const isAgreed = await ask(names.length, preview.isNew);
  await proposals.close(config);
  if (!isAgreed) return;
  await server.ask(addMessage, { folderUri, names, hash: preview.hash });
  await folders.refresh();
  await vscode.commands.executeCommand('vscode.open', config);
};

interface Choice {
  readonly name: string;
  readonly run: string;
  readonly cwd: string | null;
  readonly from: string;
}

/** Grouped by the packages of a monorepo; null when there is nothing to pick from. */
async function pickNames(gates: readonly Choice[]): Promise<string[] | null> {
  if (gates.length === 0) return null;
  const items = gates.flatMap(({ name, run, cwd, from }, index) => {
    const item = { label: name, description: run, detail: from, picked: true };
    const isFirst = cwd !== null && gates[index - 1]?.cwd !== cwd;
    return isFirst ? [{ label: cwd, kind: vscode.QuickPickItemKind.Separator }, item] : [item];
  });
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: 'Gates for phasegate.yaml',
    placeHolder: 'You see the file before it is written',
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ label }) => label);
}

/** Not modal, so that the person can read the diff before answering. */
async function ask(count: number, isNew: boolean): Promise<boolean> {
  const gates = count === 1 ? 'this gate' : `these ${count} gates`;
  const text = isNew
    ? `Create phasegate.yaml with ${gates}? Nothing runs now.`
    : `Add ${gates} to phasegate.yaml? Nothing runs now.`;
  const yes = isNew ? 'Create' : 'Add';
  return (await vscode.window.showInformationMessage(text, yes, 'Cancel')) === yes;
}
