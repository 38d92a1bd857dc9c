/** Builds and opens an editor with the extension: the desktop's where there is one, else the workbench in the browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { cleanEnvironment } from './editor/cleanEnvironment.ts';
import { linkExtension } from './editor/linkExtension.ts';
import { findOnPath } from './editor/obtainBrowser.ts';
import { downloadsFolder, obtainWorkbench } from './editor/obtainWorkbench.ts';
import { prepareStarter } from './editor/prepareStarter.ts';
import { startWorkbenchServer } from './editor/startWorkbenchServer.ts';
import { root, runScript } from './runProgram.ts';

const { values: options } = parseArgs({
  options: {
    /** Opens this folder instead of the starter workspace. */
    folder: { type: 'string' },
    /** Throws the copy of the starter workspace away and makes a new one. */
    fresh: { type: 'boolean', default: false },
    /** Uses the workbench in the browser, even where a desktop editor is installed. */
    browser: { type: 'boolean', default: false },
    /** Prints the address and leaves it to the person to open it. */
    'no-open': { type: 'boolean', default: false },
  },
});

process.exitCode = await openEditor();

async function openEditor(): Promise<number> {
  if (options.folder !== undefined && !existsSync(options.folder)) {
    console.error(`There is no folder ${path.resolve(options.folder)}.`);
    return 2;
  }
  console.log('Building …');
  const { code } = await runScript(['esbuild.mjs']);
  if (code !== 0) {
    console.error('The extension could not be built; see above.');
    return 1;
  }
  const folder = options.folder === undefined ? await prepareStarter(options.fresh) : path.resolve(options.folder);
  if (!options.browser && (await openDesktop(folder))) return 0;
  return openInBrowser(folder);
}

/** Says whether a desktop editor opened the folder. */
async function openDesktop(folder: string): Promise<boolean> {
  const program = process.platform === 'win32' ? 'code.cmd' : 'code';
  const found = findOnPath(program);
  if (found === undefined) return false;
  const child = spawn(found, [`--extensionDevelopmentPath=${root}`, '--new-window', folder], {
    env: cleanEnvironment(),
    // A .cmd file is started by a shell only; it takes the words as they are, so they are quoted here.
    ...(process.platform === 'win32' ? { shell: true, windowsVerbatimArguments: false } : {}),
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  if (code === 0) {
    console.log(`VS Code has opened ${folder} with the extension.`);
    return true;
  }
  console.log('The desktop editor did not open; using the workbench in the browser instead.');
  return false;
}

/** Serves the workbench until the person stops it. */
async function openInBrowser(folder: string): Promise<number> {
  const workbench = await obtainWorkbench((line) => console.log(line));
  const extensionsFolder = path.join(downloadsFolder, 'start', 'extensions');
  // The editor remembers what it found there; a version ago it may have been something else.
  await rm(extensionsFolder, { recursive: true, force: true });
  await linkExtension(extensionsFolder);
  const server = await startWorkbenchServer({
    workbench,
    dataFolder: path.join(downloadsFolder, 'start', 'data'),
    extensionsFolder,
    // The starter is ours; about any other folder the editor asks, as it always does.
    trust: options.folder === undefined ? 'all' : 'ask',
    ownHome: true,
    // The starter says in its README.md what to press first.
    settings: { 'workbench.startupEditor': 'readme' },
  });
  const stop = (): void => void server.stop();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const url = `${server.url}/?folder=${pathToFileURL(folder).pathname.replaceAll('&', '%26').replaceAll('+', '%2B')}`;
  console.log(`\nVS Code with Phasegate is at ${url}\nCtrl+C stops it.`);
  if (!options['no-open']) openPage(url);
  await server.ended;
  return 0;
}

/** Opens the person's browser where there is a screen to show it on. */
function openPage(url: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const hasScreen =
    process.platform !== 'linux' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (!hasScreen) return;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // The address is printed anyway.
  child.once('error', () => {});
  child.unref();
}
