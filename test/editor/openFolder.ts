/** The folder that the test window has open, and what tests do with it: write a plan, read files, wait for a condition. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

const waitLimitMs = 20_000;

export interface PlannedPhase {
  readonly id: string;
  /** Default TODO. */
  readonly status?: string;
  /** Front matter of the spec below `phase`, without its fences. */
  readonly gates: string;
  /** Text of the spec below its heading. Default none. */
  readonly body?: string;
}

export function openFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the tests need a folder that is open');
  return folder;
}

export function uriOf(file: string): vscode.Uri {
  return vscode.Uri.joinPath(openFolder().uri, file);
}

/** Replaces the plan of the folder, and waits until the server has read the new one. */
export async function writePlan(phases: readonly PlannedPhase[]): Promise<void> {
  await closeEditors();
  const chapters = phases.map(
    ({ id, status = 'TODO' }) =>
      `## Phase ${id}: Title of ${id}\n**Status:** ${status}\n**Spec:** stages/${id}.md\n**Goal:** Goal of ${id}\n`,
  );
  for (const { id, gates, body = '' } of phases) {
    await writeText(`stages/${id}.md`, `---\nphase: ${id}\n${gates}\n---\n# Phase ${id}\n${body}`);
  }
  await writeText('ROADMAP.md', `# Roadmap\n\n${chapters.join('\n')}`);
  await vscode.commands.executeCommand('phasegate.refresh');
}

/** Closes every editor without saving; a question whether to save could not be answered here. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/**
 * Writes a file; one that the editor has open is written through it. The editor keeps documents for a while after
 * their editors closed, and what it then makes of files that change on the disk is not what these tests are about.
 */
export async function writeText(file: string, text: string): Promise<void> {
  const uri = uriOf(file);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open === undefined) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, open.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await open.save(), `${file} could not be saved`);
}

export function readText(file: string): Promise<string> {
  return readFile(path.join(openFolder().uri.fsPath, file), 'utf8');
}

/** The status word of a phase on the disk. */
export async function statusOf(phase: string): Promise<string | undefined> {
  const text = await readText('ROADMAP.md');
  return new RegExp(`## Phase ${phase}:[^\\n]*\\n\\*\\*Status:\\*\\* (\\w+)`).exec(text)?.[1];
}

/** Waits until the condition gives something; `description` completes the sentence "waited in vain for …". */
export async function until<Value>(
  description: string,
  condition: () => Promise<Value | undefined | false> | Value | undefined | false,
): Promise<Value> {
  const deadlineMs = Date.now() + waitLimitMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The folder and phase, as lenses and tree rows hand them to commands. */
export function target(phase: string): { folderUri: string; phase: string } {
  return { folderUri: openFolder().uri.toString(), phase };
}
