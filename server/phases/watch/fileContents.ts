/** Tells what files hold by hash, reading only those that may have changed since they were read last. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sha256 } from '../../base/sha256.ts';

/** What each file that exists holds, by its path relative to the workspace, in the order asked for: equal texts mean equal contents. */
export type Contents = ReadonlyMap<string, string>;

interface Reading {
  /** What the system says of the file, which is another after nearly every write. */
  readonly state: string;
  readonly content: string;
}

/** Bytes; a larger file is known by its size and its times. */
const hashedAtMost = 16 * 1024 * 1024;

/** Two writes within one tick of the system's clock look alike from outside, so a file this fresh is read once more. */
const freshMs = 50;

const readersAtOnce = 32;

export class FileContents {
  readonly #root: string;
  #readings = new Map<string, Reading>();

  /** @param root absolute path */
  constructor(root: string) {
    this.#root = root;
  }

  /** @param files relative to the root; those that do not exist, and folders, are left out */
  async read(files: readonly string[]): Promise<Contents> {
    const readings = new Map<string, Reading>();
    const contents = new Map<string, string>();
    for (let start = 0; start < files.length; start += readersAtOnce) {
      const some = files.slice(start, start + readersAtOnce);
      const looks = await Promise.all(some.map(async (file) => [file, await this.#look(file)] as const));
      for (const [file, reading] of looks) {
        if (reading === null) continue;
        contents.set(file, reading.content);
        readings.set(file, reading);
      }
    }
    this.#readings = readings;
    return contents;
  }

  async #look(file: string): Promise<Reading | null> {
    const absolute = path.join(this.#root, file);
    try {
      const found = await lstat(absolute, { bigint: true });
      const state = [found.ino, found.size, found.mtimeNs, found.ctimeNs, found.mode].join(' ');
      const known = this.#readings.get(file);
      if (known?.state === state) return known;
      if (found.isSymbolicLink()) return { state, content: `link ${sha256(await readlink(absolute))}` };
      if (!found.isFile()) return null;
      if (found.size > hashedAtMost) return { state, content: state };
      const content = await hashFile(absolute);
      const isFresh = Date.now() - Number(found.ctimeMs) < freshMs;
      return { state: isFresh ? '' : state, content };
    } catch {
      // Gone since it was listed, or not to be read by this user: gates cannot read it either.
      return null;
    }
  }
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
