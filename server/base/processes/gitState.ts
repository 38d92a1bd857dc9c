/** What git says about a folder: the commit and a hash of the working tree, uncommitted changes included. */
import { execFile } from 'node:child_process';
import { sha256 } from '../sha256.ts';

export interface GitState {
  /** Commit checked out; null before the first one. */
  readonly commit: string | null;
  /** Tree of the commit; with `+` and a hash of every changed and untracked file when there are some. */
  readonly tree: string | null;
}

/** Files beyond this number are counted instead of hashed. */
const hashedFilesAtMost = 5_000;
const timeoutMs = 20_000;

/** A status longer than this counts as none. */
const mostOutputBytes = 100_000_000;

/** Nothing of the repository's own configuration may start a program here. */
const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=', '--no-optional-locks'];

/** Null values outside a repository, without git, and when git does not answer in time. Never writes. */
export async function readGitState(folder: string, environment: NodeJS.ProcessEnv): Promise<GitState> {
  const git = (at: string, args: readonly string[], input = '') => runGit(['-C', at, ...args], input, environment);
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

/** What git prints, without the last line break; null when it fails. */
function runGit(args: readonly string[], input: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env, timeout: timeoutMs, maxBuffer: mostOutputBytes, windowsHide: true };
    const child = execFile('git', [...harmless, ...args], options, (error, stdout) => {
      resolve(error === null ? stdout.replace(/\r?\n$/, '') : null);
    });
    // Whoever ends early leaves what was written to it unread; the error of that says nothing new.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
