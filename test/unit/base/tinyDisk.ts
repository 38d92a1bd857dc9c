/** A real disk of a few kilobytes, to be filled up by tests. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TinyDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Writes until not a byte more fits. */
  fill(): void;
  /** Makes the whole disk read-only. */
  lock(): void;
}

/** Why no disk can be mounted here; null when one can. */
export function whyNoTinyDisk(): string | null {
  if (process.platform !== 'linux') return 'mounting a small disk is tried on Linux only';
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  try {
    withTinyDisk(64, () => undefined);
    return null;
  } catch (error) {
    return `mounting a small disk failed: ${String(error)}`;
  }
}

/** Mounts a disk, lets the action use it and takes it away again. */
export function withTinyDisk<Result>(kilobytes: number, action: (disk: TinyDisk) => Result): Result {
  const folder = mkdtempSync(path.join(tmpdir(), 'phasegate-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(kilobytes)}k`, 'tmpfs', folder]);
  const unmount = (): void => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  };
  let isLeftToPromise = false;
  try {
    const result = action({
      folder,
      fill: () => fill(folder),
      lock: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    });
    if (result instanceof Promise) {
      isLeftToPromise = true;
      return result.finally(unmount) as Result;
    }
    return result;
  } finally {
    if (!isLeftToPromise) unmount();
  }
}

function fill(folder: string): void {
  mkdirSync(path.join(folder, 'filling'), { recursive: true });
  for (const size of [4096, 1]) {
    const descriptor = openSync(path.join(folder, 'filling', String(size)), 'w');
    try {
      for (;;) writeSync(descriptor, Buffer.alloc(size));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(descriptor);
    }
  }
}
