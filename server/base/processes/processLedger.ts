/** Records started programs where they outlive a crash, so that what was left running is found and ended later. */
import process from 'node:process';
import type { Clock } from '../clock.ts';
import { endProcessTree } from './endProcessTree.ts';
import { isSameProcessAlive, processStart } from './processIdentity.ts';
import { isSameBoot } from './processTable.ts';
import { processMarkerName, readMarkers, type ProcessTree } from './processTree.ts';

/** Keeps the programs that run now; the store that does is above this floor, so it is handed in. */
export interface ProcessLedger {
  /** Answers when the record is kept, and rejects when it cannot be. */
  add(entry: ProcessTree): Promise<void>;
  /** Forgets a program that has ended, now or later: the start time in a record that stays keeps it from doing harm. */
  remove(pid: number, start: string): void;
}

/**
 * Ends programs whose owner is gone. A process group is only ended when the process that leads it is still the
 * recorded one; processes outside such a group only when they carry the record's marker. A record of a program inside
 * which this process itself runs is left alone.
 *
 * @returns pids that could not be ended
 */
export async function endOrphans(entries: readonly ProcessTree[], clock: Clock): Promise<readonly number[]> {
  const now = processStart(process.pid) ?? '';
  const survivors = await Promise.all(
    entries.map(async (entry) => {
      const runsInside = readMarkers(process.env[processMarkerName] ?? '').includes(entry.marker);
      if (runsInside || !isSameBoot(entry.start, now)) return [];
      const leads = isSameProcessAlive(entry.pid, entry.start);
      if (process.platform === 'win32' && !leads) return [];
      return endProcessTree(entry, clock, { groupIsOurs: leads });
    }),
  );
  return survivors.flat();
}
