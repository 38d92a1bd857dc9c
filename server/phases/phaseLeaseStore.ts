/** Lets at most one process at a time run phases of a roadmap, even when one is frozen and thawed again. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { Failure } from '../base/failure.ts';
import { outlastFreezing } from '../database/outlastFreezing.ts';
import type { DatabaseSchema, PhaseLeaseTable } from '../database/schema.ts';
import type { IsOwnerAlive } from './ownerLiveness.ts';
import type { RoadmapKey, RunOwner } from './phaseRun.ts';

/** How often the holder of a lease calls `heartbeat`, in milliseconds. */
export const heartbeatIntervalMs = 15_000;

/** Three heartbeats missed, in milliseconds. */
export const leaseStaleAfterMs = 45_000;

/** The right to run phases of one roadmap, until someone with a higher token has it. */
export interface PhaseLease {
  readonly key: RoadmapKey;
  /** Grows with each acquisition of the key and never repeats. */
  readonly token: number;
}

export interface LeaseHolder {
  readonly owner: RunOwner;
  readonly phase: string;
  readonly runId: string;
  readonly sinceMs: number;
  readonly heartbeatAtMs: number;
}

export interface LeaseRequest {
  readonly key: RoadmapKey;
  readonly owner: RunOwner;
  readonly runId: string;
  readonly phase: string;
  readonly nowMs: number;
  readonly isOwnerAlive: IsOwnerAlive;
}

export type LeaseAnswer =
  /** `tookOverFrom` had not released the lease: it is gone or fell silent, and its run has to be ended for it. */
  | { readonly kind: 'acquired'; readonly lease: PhaseLease; readonly tookOverFrom: LeaseHolder | null }
  | { readonly kind: 'held'; readonly by: LeaseHolder };

/** Losing the race for a free lease this often in a row means that others are getting it. */
const maximumAttempts = 20;

type LeaseRow = Selectable<PhaseLeaseTable>;

/**
 * The token fences as Martin Kleppmann describes in "How to do distributed locking" (2016): the holder may freeze at
 * any point, so what it protects is written inside a transaction that finds its token current and keeps others from
 * taking a new one until the write is over.
 */
export class PhaseLeaseStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #staleAfterMs: number;

  /** @param staleAfterMs milliseconds without a heartbeat after which a lease may be taken over; default 45,000 */
  constructor(queries: Kysely<DatabaseSchema>, staleAfterMs: number = leaseStaleAfterMs) {
    this.#queries = queries;
    this.#staleAfterMs = staleAfterMs;
  }

  /** Takes the lease when it is free, when its holder's process is gone, or when its heartbeat is too old. */
  async acquire(request: LeaseRequest): Promise<LeaseAnswer> {
    for (let attempt = 1; ; attempt++) {
      const seen = await read(this.#queries, request.key);
      const holder = seen === undefined ? null : holderOf(seen);
      const isHeld =
        holder !== null && !this.isStale(holder, request.nowMs) && (await request.isOwnerAlive(holder.owner));
      if (isHeld) return { kind: 'held', by: holder };
      const lease = await this.#take(request, seen);
      if (lease !== null) return { kind: 'acquired', lease, tookOverFrom: holder };
      if (attempt === maximumAttempts && holder !== null) return { kind: 'held', by: holder };
    }
  }

  /**
   * Says that the holder is alive.
   * @returns false when the lease is lost; the caller must stop its run
   */
  async heartbeat(lease: PhaseLease, nowMs: number): Promise<boolean> {
    return this.#queries.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('phase_lease')
        .set({ heartbeat_at_ms: nowMs })
        .where('workspace', '=', lease.key.workspace)
        .where('roadmap', '=', lease.key.roadmap)
        .where('token', '=', lease.token)
        .where('run_id', 'is not', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    });
  }

  /** Gives the lease back; does nothing when it is lost already. */
  async release(lease: PhaseLease): Promise<void> {
    await this.#queries.transaction().execute((transaction) =>
      transaction
        .updateTable('phase_lease')
        .set({ ...nobody })
        .where('workspace', '=', lease.key.workspace)
        .where('roadmap', '=', lease.key.roadmap)
        .where('token', '=', lease.token)
        .execute(),
    );
  }

  /**
   * Runs an action during which nobody else can take the lease. The action is synchronous because the database is
   * locked for every process while it runs; it may write files, and must not use the database.
   *
   * The lock is the one that every transaction takes when it begins.
   * @throws Failure `lease-lost` when another process has it, without calling the action; what the action throws
   */
  async whileHeld<Result>(lease: PhaseLease, action: () => Result): Promise<Result> {
    return this.#queries.transaction().execute(async (transaction) => {
      await outlastFreezing(transaction);
      const row = await read(transaction, lease.key);
      if (row?.token !== lease.token || row.run_id === null) {
        throw new Failure(
          'lease-lost',
          `Another window took over ${lease.key.roadmap} because this one did not answer, so nothing was written. ` +
            'Look at what the other window did, then run again.',
        );
      }
      return action();
    });
  }

  /** Who holds the lease, be it stale or its process gone; null when nobody does. */
  async holder(key: RoadmapKey): Promise<LeaseHolder | null> {
    const row = await read(this.#queries, key);
    return row === undefined ? null : holderOf(row);
  }

  /** Whether a holder has been silent for too long. A heartbeat from the future counts by its distance, too. */
  isStale(holder: LeaseHolder, nowMs: number): boolean {
    return Math.abs(nowMs - holder.heartbeatAtMs) > this.#staleAfterMs;
  }

  /** Null when the row is no longer as it was seen. */
  async #take(request: LeaseRequest, seen: LeaseRow | undefined): Promise<PhaseLease | null> {
    const { key, owner, nowMs } = request;
    const held = {
      token: (seen?.token ?? 0) + 1,
      run_id: request.runId,
      phase: request.phase,
      owner_pid: owner.pid,
      owner_start: owner.processStart,
      owner_host: owner.host,
      since_ms: nowMs,
      heartbeat_at_ms: nowMs,
    };
    return this.#queries.transaction().execute(async (transaction) => {
      const row = await read(transaction, key);
      // A heartbeat since then means that the holder has thawed.
      const isUnchanged =
        row?.token === seen?.token && row?.run_id === seen?.run_id && row?.heartbeat_at_ms === seen?.heartbeat_at_ms;
      if (!isUnchanged) return null;
      if (row === undefined) {
        await transaction
          .insertInto('phase_lease')
          .values({ workspace: key.workspace, roadmap: key.roadmap, ...held })
          .execute();
      } else {
        await transaction
          .updateTable('phase_lease')
          .set(held)
          .where('workspace', '=', key.workspace)
          .where('roadmap', '=', key.roadmap)
          .execute();
      }
      return { key: { workspace: key.workspace, roadmap: key.roadmap }, token: held.token };
    });
  }
}

const nobody = {
  run_id: null,
  phase: null,
  owner_pid: null,
  owner_start: null,
  owner_host: null,
  since_ms: null,
  heartbeat_at_ms: null,
} as const;

async function read(
  queries: Kysely<DatabaseSchema> | Transaction<DatabaseSchema>,
  key: RoadmapKey,
): Promise<LeaseRow | undefined> {
  return queries
    .selectFrom('phase_lease')
    .selectAll()
    .where('workspace', '=', key.workspace)
    .where('roadmap', '=', key.roadmap)
    .executeTakeFirst();
}

function holderOf(row: LeaseRow): LeaseHolder | null {
  if (row.run_id === null) return null;
  return {
    owner: { pid: row.owner_pid ?? 0, processStart: row.owner_start ?? '', host: row.owner_host ?? '' },
    phase: row.phase ?? '',
    runId: row.run_id,
    sinceMs: row.since_ms ?? 0,
    heartbeatAtMs: row.heartbeat_at_ms ?? 0,
  };
}
