/** Starts the server of the VS Code workbench on loopback and stops it with everything it started. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { cleanEnvironment } from './cleanEnvironment.ts';
import type { Workbench } from './obtainWorkbench.ts';

export interface WorkbenchServerOptions {
  readonly workbench: Workbench;
  /** Holds settings, state, logs and the home folder of whatever runs inside. It is created. */
  readonly dataFolder: string;
  /** The extensions that are installed beside the built-in ones. It is created. */
  readonly extensionsFolder: string;
  /** User settings on top of the quiet ones, for a data folder that has none yet. Default none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `all`: every folder is trusted. `none`: folders open in restricted mode. `ask`: as the editor does. Default all. */
  readonly trust?: 'all' | 'none' | 'ask';
  /** Lets a page run extension tests; it also suppresses notifications. Default false. */
  readonly smokeTestDriver?: boolean;
  /** Variables for the server and all it starts. Default none. */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Gives programs inside the person's own HOME rather than an empty one. Default false. */
  readonly ownHome?: boolean;
  /** A port to listen on. Default: one that is free. */
  readonly port?: number;
}

export interface WorkbenchServer {
  readonly url: string;
  readonly pid: number;
  /** The last lines that the server printed. */
  output(): string;
  /** Resolves when the server has ended, by itself or by `stop`. */
  readonly ended: Promise<void>;
  /** Ends the server and its children. It may be called twice. */
  stop(): Promise<void>;
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'window.dialogStyle': 'custom',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'update.mode': 'none',
  // In a browser the editor saves by itself after a second; on a desktop it does not.
  'files.autoSave': 'off',
};

const startTimeoutMs = 60_000;
const killAfterMs = 5_000;
const keptOutputChars = 20_000;

/** @throws Error with the server's own output when it ends early or is not ready within a minute. */
export async function startWorkbenchServer(options: WorkbenchServerOptions): Promise<WorkbenchServer> {
  const { dataFolder, extensionsFolder } = options;
  const trust = options.trust ?? 'all';
  const home = path.join(dataFolder, 'home');
  await Promise.all([
    mkdir(home, { recursive: true }),
    mkdir(extensionsFolder, { recursive: true }),
    mkdir(path.join(dataFolder, 'User'), { recursive: true }),
  ]);
  const settings = {
    ...quietSettings,
    ...(trust === 'none' ? { 'security.workspace.trust.startupPrompt': 'never' } : {}),
    ...options.settings,
  };
  const settingsFile = path.join(dataFolder, 'User', 'settings.json');
  // A kept data folder holds what a person chose there.
  if (!existsSync(settingsFile)) {
    await writeFile(settingsFile, `${JSON.stringify(settings, undefined, 2)}\n`);
  }

  const child = spawn(
    process.execPath,
    [
      options.workbench.serverMain,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
      // Otherwise the extension host takes PATH from a login shell and may find another Node.
      '--force-disable-user-env',
      ...(trust === 'all' ? ['--disable-workspace-trust'] : []),
      ...(options.smokeTestDriver === true ? ['--enable-smoke-test-driver'] : []),
      ...['--server-data-dir', dataFolder, '--user-data-dir', dataFolder, '--extensions-dir', extensionsFolder],
    ],
    {
      env: {
        ...cleanEnvironment(),
        ...(options.ownHome === true ? {} : { HOME: home, USERPROFILE: home }),
        ...(existsSync('/bin/bash') ? { SHELL: '/bin/bash' } : {}),
        // No marketplace: nothing is looked up or offered for installation.
        EXTENSIONS_GALLERY: '{"serviceUrl":""}',
        ...options.environment,
      },
      // A group of its own, so that it can be ended as a whole.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-keptOutputChars);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      keep(Buffer.from(String(error)));
      resolve();
    });
  });
  // The last resort of a script that ends by itself without having stopped what it started.
  const killAtExit = (): void => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    await stopTree(child, ended);
    process.off('exit', killAtExit);
  };

  try {
    const port = await waitUntilReady(child, () => output);
    return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, output: () => output, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port, once the server answers on it. */
async function waitUntilReady(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`The workbench server ended while it started:\n${output()}`);
    }
    const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
    if (port !== undefined && (await answers(`http://127.0.0.1:${port}/version`))) return Number(port);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The workbench server was not ready within ${startTimeoutMs / 1000} s:\n${output()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function stopTree(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode === null) {
      await new Promise((resolve) => {
        const killer = spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
        killer.once('close', resolve);
        killer.once('error', resolve);
      });
    }
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs);
  await ended;
  clearTimeout(timer);
  // Extension hosts outlive a server that has gone; the group still holds them.
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty.
  }
}
