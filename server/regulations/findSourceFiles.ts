/** Finds the files of regulations below the paths that a person names. */
import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../base/errorCode.ts';
import { readerFor } from './readers/readers.ts';

export interface SourceFileName {
  /** Absolute path. */
  readonly file: string;
  /** Below the path that was named, without its ending, with forward slashes. */
  readonly name: string;
}

export interface FoundFiles {
  /** In the order of their names, each once. */
  readonly files: readonly SourceFileName[];
  /** Paths that cannot be looked into, and why. */
  readonly failed: readonly { readonly file: string; readonly message: string }[];
}

/** A folder that holds more is hardly one of regulations. */
const mostFiles = 100_000;

/** Follows links, and is not led in a circle by them. Hidden entries and node_modules are left out. */
export function findSourceFiles(paths: readonly string[]): FoundFiles {
  const files = new Map<string, SourceFileName>();
  const failed: { file: string; message: string }[] = [];
  const visited = new Set<string>();
  const look = (root: string, below: string): void => {
    const place = path.join(root, below);
    try {
      const stat = statSync(place);
      if (stat.isDirectory()) {
        const real = realpathSync.native(place);
        if (visited.has(real)) return;
        visited.add(real);
        for (const { name } of sorted(readdirSync(place, { withFileTypes: true }))) look(root, path.join(below, name));
      } else if (below === '' || (stat.isFile() && readerFor(place) !== null)) {
        if (files.size >= mostFiles) return;
        const shown = below === '' ? path.basename(place) : below;
        const name = shown.slice(0, shown.length - path.extname(shown).length).replaceAll(path.sep, '/');
        if (!files.has(place)) files.set(place, { file: place, name });
      }
    } catch (error) {
      const code = errorCode(error);
      if (below !== '' && code === 'ENOENT') return;
      failed.push({
        file: place,
        message: code === 'ENOENT' ? 'there is no such file or folder.' : `it cannot be looked into (${code}).`,
      });
    }
  };
  for (const named of paths) look(named, '');
  return { files: [...files.values()], failed };
}

function sorted(entries: readonly Dirent[]): readonly Dirent[] {
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
