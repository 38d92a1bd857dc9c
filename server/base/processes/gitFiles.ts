/** Which files of a folder git would call somebody's work: tracked ones, and new ones that it does not ignore. */
import { runGit } from './runGit.ts';

/** Paths relative to the folder, with slashes; deleted ones that are still tracked among them. Null outside a repository. */
export async function listGitFiles(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlySet<string> | null> {
  const printed = await runGit(['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    folder,
    environment,
  });
  // An untracked repository inside this one is listed as a folder, with a slash at its end.
  return printed === null ? null : new Set(printed.split('\0').filter((file) => file !== '' && !file.endsWith('/')));
}

/** Those of the paths, relative to the folder, that git ignores; none outside a repository. */
export async function findIgnored(
  paths: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const input = `${paths.join('\0')}\0`;
  // With 1 it says that none of them is ignored.
  const printed = await runGit(['check-ignore', '-z', '--stdin'], { folder, environment, input, alsoAnswers: [1] });
  return new Set((printed ?? '').split('\0').filter((path) => path !== ''));
}
