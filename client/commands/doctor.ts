/** Examines the data and what it stands on, and shows what was found. */
import * as vscode from 'vscode';
import { examineData } from '../../protocol/data.ts';
import { describeExamination } from '../describeExamination.ts';
import type { Command } from './command.ts';

export const doctor: Command = async ({ server, examination }) => {
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Examining the data…', cancellable: true };
  const { checks } = await vscode.window.withProgress(progress, (_, token) => server.ask(examineData, {}, token));
  await examination.show(describeExamination(checks, new Date()));
};
