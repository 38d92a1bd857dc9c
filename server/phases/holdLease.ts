/** Holds a roadmap's lease for the length of a run: takes it, keeps it alive, gives it back. */
import { Failure } from '../base/failure.ts';
import { heartbeatIntervalMs } from './phaseLeaseStore.ts';
import type { OwnershipGuard } from './roadmapWriter.ts';
import type { NewPhaseRun } from './phaseRun.ts';
import type { RunSurroundings } from './runSurroundings.ts';

/** A lease that is held. */
export interface HeldLease {
  readonly guard: OwnershipGuard;
  /** Aborted when another run took the lease over, with a Failure `lease-lost` as its reason. */
  readonly lost: AbortSignal;
  readonly release: () => Promise<void>;
}

/** @throws Failure `locked` when a living run holds it */
export async function holdLease(
  run: Pick<NewPhaseRun, 'workspace' | 'roadmap' | 'id' | 'phase' | 'owner'>,
  surroundings: Pick<RunSurroundings, 'leases' | 'runs' | 'clock' | 'isOwnerAlive'>,
): Promise<HeldLease> {
  const { leases, clock } = surroundings;
  const acquired = await leases.acquire({
    key: { workspace: run.workspace, roadmap: run.roadmap },
    owner: run.owner,
    runId: run.id,
    phase: run.phase,
    nowMs: clock.nowMs(),
    isOwnerAlive: surroundings.isOwnerAlive,
  });
  if (acquired.kind === 'held') {
    const since = new Date(acquired.by.sinceMs);
    const clockTime = `${String(since.getHours()).padStart(2, '0')}:${String(since.getMinutes()).padStart(2, '0')}`;
    throw new Failure(
      'locked',
      `Another window is running phase ${acquired.by.phase} (pid ${acquired.by.owner.pid}, since ${clockTime}). Wait for it, or cancel it there.`,
    );
  }
  // An owner that fell silent may be frozen rather than gone; its run ends here, and it writes nothing when it thaws.
  if (acquired.tookOverFrom !== null) await surroundings.runs.interrupt(acquired.tookOverFrom.runId);
  const { lease } = acquired;
  const lost = new AbortController();
  let stopped = false;
  let cancelTimer = (): void => undefined;
  const beat = async (): Promise<void> => {
    let kept = true;
    try {
      kept = await leases.heartbeat(lease, clock.nowMs());
    } catch {
      // The database did not answer; the next beat comes well before the lease is stale.
    }
    if (stopped) return;
    if (kept) schedule();
    else
      lost.abort(
        new Failure('lease-lost', `Another run took over phase ${run.phase}, so this one stopped without writing.`),
      );
  };
  const schedule = (): void => {
    cancelTimer = clock.after(heartbeatIntervalMs, () => void beat());
  };
  schedule();
  return {
    guard: (action) => leases.whileHeld(lease, action),
    lost: lost.signal,
    release: async () => {
      stopped = true;
      cancelTimer();
      await leases.release(lease);
    },
  };
}
