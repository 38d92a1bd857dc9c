/** Lists the files of a workspace that are somebody's work, and the folders in which such files can appear. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { findIgnored, listGitFiles } from '../../base/processes/gitFiles.ts';

/** Paths relative to the workspace, with slashes. */
export interface WorkspaceListing {
  /** In the order of their names, whether git tracks them or not. */
  readonly files: readonly string[];
  /** The workspace itself, as `''`, is the first. */
  readonly folders: readonly string[];
}

/** Never somebody's work, whatever git says. */
const neverWork = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** Where there is no git to say what is ignored, these names mean what tools make. */
const madeByTools = new Set([
  ...['dist', 'build', 'out', 'target', 'coverage', 'vendor', 'bin', 'obj'],
  ...['.venv', 'venv', '__pycache__', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.tox'],
  ...['.next', '.nuxt', '.cache', '.gradle', '.turbo', '.nyc_output', '.vscode-test'],
]);

/**
 * With git these are the tracked files and the new ones that are not ignored; what lies in a repository inside the
 * workspace belongs to that one. Without git it is everything but what tools usually make. Links are not followed.
 *
 * @param root absolute path
 * @param leftOut absolute path of a folder that does not count, such as the one of logs and database
 */
export async function listWorkspace(
  root: string,
  environment: NodeJS.ProcessEnv,
  leftOut: string,
): Promise<WorkspaceListing> {
  const tracked = await listGitFiles(root, environment);
  const isGit = tracked !== null;
  const skipped = path.relative(root, leftOut).split(path.sep).join('/');
  const files: string[] = [];
  const folders: string[] = [];
  // Level by level, so that git is asked once a level and not once a folder.
  for (let level: readonly string[] = ['']; level.length > 0;) {
    folders.push(...level);
    const below: string[] = [];
    for (const [folder, entries] of await readFolders(root, level)) {
      // A repository of its own, such as a submodule: git answers for it there and not here.
      if (isGit && folder !== '' && entries.some(({ name }) => name === '.git')) continue;
      for (const entry of entries) {
        const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (file === skipped) continue;
        if (entry.isDirectory()) {
          if (!neverWork.has(entry.name) && (isGit || !madeByTools.has(entry.name))) below.push(file);
        } else if (!isGit) files.push(file);
      }
    }
    const ignored = isGit ? await findIgnored(below, root, environment) : new Set<string>();
    level = below.filter((folder) => !ignored.has(folder));
  }
  if (!isGit) return { files: files.sort(), folders };
  const isWork = (file: string): boolean =>
    !file.startsWith(`${skipped}/`) && !file.split('/').some((name) => neverWork.has(name));
  const own = [...tracked].filter(isWork).sort();
  // A tracked file may lie in a folder that is otherwise ignored.
  const known = new Set(folders);
  for (const file of own) {
    for (let folder = parentOf(file); folder !== '' && !known.has(folder); folder = parentOf(folder)) known.add(folder);
  }
  return { files: own, folders: [...known] };
}

/** How many folders are read at once. */
const readersAtOnce = 32;

async function readFolders(
  root: string,
  folders: readonly string[],
): Promise<readonly (readonly [string, readonly Dirent[]])[]> {
  const read: (readonly [string, readonly Dirent[]])[] = [];
  for (let start = 0; start < folders.length; start += readersAtOnce) {
    const some = folders.slice(start, start + readersAtOnce);
    read.push(...(await Promise.all(some.map(async (folder) => [folder, await readFolder(root, folder)] as const))));
  }
  return read;
}

/** A folder that has gone, or that may not be read, holds nothing. */
async function readFolder(root: string, folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path.join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
}

function parentOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}
