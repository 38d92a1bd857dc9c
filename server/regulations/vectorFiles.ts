/** Removes vectors of embedders that a dataset was found with long ago. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** Beside the one that is in use, so that going back and forth between two embeds nothing anew. */
const othersKept = 1;

/** What stands beside the vectors of one embedder: those that were being made, and the graph. A lock stays, as it may be held. */
const endings = ['', '.part', '.graph', '.graph.seal'];

/**
 * @param index absolute path of the index of the dataset
 * @param current absolute path of the vectors that are in use
 */
export function pruneVectorFiles(index: string, current: string): void {
  const folder = path.dirname(index);
  const beginning = `${path.basename(index, '.index')}.`;
  const names = readdirSync(folder).flatMap((entry) => {
    const name = /^(.*\.vectors)(?:\.part)?$/.exec(entry)?.[1];
    return name?.startsWith(beginning) === true ? [name] : [];
  });
  const others = [...new Set(names)]
    .map((name) => path.join(folder, name))
    .filter((file) => file !== current)
    .toSorted((a, b) => changedMs(b) - changedMs(a));
  for (const file of others.slice(othersKept))
    for (const ending of endings) rmSync(`${file}${ending}`, { force: true });
}

function changedMs(file: string): number {
  const times = [file, `${file}.part`].map((one) => statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.max(...times);
}
