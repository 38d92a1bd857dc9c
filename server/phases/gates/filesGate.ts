/** The gate that passes when files exist, or do not. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import type { FilesGate } from '../gate.ts';
import type { GateVerdict } from './gateVerdict.ts';

/** Left out unless a glob names them: what is in them is not the workspace's own. */
const leftOut = ['.git', 'node_modules'];

/** How many files a message names. */
const namedFiles = 3;

/** @param workspace absolute real path; what lies outside it, also behind a link, does not count */
export async function runFilesGate(gate: FilesGate, workspace: string, signal: AbortSignal): Promise<GateVerdict> {
  const outside = [...gate.files, ...gate.absent].find(leavesWorkspace);
  if (outside !== undefined) {
    return { outcome: 'could-not-run', message: `${outside} leads outside the workspace; name files inside it` };
  }
  const faults: string[] = [];
  for (const pattern of gate.files) {
    if ((await findFiles(pattern, workspace, signal)).length === 0) faults.push(`${pattern} does not exist`);
  }
  for (const pattern of gate.absent) {
    const found = await findFiles(pattern, workspace, signal);
    if (found.length > 0) {
      const more = found.length > namedFiles ? ` and ${found.length - namedFiles} more` : '';
      faults.push(`${found.slice(0, namedFiles).join(', ')}${more} must not exist`);
    }
  }
  if (signal.aborted) return { outcome: 'cancelled', message: '' };
  if (faults.length > 0) return { outcome: 'failed', message: faults.join('; ') };
  return { outcome: 'passed', message: '' };
}

async function findFiles(pattern: string, workspace: string, signal: AbortSignal): Promise<readonly string[]> {
  const matches = await glob(pattern, {
    cwd: workspace,
    dot: true,
    followSymbolicLinks: false,
    caseSensitiveMatch: true,
    expandDirectories: false,
    ignore: leftOut.filter((name) => !pattern.split('/').includes(name)).map((name) => `**/${name}/**`),
    signal,
  });
  const inside: string[] = [];
  for (const match of matches.sort()) {
    if (await isInside(path.join(workspace, match), workspace)) inside.push(match);
  }
  return inside;
}

/** Whether a match is a file of the workspace once links are followed; a dangling link is no file. */
async function isInside(file: string, workspace: string): Promise<boolean> {
  try {
    const way = path.relative(workspace, await realpath(file));
    return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  } catch {
    return false;
  }
}

function leavesWorkspace(pattern: string): boolean {
  return path.posix.isAbsolute(pattern) || path.win32.isAbsolute(pattern) || pattern.split(/[\\/{},]/).includes('..');
}
