/** The commands that run the scripts of a package.json, for the package manager that the project uses. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import { specLimitBytes } from './plan.ts';

export interface PackageCommand {
  /** "npm run lint" */
  readonly command: string;
  /** What the script runs. */
  readonly script: string;
}

/** The lock file tells; the first that exists counts. */
const lockFiles: readonly (readonly [file: string, manager: string])[] = [
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

const manifestShape = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/**
 * In the order of the file; none where there is no package.json that can be read.
 *
 * @param folder of the package.json, relative to the root; lock files are looked for there and in the root
 */
export async function packageCommands(
  root: string,
  folder: string,
  source: TextSource,
): Promise<readonly PackageCommand[]> {
  const manifest = await readManifest(root, folder, source);
  if (manifest === null) return [];
  const manager = managerOf(root, folder, manifest.packageManager);
  return Object.entries(manifest.scripts ?? {}).flatMap(([name, script]) => {
    if (typeof script !== 'string' || !/^[\w:./@-]+$/.test(name)) return [];
    return [{ command: name === 'test' && manager !== 'bun' ? `${manager} test` : `${manager} run ${name}`, script }];
  });
}

async function readManifest(
  root: string,
  folder: string,
  source: TextSource,
): Promise<z.infer<typeof manifestShape> | null> {
  try {
    const read = await source.read(resolveInside(root, path.join(folder, 'package.json')), specLimitBytes, root);
    if (read.kind !== 'text') return null;
    return manifestShape.parse(JSON.parse(read.text.replace(/^\uFEFF/, '')));
  } catch {
    // A manifest outside the workspace, or one that is being written, has nothing to offer.
    return null;
  }
}

function managerOf(root: string, folder: string, named: string | undefined): string {
  const [manager] = named?.split('@') ?? [];
  if (manager !== undefined && lockFiles.some(([, known]) => known === manager)) return manager;
  const places = [path.join(root, folder), root];
  return lockFiles.find(([file]) => places.some((place) => existsSync(path.join(place, file))))?.[1] ?? 'npm';
}
