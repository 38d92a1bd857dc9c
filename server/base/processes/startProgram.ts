/** Starts a program detached and silent, or says in words why it cannot be started. */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import spawn from 'cross-spawn';
import { errorCode } from '../errorCode.ts';
import { userShell } from './userShell.ts';

export interface Program {
  /** A string goes through the user's shell; an array is a program and its arguments, without any shell. */
  readonly command: string | readonly string[];
  /** Absolute path. */
  readonly cwd: string;
  /** The whole environment; nothing of this process's own is added. */
  readonly env: NodeJS.ProcessEnv;
}

/** Why the program could not be started even if it were tried; null when nothing speaks against it. */
export function reasonNotToStart({ command, cwd, env }: Program): string | null {
  const words = typeof command === 'string' ? [command] : command;
  if ((words[0] ?? '').trim() === '') return 'the command is empty';
  if ([...words, cwd, ...Object.entries(env).flat()].some((text) => text?.includes('\0') === true)) {
    return 'the command, its folder or its environment holds a null character';
  }
  try {
    if (!statSync(cwd).isDirectory()) return `not a folder: ${cwd}`;
    accessSync(cwd, constants.X_OK);
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? `folder not found: ${cwd}` : `folder cannot be entered: ${cwd}`;
  }
  return null;
}

/**
 * Starts the program as the leader of a new session and process group (not on Windows, where that would open a
 * console), without input. Its output must be read by the caller. cross-spawn looks the program up and quotes its
 * arguments on Windows; elsewhere it adds nothing to what Node.js does.
 *
 * @returns a child without a pid when it could not be started; its event `error` tells why
 * @throws what Node.js throws at once, such as an error E2BIG
 */
export function startProgram({ command, cwd, env }: Program): ChildProcess {
  const options: SpawnOptions = {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  };
  if (typeof command === 'string') return spawn(command, { ...options, shell: userShell(env, process.platform) });
  const [file = '', ...parameters] = command;
  return spawn(file, parameters, options);
}

/**
 * @param error what the platform gave as the reason
 * @returns words for a person, such as "command not found: nmp"
 */
export function describeStartFailure({ command, env, cwd }: Program, error: unknown): string {
  const file = typeof command === 'string' ? userShell(env, process.platform) : (command[0] ?? '');
  const code = errorCode(error);
  switch (code) {
    case 'ENOENT':
      return isFile(path.resolve(cwd, file))
        ? `the interpreter that ${file} names in its first line was not found`
        : `command not found: ${file}`;
    case 'EACCES':
    case 'EPERM':
      return `not allowed to execute: ${file}`;
    case 'ENOEXEC':
      return `not a program that can be executed here: ${file}`;
    case 'E2BIG':
      return `the command or its environment is too long: ${file}`;
    default:
      return `the system refused to start ${file}${code === '' ? '' : ` (${code})`}`;
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
