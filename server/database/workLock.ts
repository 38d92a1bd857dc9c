/** Lets one process at a time do a piece of work that others would only repeat. */
import { setTimeout as wait } from 'node:timers/promises';
import { FileLock } from './fileLock.ts';

/** Milliseconds between two looks whether the others are done. */
const lookMs = 500;

/**
 * Waits until nobody else does it; the operating system takes the lock back when its holder ends, however it ends.
 *
 * @param file absolute path, beside what is made; it holds nothing and stays
 * @returns what ends the work
 * @throws AbortError when the signal is aborted meanwhile
 */
export async function takeWorkLock(file: string, signal: AbortSignal): Promise<() => void> {
  const { default: connection } = await import('better-sqlite3');
  for (;;) {
    signal.throwIfAborted();
    const lock = await FileLock.take(file, 'exclusive', 0, connection);
    if (lock !== null) return () => lock.release();
    await wait(lookMs, undefined, { signal });
  }
}
