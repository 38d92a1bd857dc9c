/** Notices that something in a set of folders may have changed, without saying what. */
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { errorCode } from './errorCode.ts';
import { Failure } from './failure.ts';

/** Elsewhere the system watches a whole tree at the price of one folder. */
const watchesEachFolder = process.platform === 'linux';

const limitCodes = new Set(['ENOSPC', 'EMFILE', 'ENFILE']);
/** A folder that has gone, or that may not be read, has nothing to tell; its parent tells when it is there again. */
const absentCodes = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM']);

/**
 * Folders are watched and not files, since one watch each is enough to learn when to look: whoever is called compares
 * contents. What a folder holds is not followed either; `follow` is called with the folders that are there by then.
 */
export class FolderWatch {
  readonly #root: string;
  readonly #changed: () => void;
  readonly #watchers = new Map<string, FSWatcher>();

  /**
   * @param root absolute path; all folders are inside it
   * @param changed called at each change, often several times for one
   */
  constructor(root: string, changed: () => void) {
    this.#root = root;
    this.#changed = changed;
  }

  /**
   * Watches these folders from now on, and no others.
   *
   * @param folders relative to the root, with slashes; `''` is the root itself
   * @returns whether some were not watched before, so that what happened in them until now went unnoticed
   * @throws Failure `watch-failed` when the system allows no more watches
   */
  follow(folders: readonly string[]): boolean {
    const wanted = new Set(watchesEachFolder ? folders : ['']);
    for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#forget(folder);
    const added = [...wanted].filter((folder) => !this.#watchers.has(folder) && this.#open(folder));
    return added.length > 0;
  }

  close(): void {
    for (const folder of this.#watchers.keys()) this.#forget(folder);
  }

  #open(folder: string): boolean {
    try {
      const watcher = watch(path.join(this.#root, folder), { recursive: !watchesEachFolder });
      watcher.on('change', (_, name) => this.#noticed(folder, String(name)));
      watcher.on('error', () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (absentCodes.has(code)) return false;
      throw new Failure('watch-failed', this.#describe(code), { cause: error });
    }
  }

  #noticed(folder: string, name: string): void {
    if (!watchesEachFolder && /(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/.test(name)) return;
    // A folder that was replaced by another of its name is watched no longer: a watch is on the folder, not on the name.
    const child = folder === '' ? name : `${folder}/${name}`;
    if (watchesEachFolder && this.#watchers.has(child)) {
      for (const other of this.#watchers.keys()) {
        if (other === child || other.startsWith(`${child}/`)) this.#forget(other);
      }
    }
    this.#changed();
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #describe(code: string): string {
    if (!limitCodes.has(code)) {
      return `${this.#root} cannot be watched (${code}). Check that it can be read, and run the gates by hand until then.`;
    }
    return (
      `${this.#root} cannot be watched: the system allows no more watches (${code}). ` +
      'Let git ignore folders that hold no work of yours, or raise the limit, on Linux for example with ' +
      '"sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512".'
    );
  }
}
