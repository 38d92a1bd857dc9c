/** Keeps every run of a phase and what came of its gates. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { GroupedWrites } from '../database/groupedWrites.ts';
import type { DatabaseSchema, PhaseRunTable } from '../database/schema.ts';
import type { PhaseStatus } from '../roadmap/roadmap.ts';
import type { GateDefinition, GateResult } from './gate.ts';
import { writeReport } from './gateReportStore.ts';
import type { IsOwnerAlive } from './ownerLiveness.ts';
import type { NewPhaseRun, PhaseRun, RoadmapKey, RunOutcome, RunVerb } from './phaseRun.ts';
import {
  gateResultColumnNames,
  gateResultColumns,
  gateRunColumns,
  phaseRunColumns,
  readGateResult,
  readOwner,
  readPhaseRun,
} from './phaseRunRow.ts';
import type { GateReport } from './reports/gateReport.ts';

export interface RunFilter extends RoadmapKey {
  /** Default: every phase. */
  readonly phase?: string;
  /** Default: every verb. */
  readonly verb?: RunVerb;
  /** At most this many, the newest. */
  readonly limit: number;
}

export interface RunEnd {
  readonly outcome: RunOutcome;
  /** The status in the roadmap once the run is over; null when the run wrote none and none is there. */
  readonly statusAfter: PhaseStatus | null;
  /** Why, for a person; empty when it passed. */
  readonly message: string;
}

/** What a gate came to last, and in which run. */
export interface LatestGateResult {
  readonly runId: string;
  /** Hash of the definition that ran, as `hashGate` makes it. */
  readonly definitionHash: string;
  readonly result: GateResult;
}

/** Gates of this many runs are read with one query; databases limit the number of parameters. */
const runsPerQuery = 1_000;

const interruptedMessage = 'Phasegate ended while this run was under way. Run the phase or its gates again.';
const interruptedGateMessage = 'Phasegate ended while this gate was running.';

/**
 * Each write is durable when its promise is fulfilled. A gate costs two commits, or one when it is recorded by
 * `gateSettled`, and writes that come together share theirs. A run that has ended takes no more writes: an owner that was frozen while another process took over
 * and ended its run gets the failure `lease-lost`.
 */
export class PhaseRunStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #clock: Clock;
  readonly #writes: GroupedWrites;

  /** @param writes shared with the other stores whose writes may go with these. Default its own */
  constructor(queries: Kysely<DatabaseSchema>, clock: Clock, writes = new GroupedWrites(queries)) {
    this.#queries = queries;
    this.#clock = clock;
    this.#writes = writes;
  }

  async begin(run: NewPhaseRun): Promise<void> {
    await this.#write((transaction) => transaction.insertInto('phase_run').values(phaseRunColumns(run)).execute());
  }

  /**
   * @param ordinal place of the gate in the phase, which orders the gates of the run
   * @throws Failure `unknown-run`, or `lease-lost` when the run has ended
   */
  async gateStarted(runId: string, ordinal: number, gate: GateDefinition, definitionHash: string): Promise<void> {
    await this.#write(async (transaction) => {
      await requireUnderWay(transaction, runId);
      await transaction
        .insertInto('gate_run')
        .values(this.#gateRow(runId, ordinal, gate, definitionHash))
        .execute();
    });
  }

  /**
   * Ends a gate that `gateStarted` began.
   * @param report what it reported; null leaves what it reported before
   * @throws Failure `unknown-run`, `unknown-gate`, or `lease-lost` when the run has ended
   */
  async gateEnded(runId: string, result: GateResult, report: GateReport | null = null): Promise<void> {
    await this.#write(async (transaction) => {
      const run = await requireUnderWay(transaction, runId);
      const { numUpdatedRows } = await transaction
        .updateTable('gate_run')
        .set(gateResultColumns(result))
        .where('run_id', '=', runId)
        .where('name', '=', result.name)
        .where('outcome', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) {
        throw new Failure('unknown-gate', `The run ${runId} has no gate "${result.name}" under way.`);
      }
      if (report !== null) await writeReport(transaction, { ...run, gate: result.name, runId }, report);
    });
  }

  /**
   * Records start and end at once: for a gate that was skipped or that takes no time.
   * @throws Failure `unknown-run`, or `lease-lost` when the run has ended
   */
  async gateSettled(
    runId: string,
    ordinal: number,
    gate: GateDefinition,
    definitionHash: string,
    result: GateResult,
  ): Promise<void> {
    await this.#write(async (transaction) => {
      await requireUnderWay(transaction, runId);
      const started = this.#gateRow(runId, ordinal, gate, definitionHash);
      await transaction
        .insertInto('gate_run')
        .values({ ...started, ...gateResultColumns(result) })
        .execute();
    });
  }

  /**
   * Ends a run; gates still under way are recorded as `could-not-run`.
   * @throws Failure `unknown-run`, or `lease-lost` when the run has ended already
   */
  async finish(runId: string, end: RunEnd): Promise<PhaseRun> {
    await this.#write(async (transaction) => {
      await requireUnderWay(transaction, runId);
      await this.#end(transaction, runId, end);
    });
    return this.#require(runId);
  }

  /** Null when no run has this id. */
  async get(id: string): Promise<PhaseRun | null> {
    const row = await this.#queries.selectFrom('phase_run').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : ((await this.#withGates([row]))[0] ?? null);
  }

  /** The newest first. */
  async list(filter: RunFilter): Promise<readonly PhaseRun[]> {
    let query = this.#runsOf(filter).orderBy('sequence', 'desc').limit(filter.limit);
    if (filter.phase !== undefined) query = query.where('phase', '=', filter.phase);
    if (filter.verb !== undefined) query = query.where('verb', '=', filter.verb);
    return this.#withGates(await query.execute());
  }

  /** The newest run or gating of each phase, whether or not it has ended. */
  async latestByPhase(key: RoadmapKey): Promise<ReadonlyMap<string, PhaseRun>> {
    return this.#latest(key, ['run', 'gate']);
  }

  /** The newest verification of each phase, whether or not it has ended. */
  async latestVerifyByPhase(key: RoadmapKey): Promise<ReadonlyMap<string, PhaseRun>> {
    return this.#latest(key, ['verify']);
  }

  /** The newest ended result of each gate of each phase, by phase and then by the gate's name, whatever asked for it. */
  async latestGateResults(key: RoadmapKey): Promise<ReadonlyMap<string, ReadonlyMap<string, LatestGateResult>>> {
    // Grouped first and joined then, so that the cost grows with the history and not with its square.
    const rows = await this.#queries
      .selectFrom((ended) =>
        ended
          .selectFrom('phase_run')
          .innerJoin('gate_run', 'gate_run.run_id', 'phase_run.id')
          .select(({ fn }) => ['phase_run.phase', 'gate_run.name', fn.max('phase_run.sequence').as('sequence')])
          .where('phase_run.workspace', '=', key.workspace)
          .where('phase_run.roadmap', '=', key.roadmap)
          .where('gate_run.outcome', 'is not', null)
          .groupBy(['phase_run.phase', 'gate_run.name'])
          .as('newest'),
      )
      .innerJoin('phase_run', 'phase_run.sequence', 'newest.sequence')
      .innerJoin('gate_run', (join) =>
        join.onRef('gate_run.run_id', '=', 'phase_run.id').onRef('gate_run.name', '=', 'newest.name'),
      )
      .select(['newest.phase', 'run_id', 'gate_run.definition_hash', ...gateResultColumnNames])
      .execute();
    const results = new Map<string, Map<string, LatestGateResult>>();
    for (const row of rows) {
      const ofPhase = results.get(row.phase) ?? new Map<string, LatestGateResult>();
      results.set(
        row.phase,
        ofPhase.set(row.name, {
          runId: row.run_id,
          definitionHash: row.definition_hash,
          result: readGateResult(row),
        }),
      );
    }
    return results;
  }

  /** Runs that have not ended, the newest first, whether or not their owner still lives. */
  async running(key: RoadmapKey): Promise<readonly PhaseRun[]> {
    return this.#withGates(await this.#runsOf(key).where('outcome', 'is', null).orderBy('sequence', 'desc').execute());
  }

  /**
   * Ends, as `interrupted`, the runs whose owner is gone. Costs one read when there are none.
   * @returns the runs that this call ended
   */
  async markInterrupted(key: RoadmapKey, isOwnerAlive: IsOwnerAlive): Promise<readonly PhaseRun[]> {
    const ended: PhaseRun[] = [];
    for (const row of await this.#runsOf(key).where('outcome', 'is', null).orderBy('sequence').execute()) {
      if (await isOwnerAlive(readOwner(row))) continue;
      const run = await this.interrupt(row.id);
      if (run !== null) ended.push(run);
    }
    return ended;
  }

  /**
   * Ends one run as `interrupted`: its owner is gone, or lost its lease.
   * @returns null when it had ended already or never was
   */
  async interrupt(runId: string): Promise<PhaseRun | null> {
    const end: RunEnd = { outcome: 'interrupted', statusAfter: null, message: interruptedMessage };
    const isEnded = await this.#write((transaction) => this.#end(transaction, runId, end));
    return isEnded ? this.get(runId) : null;
  }

  async #write<Result>(action: (transaction: Transaction<DatabaseSchema>) => Promise<Result>): Promise<Result> {
    return this.#writes.write(action);
  }

  async #end(transaction: Transaction<DatabaseSchema>, runId: string, end: RunEnd): Promise<boolean> {
    const { numUpdatedRows } = await transaction
      .updateTable('phase_run')
      .set({
        outcome: end.outcome,
        status_after: end.statusAfter,
        ended_at_ms: this.#clock.nowMs(),
        message: end.message,
      })
      .where('id', '=', runId)
      .where('outcome', 'is', null)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await transaction
      .updateTable('gate_run')
      .set({ outcome: 'could-not-run', duration_ms: 0, message: interruptedGateMessage })
      .where('run_id', '=', runId)
      .where('outcome', 'is', null)
      .execute();
    return true;
  }

  #gateRow(runId: string, ordinal: number, gate: GateDefinition, definitionHash: string) {
    return { run_id: runId, ordinal, started_at_ms: this.#clock.nowMs(), ...gateRunColumns(gate, definitionHash) };
  }

  #runsOf(key: RoadmapKey) {
    return this.#queries
      .selectFrom('phase_run')
      .selectAll()
      .where('workspace', '=', key.workspace)
      .where('roadmap', '=', key.roadmap);
  }

  async #latest(key: RoadmapKey, verbs: readonly RunVerb[]): Promise<ReadonlyMap<string, PhaseRun>> {
    const rows = await this.#queries
      .selectFrom('phase_run')
      .selectAll()
      .where('sequence', 'in', (newest) =>
        newest
          .selectFrom('phase_run')
          .select(({ fn }) => fn.max('sequence').as('sequence'))
          .where('workspace', '=', key.workspace)
          .where('roadmap', '=', key.roadmap)
          .where('verb', 'in', verbs)
          .groupBy('phase'),
      )
      .execute();
    return new Map((await this.#withGates(rows)).map((run) => [run.phase, run]));
  }

  async #withGates(rows: readonly Selectable<PhaseRunTable>[]): Promise<readonly PhaseRun[]> {
    const gates = new Map<string, GateResult[]>();
    for (let first = 0; first < rows.length; first += runsPerQuery) {
      const ids = rows.slice(first, first + runsPerQuery).map((row) => row.id);
      const gateRows = await this.#queries
        .selectFrom('gate_run')
        .select(['run_id', ...gateResultColumnNames])
        .where('run_id', 'in', ids)
        .where('outcome', 'is not', null)
        .orderBy('ordinal')
        .execute();
      for (const row of gateRows) {
        const ofRun = gates.get(row.run_id);
        if (ofRun === undefined) gates.set(row.run_id, [readGateResult(row)]);
        else ofRun.push(readGateResult(row));
      }
    }
    return rows.map((row) => readPhaseRun(row, gates.get(row.id) ?? []));
  }

  async #require(runId: string): Promise<PhaseRun> {
    const run = await this.get(runId);
    if (run === null) throw unknownRun(runId);
    return run;
  }
}

async function requireUnderWay(
  transaction: Transaction<DatabaseSchema>,
  runId: string,
): Promise<RoadmapKey & { readonly phase: string }> {
  const row = await transaction
    .selectFrom('phase_run')
    .select(['outcome', 'workspace', 'roadmap', 'phase'])
    .where('id', '=', runId)
    .executeTakeFirst();
  if (row === undefined) throw unknownRun(runId);
  if (row.outcome === null) return row;
  throw new Failure(
    'lease-lost',
    `The run ${runId} was ended as ${row.outcome} while it worked on, so nothing more is recorded for it. Run again.`,
  );
}

function unknownRun(runId: string): Failure {
  return new Failure('unknown-run', `There is no run ${runId}. See the history for those that are kept.`);
}
