/** The scripts of a package.json, and the one that a command runs. */
import path from 'node:path';
import * as z from 'zod';
import { resolveInside } from '../base/resolveInside.ts';
import type { TextSource } from '../base/textSource.ts';
import { specLimitBytes } from './plan.ts';

const packageShape = z.object({ scripts: z.record(z.string(), z.string()).optional() });

/** `npm run lint`, `pnpm run --silent lint`: the script of a command that does nothing but run one. */
const runsScript =
  /^\s*(?:npm|pnpm|yarn|bun)\s+run(?:\s+(?:-s|--silent))?\s+([A-Za-z0-9][\w:.-]*)\s*(?:\s--(?:\s.*)?)?$/;

/**
 * Names of the scripts in a folder of the workspace.
 *
 * @returns null where there is no package.json that can be read
 */
export async function readPackageScripts(
  root: string,
  folder: string,
  source: TextSource,
): Promise<ReadonlySet<string> | null> {
  try {
    const read = await source.read(resolveInside(root, path.join(folder, 'package.json')), specLimitBytes, root);
    if (read.kind !== 'text') return null;
    return new Set(Object.keys(packageShape.parse(JSON.parse(read.text)).scripts ?? {}));
  } catch {
    return null;
  }
}

/** The script that a command runs; null when it runs none, or one of another package. */
export function scriptOf(command: string | readonly string[]): string | null {
  const text = typeof command === 'string' ? command : command.join(' ');
  return runsScript.exec(text)?.[1] ?? null;
}
