/** Finds the files of the workspace that a tool means by the paths it writes. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveInside } from '../../base/resolveInside.ts';

/** More different paths than this are not looked for. */
const mostPaths = 5_000;
const longestPath = 4_096;

/** Where the sources of a Java project stand, below which stack traces name files by their package. */
const sourceFolders = ['src/test/java', 'src/test/kotlin', 'src/test/scala', 'src/main/java', 'src/main/kotlin'];

export class ReportedFiles {
  readonly #root: string;
  readonly #bases: readonly string[];
  readonly #found = new Map<string, string | null>();

  /**
   * @param root absolute real path of the workspace
   * @param base folder that relative paths start from, relative to the workspace; the workspace itself comes second
   */
  constructor(root: string, base: string) {
    this.#root = root;
    this.#bases = [...new Set([base, '.'])];
  }

  /** @returns the file relative to the workspace, with forward slashes; null when it is none of the workspace's files */
  find(written: string): string | null {
    const known = this.#found.get(written);
    if (known !== undefined) return known;
    if (this.#found.size >= mostPaths) return null;
    const found = this.#look(written);
    this.#found.set(written, found);
    return found;
  }

  #look(written: string): string | null {
    const file = readPath(written.trim());
    if (file === null) return null;
    if (path.isAbsolute(file)) return this.#fileAt(path.relative(this.#root, file));
    for (const base of this.#bases) {
      const found = this.#fileAt(path.join(base, file));
      if (found !== null) return found;
    }
    if (!/\.(?:java|kt|scala|groovy)$/.test(file)) return null;
    for (const folder of sourceFolders) {
      const found = this.#fileAt(path.join(this.#bases[0] ?? '.', folder, file));
      if (found !== null) return found;
    }
    return null;
  }

  #fileAt(relative: string): string | null {
    try {
      const file = resolveInside(this.#root, relative);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
      return path.relative(this.#root, file).split(path.sep).join('/');
    } catch {
      // It leads outside, or cannot be reached: either way it is no file to link to.
      return null;
    }
  }
}

/** The path in a file URL or in a spelling of another system; null when it can be none here. */
function readPath(written: string): string | null {
  if (written === '' || written.length > longestPath || written.includes('\0')) return null;
  try {
    if (/^file:/i.test(written)) return fileURLToPath(written);
  } catch {
    return null;
  }
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(written)) return null;
  return path.sep === '/' && !written.includes('/') ? written.replaceAll('\\', '/') : written;
}
