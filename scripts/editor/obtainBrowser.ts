/** Finds a Chromium for the tests, and installs one where the platform's package manager can do it unasked. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { systemEnvironment } from './cleanEnvironment.ts';

export type Browser =
  { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly reason: string };

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/**
 * A browser of the Chromium family: the one named by PHASEGATE_BROWSER, else one on PATH or in its usual place,
 * else one installed by apt-get, dnf, apk or brew where that needs no password.
 */
export async function obtainBrowser(say: (line: string) => void): Promise<Browser> {
  const named = process.env.PHASEGATE_BROWSER;
  if (named !== undefined && named !== '') {
    return starts(named)
      ? { kind: 'found', path: named }
      : { kind: 'missing', reason: `PHASEGATE_BROWSER names ${named}, which does not start` };
  }
  const present = findBrowser();
  if (present !== undefined) return { kind: 'found', path: present };

  const steps = installation();
  if (steps === undefined) {
    return { kind: 'missing', reason: 'no Chromium was found, and no package manager here can install one unasked' };
  }
  say(`No Chromium was found; installing one: ${steps.map((step) => step.join(' ')).join(' && ')}`);
  let failed: string | undefined;
  // A list of packages that could not be renewed may still be good enough, so only the last step decides.
  for (const step of steps) failed = (await runVisibly(step)) === 0 ? undefined : step.join(' ');
  if (failed !== undefined) return { kind: 'missing', reason: `no Chromium was found, and \`${failed}\` failed` };
  const installed = findBrowser();
  return installed === undefined
    ? { kind: 'missing', reason: 'the package manager installed Chromium, but it does not start' }
    : { kind: 'found', path: installed };
}

function findBrowser(): string | undefined {
  const onPath = programs.map(findOnPath).filter((found) => found !== undefined);
  return [...onPath, ...usualPlaces().filter((place) => existsSync(place))].find(starts);
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    const bundles = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    return bundles.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const bases = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
    const inside = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return bases.flatMap((base) => (base === undefined ? [] : inside.map((tail) => path.join(base, tail))));
  }
  return [];
}

/** The file that `name` means on PATH. Windows is left out: there browsers are not on PATH. */
export function findOnPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Ubuntu puts a script of that name on PATH that only says where to get the browser, so its presence proves nothing. */
function starts(file: string): boolean {
  // On Windows `--version` opens a window.
  if (process.platform === 'win32') return existsSync(file);
  const result = spawnSync(file, ['--version'], { timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
  return result.status === 0 && /\d+\.\d+/.test(result.stdout.toString());
}

function installation(): string[][] | undefined {
  if (process.platform === 'darwin') {
    return findOnPath('brew') === undefined ? undefined : [['brew', 'install', '--cask', 'chromium']];
  }
  if (process.platform !== 'linux') return undefined;
  const asRoot = becomeRoot();
  if (asRoot === undefined) return undefined;
  if (findOnPath('apt-get') !== undefined) {
    const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
    return [
      [...apt, 'update'],
      [...apt, 'install', '--yes', '--no-install-recommends', 'chromium'],
    ];
  }
  if (findOnPath('dnf') !== undefined) return [[...asRoot, 'dnf', 'install', '--assumeyes', 'chromium']];
  if (findOnPath('apk') !== undefined) return [[...asRoot, 'apk', 'add', 'chromium']];
  return undefined;
}

/** What to put before a command so that it runs as root without a password. */
function becomeRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return [];
  if (findOnPath('sudo') === undefined) return undefined;
  return spawnSync('sudo', ['--non-interactive', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '--non-interactive']
    : undefined;
}

async function runVisibly(command: readonly string[]): Promise<number | null> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: systemEnvironment() });
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
}
