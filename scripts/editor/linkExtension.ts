/** Puts an unpacked extension into an extensions folder as if it were installed there. */
import { mkdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

const root = path.join(import.meta.dirname, '..', '..');

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

/**
 * The editor takes the link for an installed extension by its name, `<publisher>.<name>-<version>`.
 *
 * @param extension the folder of the extension; default the source tree
 */
export async function linkExtension(extensionsFolder: string, extension = root): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8')) as Manifest;
  await mkdir(extensionsFolder, { recursive: true });
  const name = `${manifest.publisher}.${manifest.name}-${manifest.version}`;
  await symlink(extension, path.join(extensionsFolder, name), process.platform === 'win32' ? 'junction' : 'dir');
}
