/** Lets a person approve a gate under their name, and runs the gates again so that the approval counts. */
import * as vscode from 'vscode';
import { approveGate as message } from '../../protocol/phases.ts';
import { pickGate, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';
import { runGates } from './runGates.ts';

const nameKey = 'phasegate.approvedBy';

export const approveGate: Command = async (context, argument) => {
  const { server, folders, memory } = context;
  const target = await pickGate(
    folders,
    readArgument(argument),
    'Which gate do you approve?',
    ({ kind }) => kind === 'approve',
  );
  if (target === undefined) return undefined;
  const statement = folders.gate(target.folderUri, target.phase, target.gate)?.detail ?? target.gate;
  const name = await vscode.window.showInputBox({
    title: `Approve ${target.gate} of phase ${target.phase}`,
    prompt: `${statement}. Enter your name to approve this.`,
    placeHolder: 'Your name, which is kept with the approval',
    value: memory.get<string>(nameKey, ''),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'An approval needs a name.' : undefined),
  });
  if (name === undefined) return undefined;
  const approvedBy = name.trim();
  await memory.update(nameKey, approvedBy);
  await server.ask(message, { ...target, approvedBy });
  return runGates(context, { folderUri: target.folderUri, phase: target.phase });
};
