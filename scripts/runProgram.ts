/** Runs a program of this repository's own scripts to its end, showing what it prints. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

/** The repository. */
export const root = path.join(import.meta.dirname, '..');

export interface ProgramOptions {
  /** Variables on top of the present ones. Default none. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** After this time the program and all it started are ended. Default: no limit. */
  readonly limitMs?: number;
}

/** How a program ended; `code` is null when it did not end by itself. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly timedOut: boolean;
}

/** Runs a script with this very Node. It never throws: a program that cannot start has ended without a code. */
export function runScript(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...options.environment },
    // A group of its own, so that what it started ends with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const endGroup = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
      else process.kill(-child.pid, signal);
    } catch {
      // It is gone already.
    }
  };
  const interrupt = (signal: NodeJS.Signals): void => {
    endGroup(signal);
    setTimeout(() => {
      endGroup('SIGKILL');
      process.exit(130);
    }, 5_000).unref();
  };
  const killAtExit = (): void => endGroup('SIGKILL');
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('exit', killAtExit);
  return new Promise<ProgramEnd>((resolve) => {
    let timedOut = false;
    const timer =
      options.limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            endGroup('SIGTERM');
            setTimeout(() => endGroup('SIGKILL'), 5_000).unref();
          }, options.limitMs);
    const settle = (code: number | null): void => {
      clearTimeout(timer);
      // What the program left running would use up the time of the next.
      endGroup('SIGKILL');
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      process.off('exit', killAtExit);
      resolve({ code: timedOut ? null : code, timedOut });
    };
    child.once('error', () => settle(null));
    child.once('exit', settle);
  });
}
