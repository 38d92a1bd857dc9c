/** Where Phasegate keeps its data on this machine. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import { Failure } from './failure.ts';

/**
 * The one folder that the editor and the terminal share, for all workspaces.
 * `PHASEGATE_HOME` names it; without it, or when it is empty, it is the user's data directory by the platform's
 * convention. Nothing is created.
 */
export function dataDirectory(environment: NodeJS.ProcessEnv): string {
  const chosen = environment.PHASEGATE_HOME;
  return chosen === undefined || chosen === '' ? envPaths('phasegate', { suffix: '' }).data : path.resolve(chosen);
}

export function databaseFile(directory: string): string {
  return path.join(directory, 'phasegate.db');
}

/**
 * The folder of one run's logs. Nothing is created.
 * @throws Failure `internal` when the id could name anything but a plain folder
 */
export function runLogDirectory(directory: string, runId: string): string {
  if (!/^[\w-]{1,100}$/.test(runId)) throw new Failure('internal', `"${runId}" is not the id of a run.`);
  return path.join(directory, 'logs', runId);
}

/**
 * Makes a folder and the missing ones above it, readable by this user only (mode 0700). One that exists keeps its mode.
 * @throws Failure `write-failed`
 */
export function makePrivateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'write-failed',
      `The folder ${directory} could not be made: ${reason}. Set PHASEGATE_HOME to a folder you may write to.`,
      { cause: error },
    );
  }
}
