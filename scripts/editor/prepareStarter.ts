/** Copies the starter workspace to where a person may change it, and keeps what they did there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment } from './cleanEnvironment.ts';
import { downloadsFolder } from './obtainWorkbench.ts';

const source = path.join(import.meta.dirname, '..', '..', 'starter');

/** The folder of the copy; `fresh` throws an older copy away first. */
export async function prepareStarter(fresh: boolean): Promise<string> {
  const folder = path.join(downloadsFolder, 'starter');
  if (fresh) await rm(folder, { recursive: true, force: true });
  if (!existsSync(path.join(folder, 'ROADMAP.md'))) {
    await cp(source, folder, { recursive: true });
    startHistory(folder);
  }
  return folder;
}

/** A repository of its own, so that changes show and runs record its commits and not those of the repository around it. */
function startHistory(folder: string): void {
  const identity = ['-c', 'user.name=Phasegate', '-c', 'user.email=starter@phasegate.invalid'];
  const steps = [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...identity, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--no-verify', '--message=Start'],
  ];
  // Without git the starter works as well, so the first step that fails ends it.
  steps.every((step) => spawnSync('git', step, { cwd: folder, env: cleanEnvironment(), stdio: 'ignore' }).status === 0);
}
