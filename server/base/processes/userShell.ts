/** Picks the shell that understands a command written as one string. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Shells that read the commands of POSIX and know `-c`; fish, nu, csh and pwsh read other languages. */
const posixShells = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'ksh93', 'mksh', 'oksh', 'yash', 'zsh']);

/**
 * @param environment environment of the program to start, where SHELL and ComSpec stand
 * @returns absolute path of the person's own shell when it reads POSIX commands, else of /bin/sh; on Windows ComSpec
 */
export function userShell(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') {
    const named = Object.entries(environment).find(([name]) => name.toLowerCase() === 'comspec')?.[1];
    return named !== undefined && path.win32.isAbsolute(named) ? named : 'cmd.exe';
  }
  const shell = environment['SHELL'];
  if (shell === undefined || !path.isAbsolute(shell) || !posixShells.has(path.basename(shell))) return '/bin/sh';
  try {
    accessSync(shell, constants.X_OK);
    return statSync(shell).isFile() ? shell : '/bin/sh';
  } catch {
    return '/bin/sh';
  }
}
