/** Loads files and folders of regulations into a dataset, and lists the files that could not be read. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  ingestRegulations as ingestMessage,
  listDatasets,
  type FailedFileReport,
  type IngestOutcome,
} from '../../protocol/regulations.ts';
import { viewIds } from '../contributions.ts';
import type { ServerConnection } from '../serverConnection.ts';
import { count } from '../count.ts';
import type { Command } from './command.ts';

/** The argument is a folder of the Explorer, a row of the view, or what was dropped there. */
export const ingestRegulations: Command = async ({ server }, argument) => {
  const given = readOrder(argument);
  const fileUris = given.fileUris ?? (await pickFiles());
  const [first] = fileUris;
  if (first === undefined) return undefined;
  const dataset = given.dataset ?? (await pickDataset(server, vscode.Uri.parse(first)));
  if (dataset === undefined) return undefined;
  const outcome = await ingestWithProgress(server, dataset, fileUris);
  const { failed, added, changed, unchanged, removed } = outcome;
  const { documents, passages } = outcome.dataset;
  const changes = Object.entries({ added, changed, unchanged, removed }).filter(([, number]) => number > 0);
  const done = changes.map(([what, number]) => `${number.toLocaleString('en')} ${what}`).join(', ');
  const loaded = `${dataset}: ${count(documents, 'document')}, ${count(passages, 'passage')}${done === '' ? '' : ` (${done})`}.`;
  void tellOutcome(loaded, failed);
  return outcome;
};

function ingestWithProgress(
  server: ServerConnection,
  dataset: string,
  fileUris: readonly string[],
): Thenable<IngestOutcome> {
  const location = vscode.ProgressLocation.Notification;
  const title = `Ingesting regulations into ${dataset}`;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const workDoneToken = randomUUID();
    let told = 0;
    const listening = server.onProgress(workDoneToken, (percent, message) => {
      progress.report({ message, increment: Math.max(0, percent - told) });
      told = Math.max(told, percent);
    });
    try {
      return await server.ask(ingestMessage, { dataset, fileUris: [...fileUris], workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  });
}

/** The buttons are waited for elsewhere: the command has done its work. */
async function tellOutcome(loaded: string, failed: readonly FailedFileReport[]): Promise<void> {
  if (failed.length === 0) {
    const show = 'Show Regulations';
    const picked = await vscode.window.showInformationMessage(loaded, show);
    if (picked === show) await vscode.commands.executeCommand(`${viewIds.regulations}.focus`);
    return;
  }
  const files = failed.length === 1 ? '1 file' : `${failed.length} files`;
  const show = 'Show Files';
  const picked = await vscode.window.showWarningMessage(`${loaded} ${files} could not be read; all others were.`, show);
  if (picked === show) await showFailed(failed);
}

async function showFailed(failed: readonly FailedFileReport[]): Promise<void> {
  const items = failed.map(({ fileUri, line, message }) => {
    const file = vscode.Uri.parse(fileUri);
    const place = line === null ? '' : `:${line}`;
    return {
      label: `$(error) ${path.basename(file.fsPath)}${place}`,
      description: vscode.workspace.asRelativePath(path.dirname(file.fsPath)),
      detail: message,
      file,
      line,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Files That Could Not Be Read',
    placeHolder: 'Pick one to open it where it is wrong',
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  const at = new vscode.Position(Math.max(0, (picked.line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(picked.file, { selection: new vscode.Range(at, at) });
}

interface Order {
  readonly dataset?: string;
  readonly fileUris?: readonly string[];
}

function readOrder(argument: unknown): Order {
  if (argument instanceof vscode.Uri) return { fileUris: [argument.toString()] };
  if (typeof argument !== 'object' || argument === null) return {};
  const { dataset, fileUris, report } = argument as Record<string, unknown>;
  const name = typeof report === 'object' && report !== null && 'name' in report ? report.name : dataset;
  return {
    ...(typeof name === 'string' ? { dataset: name } : {}),
    ...(Array.isArray(fileUris) ? { fileUris: fileUris.filter((uri) => typeof uri === 'string') } : {}),
  };
}

async function pickFiles(): Promise<readonly string[]> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Ingest Regulations',
    openLabel: 'Ingest',
    canSelectFiles: true,
    canSelectFolders: true,
    canSelectMany: true,
  });
  return (picked ?? []).map((uri) => vscode.Uri.file(uri.fsPath).toString());
}

/** The name of what is loaded is proposed for a new dataset. */
async function pickDataset(server: ServerConnection, first: vscode.Uri): Promise<string | undefined> {
  const { datasets } = await server.ask(listDatasets, {});
  if (datasets.length > 0) {
    const created = { label: '$(add) New Dataset…', name: null };
    const known = datasets.map(({ name, documents }) => ({
      label: `$(library) ${name}`,
      description: count(documents, 'document'),
      name,
    }));
    const picked = await vscode.window.showQuickPick([...known, created], {
      title: 'Ingest Regulations',
      placeHolder: 'The dataset that they belong to',
    });
    if (picked === undefined || picked.name !== null) return picked?.name ?? undefined;
  }
  const name = await vscode.window.showInputBox({
    title: 'Ingest Regulations',
    prompt: 'Name of the dataset. References in Markdown begin with it: regulation:<dataset>/…',
    value: path.parse(first.fsPath).name.toLowerCase(),
    validateInput: (value) => (value.trim() === '' ? 'A dataset needs a name.' : undefined),
  });
  return name?.trim();
}
