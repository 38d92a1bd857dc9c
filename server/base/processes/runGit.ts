/** Asks git about a folder, without letting the repository's own configuration start a program. */
import { execa } from 'execa';

const timeoutMs = 20_000;

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

/** What git printed; null outside a repository, without git, and when git does not answer in time. Never writes. */
export async function runGit(args: readonly string[], question: GitQuestion): Promise<string | null> {
  const { folder, environment, input, alsoAnswers = [] } = question;
  const result = await execa('git', [...harmless, '-C', folder, ...args], {
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: timeoutMs,
    stripFinalNewline: true,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  const isAnswer = !result.failed || (result.exitCode !== undefined && alsoAnswers.includes(result.exitCode));
  return isAnswer ? result.stdout : null;
}
