/** The ledger of processes that gates started, from which those that outlived their owner are found. */
import type { Kysely } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { GroupedWrites, type WriteAction } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import type { IsOwnerAlive } from './ownerLiveness.ts';
import type { RunOwner } from './phaseRun.ts';
import { readOwner } from './phaseRunRow.ts';

/** A process by pid and start time, which together name it for good. */
export interface GateProcess {
  readonly pid: number;
  readonly start: string;
  /** Text in the environment of the process and of everything that it started. */
  readonly marker: string;
}

export interface OrphanedGateProcess extends GateProcess {
  readonly runId: string;
  readonly gate: string;
  readonly owner: RunOwner;
}

/** The ledger as whoever starts the processes of one gate sees it. */
export interface GateProcessLedger {
  add(entry: GateProcess): Promise<void>;
  /** Forgets a process that has ended, with whatever is written next; a record that stays does no harm. */
  remove(pid: number, start: string): void;
}

export class GateProcessStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #clock: Clock;
  readonly #writes: GroupedWrites;

  /** @param writes shared with the other stores whose writes may go with these. Default its own */
  constructor(queries: Kysely<DatabaseSchema>, clock: Clock, writes = new GroupedWrites(queries)) {
    this.#queries = queries;
    this.#clock = clock;
    this.#writes = writes;
  }

  /** @param owner the process that starts the others and will see them end */
  ledgerFor(runId: string, gate: string, owner: RunOwner): GateProcessLedger {
    return {
      add: (entry) => this.#add(entry, runId, gate, owner),
      remove: (pid, start) => this.#writes.writeSometime(removal({ pid, start }, owner.host)),
    };
  }

  /** Entries whose owner is gone. Whether the process itself still runs is for the caller to find out. */
  async orphans(isOwnerAlive: IsOwnerAlive): Promise<readonly OrphanedGateProcess[]> {
    const rows = await this.#queries.selectFrom('gate_process').selectAll().orderBy('added_at_ms').execute();
    const orphans: OrphanedGateProcess[] = [];
    for (const row of rows) {
      const owner = readOwner(row);
      if (await isOwnerAlive(owner)) continue;
      orphans.push({ pid: row.pid, start: row.start, marker: row.marker, runId: row.run_id, gate: row.gate, owner });
    }
    return orphans;
  }

  /**
   * Forgets a process that has ended.
   * @param host on which its owner ran
   */
  async remove(entry: Pick<GateProcess, 'pid' | 'start'>, host: string): Promise<void> {
    await this.#writes.write(removal(entry, host));
  }

  async #add(entry: GateProcess, runId: string, gate: string, owner: RunOwner): Promise<void> {
    await this.#writes.write((transaction) =>
      transaction
        .insertInto('gate_process')
        .values({
          pid: entry.pid,
          start: entry.start,
          marker: entry.marker,
          run_id: runId,
          gate,
          owner_pid: owner.pid,
          owner_start: owner.processStart,
          owner_host: owner.host,
          added_at_ms: this.#clock.nowMs(),
        })
        .onConflict((conflict) => conflict.columns(['owner_host', 'pid', 'start']).doNothing())
        .execute(),
    );
  }
}

function removal({ pid, start }: Pick<GateProcess, 'pid' | 'start'>, host: string): WriteAction<void> {
  return async (transaction) => {
    await transaction
      .deleteFrom('gate_process')
      .where('owner_host', '=', host)
      .where('pid', '=', pid)
      .where('start', '=', start)
      .execute();
  };
}
