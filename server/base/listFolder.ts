/** Lists a folder of the workspace for a person who is choosing a path. */
import { readdir } from 'node:fs/promises';
import { resolveInside } from './resolveInside.ts';

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A longer list helps nobody to choose. */
const longestList = 1_000;

/**
 * Folders first, then files, each by name. Hidden entries and node_modules are left out, and so is everything where
 * the folder does not exist, cannot be read or lies outside.
 *
 * @param relative to the root
 */
export async function listFolder(root: string, relative: string): Promise<readonly FolderEntry[]> {
  try {
    const entries = await readdir(resolveInside(root, relative === '' ? '.' : relative), { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1))
      .slice(0, longestList);
  } catch {
    return [];
  }
}
