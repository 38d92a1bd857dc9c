/** What git says about a folder: the commit and a hash of the working tree, uncommitted changes included. */
import { sha256 } from '../sha256.ts';
import { runGit } from './runGit.ts';

export interface GitState {
  /** Commit checked out; null before the first one. */
  readonly commit: string | null;
  /** Tree of the commit; with `+` and a hash of every changed and untracked file when there are some. */
  readonly tree: string | null;
}

/** Files beyond this number are counted instead of hashed. */
const hashedFilesAtMost = 5_000;

/** Null values outside a repository, without git, and when git does not answer in time. Never writes. */
export async function readGitState(folder: string, environment: NodeJS.ProcessEnv): Promise<GitState> {
  const git = (at: string, args: readonly string[], input?: string): Promise<string | null> =>
    runGit(args, { folder: at, environment, ...(input === undefined ? {} : { input }) });
  const [names, status] = await Promise.all([
    git(folder, ['rev-parse', '--show-toplevel', 'HEAD', 'HEAD^{tree}']),
    git(folder, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=all']),
  ]);
  const [top, commit, tree] = (names ?? '').split('\n');
  if (top === undefined || commit === undefined || tree === undefined) return { commit: null, tree: null };
  if (status === null) return { commit, tree: null };
  if (status === '') return { commit, tree };
  const entries = status.split('\0').filter((entry) => entry.length > 3);
  const existing = entries.filter((entry) => entry[1] !== 'D' && !entry.includes('\n')).map((entry) => entry.slice(3));
  const hashes =
    entries.length > hashedFilesAtMost
      ? String(entries.length)
      : // Paths of the status are relative to the top of the repository, whichever folder of it was asked about.
        await git(top, ['hash-object', '--no-filters', '--stdin-paths'], `${existing.join('\n')}\n`);
  return { commit, tree: `${tree}+${sha256(`${status}\n${hashes ?? ''}`).slice(0, 40)}` };
}
