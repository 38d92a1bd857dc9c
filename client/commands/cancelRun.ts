/** Cancels the run under way in a folder. */
import * as vscode from 'vscode';
import { cancelRun as message } from '../../protocol/phases.ts';
import { pickFolder, readArgument } from '../phaseTarget.ts';
import type { Command } from './command.ts';

export const cancelRun: Command = async ({ server, folders }, argument) => {
  const folderUri = await pickFolder(folders, readArgument(argument), ({ running }) => running?.here === true);
  if (folderUri === undefined) return undefined;
  const { cancelled } = await server.ask(message, { folderUri });
  if (!cancelled) void vscode.window.showInformationMessage('Nothing is running here that this window could cancel.');
  return cancelled;
};
