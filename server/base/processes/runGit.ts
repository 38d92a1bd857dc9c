/** Asks git about a folder, without letting the repository's own configuration start a program. */
import { execFile } from 'node:child_process';

/** Milliseconds after which there is no answer. */
const timeoutMs = 20_000;

/** An answer longer than this counts as none. */
const mostOutputBytes = 100_000_000;

const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=', '--no-optional-locks'];

export interface GitQuestion {
  /** Absolute path of the folder that is asked about. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Given to git as its input. Default none. */
  readonly input?: string;
  /** Exit codes beside 0 that are an answer. Default none. */
  readonly alsoAnswers?: readonly number[];
}

/**
 * What git printed, without the last line break; null outside a repository, without git, and when git does not answer
 * in time. Never writes.
 */
export function runGit(args: readonly string[], question: GitQuestion): Promise<string | null> {
  const { folder, environment, input = '', alsoAnswers = [] } = question;
  const options = { env: environment, timeout: timeoutMs, maxBuffer: mostOutputBytes, windowsHide: true };
  return new Promise((resolve) => {
    const child = execFile('git', [...harmless, '-C', folder, ...args], options, (error, stdout) => {
      const isAnswer = error === null || (typeof error.code === 'number' && alsoAnswers.includes(error.code));
      resolve(isAnswer ? stdout.replace(/\r?\n$/, '') : null);
    });
    // Whoever ends early leaves what was written to it unread; the error of that says nothing new.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
