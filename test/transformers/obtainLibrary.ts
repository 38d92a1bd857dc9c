/** Installs @huggingface/transformers into a folder of its own, once: it is far too large to come with every checkout. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const version = '4.3.1';
const downloads = path.join(import.meta.dirname, '..', '..', '.build');

/** @returns the folder in whose node_modules it is; PHASEGATE_TRANSFORMERS_LIBRARY where that is set */
export function obtainLibrary(): string {
  const given = process.env['PHASEGATE_TRANSFORMERS_LIBRARY'];
  if (given !== undefined) return given;
  const folder = path.join(downloads, `transformers-${version}`);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  try {
    writeFileSync(path.join(scratch, 'package.json'), '{"private": true}');
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@huggingface/transformers@${version}`];
    execFileSync('npm', install, { cwd: scratch, stdio: 'inherit' });
    renameSync(scratch, folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}
