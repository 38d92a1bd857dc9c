/** Tidies up after owners that vanished: their runs end as interrupted, their gates' processes are ended. */
import { endOrphans } from '../base/processes/processLedger.ts';
import type { PhaseRun, RoadmapKey } from './phaseRun.ts';
import type { RunSurroundings } from './runSurroundings.ts';

/** Never starts anything again: a phase that was interrupted is taken up by a person. */
export async function recoverRuns(
  key: RoadmapKey,
  {
    runs,
    processes,
    isOwnerAlive,
    owner,
    clock,
  }: Pick<RunSurroundings, 'runs' | 'processes' | 'isOwnerAlive' | 'owner' | 'clock'>,
): Promise<readonly PhaseRun[]> {
  const interrupted = await runs.markInterrupted({ workspace: key.workspace, roadmap: key.roadmap }, isOwnerAlive);
  const orphans = (await processes.orphans(isOwnerAlive)).filter((orphan) => orphan.owner.host === owner.host);
  const survivors = orphans.length === 0 ? [] : await endOrphans(orphans, clock);
  for (const orphan of orphans) {
    // One that would not end stays recorded, so that the next run tries again.
    if (!survivors.includes(orphan.pid)) await processes.remove(orphan, owner.host);
  }
  return interrupted;
}
