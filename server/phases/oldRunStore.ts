/** Finds the runs of a phase that nobody needs any more, and forgets them. */
import type { Kysely } from 'kysely';
import { GroupedWrites } from '../database/groupedWrites.ts';
import type { DatabaseSchema } from '../database/schema.ts';
import type { RoadmapKey } from './phaseRun.ts';

/** Ids in one statement; databases limit the number of parameters. */
const idsAtOnce = 500;

export class OldRunStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #writes: GroupedWrites;

  /** @param writes shared with the other stores whose writes may go with these. Default its own */
  constructor(queries: Kysely<DatabaseSchema>, writes = new GroupedWrites(queries)) {
    this.#queries = queries;
    this.#writes = writes;
  }

  /**
   * Runs of one phase beyond the newest `kept`, the oldest first. Never among them: runs that have not ended, the
   * newest run or gating, the newest verification, the newest that passed, and the newest result of each gate.
   */
  async find(key: RoadmapKey, phase: string, kept: number): Promise<readonly string[]> {
    const runs = await this.#queries
      .selectFrom('phase_run')
      .select(['id', 'sequence', 'verb', 'outcome'])
      .where('workspace', '=', key.workspace)
      .where('roadmap', '=', key.roadmap)
      .where('phase', '=', phase)
      .orderBy('sequence', 'desc')
      .execute();
    const old = runs.slice(kept).filter(({ outcome }) => outcome !== null);
    if (old.length === 0) return [];
    const newestResults = await this.#queries
      .selectFrom('phase_run')
      .innerJoin('gate_run', 'gate_run.run_id', 'phase_run.id')
      .select(({ fn }) => ['gate_run.name', fn.max('phase_run.sequence').as('sequence')])
      .where('workspace', '=', key.workspace)
      .where('roadmap', '=', key.roadmap)
      .where('phase', '=', phase)
      .where('gate_run.outcome', 'is not', null)
      .groupBy('gate_run.name')
      .execute();
    const needed = new Set([
      ...newestResults.map(({ sequence }) => sequence),
      runs.find(({ verb }) => verb !== 'verify')?.sequence,
      runs.find(({ verb }) => verb === 'verify')?.sequence,
      runs.find(({ outcome }) => outcome === 'passed')?.sequence,
    ]);
    return old
      .filter(({ sequence }) => !needed.has(sequence))
      .map(({ id }) => id)
      .reverse();
  }

  /** Forgets runs that have ended, with their gates; those under way stay. */
  async forget(ids: readonly string[]): Promise<void> {
    for (let first = 0; first < ids.length; first += idsAtOnce) {
      await this.#writes.write((transaction) =>
        transaction
          .deleteFrom('phase_run')
          .where('id', 'in', ids.slice(first, first + idsAtOnce))
          .where('outcome', 'is not', null)
          .execute(),
      );
    }
  }
}
