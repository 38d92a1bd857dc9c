/** Finds what a glob names in a folder, without ever leaving it. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import { errorCode } from '../../base/errorCode.ts';

/** Not walked through unless a glob names them: what is in them is not the workspace's own. */
const leftOut = ['.git', 'node_modules'];

export interface FoundFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  /** `elsewhere`: a link that dangles or leads out of the root, or something that is no regular file. */
  readonly kind: 'file' | 'folder' | 'elsewhere';
}

export interface FileSearch {
  /** Absolute real path of the folder in which the glob counts. */
  readonly root: string;
  /** In the language of picomatch, with names that begin with a dot; letter case counts on every system. */
  readonly glob: string;
  /** Ends the search early; what was found until then is all that comes. */
  readonly signal: AbortSignal;
  /** Told of folders that could not be read. */
  readonly onUnreadable: (folder: string) => void;
}

/** Why a glob cannot be looked for; null when it can. */
export function refuseGlob(glob: string): string | null {
  if (glob.trim() === '') return 'a glob is empty';
  if (path.posix.isAbsolute(glob) || path.win32.isAbsolute(glob) || /(?:^|[/\\{,(|])\.\.(?!\w)/.test(glob)) {
    return `${glob} leads outside the workspace; name files inside it`;
  }
  if (/^!(?!\()/.test(glob)) return `${glob} begins with "!"; name what must not exist under "absent"`;
  return null;
}

/**
 * Walks only where the glob can match. Links to folders are found but never followed, so nothing outside is read;
 * links to files inside count as files.
 */
export async function* findFiles(search: FileSearch): AsyncGenerator<FoundFile> {
  const glob = search.glob.replace(/^(?:\.\/+)+/, '').replace(/(.)\/+$/, '$1');
  const isSkipped = leftOut.filter((name) => !namesSegment(glob, name));
  yield* walk(
    search,
    {
      matches: picomatch(glob, { dot: true, nonegate: true }),
      fixed: fixedSegments(glob),
      depth: /\*\*|[{(].*\/.*[})]/.test(glob) ? Number.POSITIVE_INFINITY : glob.split('/').length,
      skipped: new Set(isSkipped),
    },
    '',
    0,
  );
}

interface Walk {
  readonly matches: (file: string) => boolean;
  /** Names that the glob spells out at its beginning; only they are walked into. */
  readonly fixed: readonly string[];
  readonly depth: number;
  readonly skipped: ReadonlySet<string>;
}

async function* walk(search: FileSearch, plan: Walk, folder: string, depth: number): AsyncGenerator<FoundFile> {
  for (const entry of await list(search, folder)) {
    if (search.signal.aborted) return;
    const fixed = plan.fixed[depth];
    if (fixed !== undefined && entry.name !== fixed) continue;
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (plan.matches(file)) yield { path: file, kind: await kindOf(search.root, file, entry) };
    if (entry.isDirectory() && depth + 1 < plan.depth && !plan.skipped.has(entry.name)) {
      yield* walk(search, plan, file, depth + 1);
    }
  }
}

async function list({ root, onUnreadable }: FileSearch, folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A folder that vanished while it was walked through holds nothing.
    if (errorCode(error) !== 'ENOENT') onUnreadable(folder === '' ? root : folder);
    return [];
  }
}

async function kindOf(root: string, file: string, entry: Dirent): Promise<FoundFile['kind']> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'elsewhere';
  try {
    const real = await realpath(path.join(root, file));
    if (!real.startsWith(root + path.sep)) return 'elsewhere';
    return (await stat(real)).isFile() ? 'file' : 'folder';
  } catch {
    return 'elsewhere';
  }
}

function fixedSegments(glob: string): readonly string[] {
  const segments = glob.split('/');
  const first = segments.findIndex((segment) => /[*?[\]{}()!+@|\\]/.test(segment));
  return first < 0 ? segments : segments.slice(0, first);
}

function namesSegment(glob: string, name: string): boolean {
  return glob.split(/[/{},()|]/).includes(name);
}
