/** The folder that the test window has open, and what tests do with it: write a plan, read files, wait for a condition. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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

/** Replaces whatever plan the folder has, and waits until the server has read the new one. */
export async function writePlan(phases: readonly PlannedPhase[]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const root = openFolder().uri.fsPath;
  await rm(path.join(root, 'stages'), { recursive: true, force: true });
  await rm(path.join(root, 'phasegate.yaml'), { force: true });
  await mkdir(path.join(root, 'stages'));
  const chapters = phases.map(
    ({ id, status = 'TODO' }) =>
      `## Phase ${id}: Title of ${id}\n**Status:** ${status}\n**Spec:** stages/${id}.md\n**Goal:** Goal of ${id}\n`,
  );
  for (const { id, gates, body = '' } of phases) {
    await writeFile(path.join(root, 'stages', `${id}.md`), `---\nphase: ${id}\n${gates}\n---\n# Phase ${id}\n${body}`);
  }
  await writeFile(path.join(root, 'ROADMAP.md'), `# Roadmap\n\n${chapters.join('\n')}`);
  await vscode.commands.executeCommand('phasegate.refresh');
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
