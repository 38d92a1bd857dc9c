/** Names a process for good: a pid comes back to life as another process, a pid with its start time does not. */
import { readProcess } from './processTable.ts';

/**
 * When the process started, as an opaque text; null when there is no such process. A process that has ended and was
 * not yet collected still has a start time, so that a program which ends at once can be named too.
 */
export function processStart(pid: number): string | null {
  return readProcess(pid)?.start ?? null;
}

/** Whether the process that was named still runs. Ended but not yet collected counts as gone. */
export function isSameProcessAlive(pid: number, start: string): boolean {
  const entry = readProcess(pid);
  return entry !== null && entry.start === start && !entry.zombie;
}
