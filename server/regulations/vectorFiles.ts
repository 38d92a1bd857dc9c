/** Removes vectors of embedders that a dataset was found with long ago. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** Beside the one that is in use, so that going back and forth between two embeds nothing anew. */
const othersKept = 1;

/**
 * @param index absolute path of the index of the dataset
 * @param current absolute path of the vectors that are in use
 */
export function pruneVectorFiles(index: string, current: string): void {
  const folder = path.dirname(index);
  const name = path.basename(index, '.index');
  const others = readdirSync(folder)
    .filter((entry) => entry.startsWith(`${name}.`) && /\.vectors(?:\.part)?$/.test(entry))
    .map((entry) => path.join(folder, entry))
    .filter((file) => file !== current)
    .map((file) => ({ file, atMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.atMs - a.atMs);
  for (const { file } of others.slice(othersKept)) rmSync(file, { force: true });
}
