/** Installs a VSIX into an extensions folder of the workbench, as a person's editor would. */
import { spawn } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { cleanEnvironment } from './cleanEnvironment.ts';
import type { Workbench } from './obtainWorkbench.ts';

export interface VsixInstallation {
  readonly workbench: Workbench;
  readonly vsix: string;
  readonly dataFolder: string;
  readonly extensionsFolder: string;
}

/**
 * The folder that the extension went to.
 * @throws Error with the editor's own words when it refuses the package.
 */
export async function installVsix(installation: VsixInstallation): Promise<string> {
  const { workbench, vsix, dataFolder, extensionsFolder } = installation;
  const home = path.join(dataFolder, 'home');
  await Promise.all([mkdir(home, { recursive: true }), mkdir(extensionsFolder, { recursive: true })]);
  const child = spawn(
    process.execPath,
    [
      workbench.serverMain,
      ...['--install-extension', path.resolve(vsix), '--force'],
      ...['--server-data-dir', dataFolder, '--user-data-dir', dataFolder, '--extensions-dir', extensionsFolder],
    ],
    {
      env: { ...cleanEnvironment(), HOME: home, USERPROFILE: home, EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const installed = (await readdir(extensionsFolder)).find((name) => name.startsWith('phasegate.phasegate-'));
  if (code !== 0 || installed === undefined) throw new Error(`${vsix} could not be installed:\n${output}`);
  return path.join(extensionsFolder, installed);
}
