/** Removes a document or a dataset of regulations, and offers to bring it back. */
import * as vscode from 'vscode';
import { listDatasets, removeRegulations as removeMessage, restoreRegulations } from '../../protocol/regulations.ts';
import { count } from '../count.ts';
import type { ServerConnection } from '../serverConnection.ts';
import { showFailure } from '../showFailure.ts';
import type { Command } from './command.ts';

interface Target {
  readonly dataset: string;
  /** Null for the dataset as a whole. */
  readonly document: string | null;
  readonly title: string;
}

/** The argument is a row of the view. */
export const removeRegulations: Command = async ({ server }, argument) => {
  const target = readTarget(argument) ?? (await pickTarget(server));
  if (target === undefined) return;
  const { dataset, document, title } = target;
  const { undo, documents } = await server.ask(removeMessage, {
    dataset,
    ...(document === null ? {} : { document }),
  });
  const what = document === null ? `${title} with ${count(documents, 'document')}` : `${title} from ${dataset}`;
  void offerUndo(server, `Removed ${what}. The files themselves are untouched.`, undo);
};

/** The button is waited for elsewhere: the command has done its work. */
async function offerUndo(server: ServerConnection, removed: string, undo: string): Promise<void> {
  try {
    const picked = await vscode.window.showInformationMessage(removed, 'Undo');
    if (picked === 'Undo') await server.ask(restoreRegulations, { undo });
  } catch (error) {
    showFailure(error, {});
  }
}

function readTarget(argument: unknown): Target | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, dataset, report } = argument as Record<string, unknown>;
  if (typeof report !== 'object' || report === null) return undefined;
  if (kind === 'dataset' && 'name' in report && typeof report.name === 'string') {
    return { dataset: report.name, document: null, title: report.name };
  }
  const isDocument = kind === 'document' && typeof dataset === 'string' && 'id' in report && 'title' in report;
  if (!isDocument || typeof report.id !== 'string' || typeof report.title !== 'string') return undefined;
  return { dataset, document: report.id, title: report.title };
}

async function pickTarget(server: ServerConnection): Promise<Target | undefined> {
  const { datasets } = await server.ask(listDatasets, {});
  if (datasets.length === 0) {
    void vscode.window.showInformationMessage('No regulations are loaded, so there is nothing to remove.');
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    datasets.map(({ name, documents }) => ({
      label: `$(library) ${name}`,
      description: count(documents, 'document'),
      name,
    })),
    { title: 'Remove Regulations', placeHolder: 'The dataset to remove; it can be undone' },
  );
  return picked === undefined ? undefined : { dataset: picked.name, document: null, title: picked.name };
}
