/** Keeps what each gate of each phase reported when it ran last: test cases and problems. */
import type { Kysely, Transaction } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import type { GateOutcome } from './gate.ts';
import { locationColumns, readLocation } from './reportedLocationRow.ts';
import type { RoadmapKey } from './phaseRun.ts';
import type { GateProblem, GateReport, GateTestCase } from './reports/gateReport.ts';
import type { ReportedSeverity, TestCounts, TestOutcome } from './reports/report.ts';

/** A gate's last report without what it holds. */
export interface KeptReport {
  /** Grows with each report: the greater one is the newer one, and the same one says the same. */
  readonly sequence: number;
  readonly phase: string;
  readonly gate: string;
  readonly runId: string;
  /** How the gate ended in that run. */
  readonly outcome: GateOutcome;
  readonly counts: TestCounts | null;
  readonly casesLeftOut: number;
  /** How many problems there are, those left out included. */
  readonly problemCount: number;
}

/** Rows are written and reports are read in portions, because databases limit the number of parameters. */
const rowsPerStatement = 500;

export class GateReportStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /** Changes with every new report of the roadmap's gates; null when there is none. */
  async newest(key: RoadmapKey): Promise<number | null> {
    const { newest } = await this.#queries
      .selectFrom('gate_report')
      .select(({ fn }) => fn.max('sequence').as('newest'))
      .where('workspace', '=', key.workspace)
      .where('roadmap', '=', key.roadmap)
      .executeTakeFirstOrThrow();
    return newest;
  }

  /**
   * The last reports of a roadmap's gates, in the order in which they were made.
   *
   * @param phase default every phase
   */
  async list(key: RoadmapKey, phase?: string): Promise<readonly KeptReport[]> {
    let query = this.#queries
      .selectFrom('gate_report')
      .innerJoin('gate_run', (join) =>
        join.onRef('gate_run.run_id', '=', 'gate_report.run_id').onRef('gate_run.name', '=', 'gate_report.gate'),
      )
      .select(['gate_report.sequence', 'gate_report.phase', 'gate_report.gate', 'gate_report.run_id'])
      .select(['gate_run.outcome', 'tests_passed', 'tests_failed', 'tests_skipped', 'problems', 'cases_left_out'])
      .where('workspace', '=', key.workspace)
      .where('roadmap', '=', key.roadmap)
      .where('gate_run.outcome', 'is not', null)
      .orderBy('gate_report.sequence');
    if (phase !== undefined) query = query.where('gate_report.phase', '=', phase);
    return (await query.execute()).map((row) => ({
      sequence: row.sequence,
      phase: row.phase,
      gate: row.gate,
      runId: row.run_id,
      outcome: row.outcome as GateOutcome,
      counts: readCounts(row),
      casesLeftOut: row.cases_left_out,
      problemCount: row.problems ?? 0,
    }));
  }

  /** The test cases of a report, in its order. */
  async cases(sequence: number): Promise<readonly GateTestCase[]> {
    const rows = await this.#queries
      .selectFrom('test_case')
      .selectAll()
      .where('report', '=', sequence)
      .orderBy('ordinal')
      .execute();
    return rows.map((row) => ({
      // Only writeReport fills these columns, from the same types.
      suite: JSON.parse(row.suite) as readonly string[],
      name: row.name,
      outcome: row.outcome as TestOutcome,
      durationMs: row.duration_ms,
      message: row.message,
      details: row.details,
      location: readLocation(row),
    }));
  }

  /** The problems of a report, in its order. */
  async problems(sequence: number): Promise<readonly GateProblem[]> {
    const rows = await this.#queries
      .selectFrom('reported_problem')
      .selectAll()
      .where('report', '=', sequence)
      .orderBy('ordinal')
      .execute();
    return rows.map((row) => ({
      severity: row.severity as ReportedSeverity,
      code: row.code,
      message: row.message,
      location: readLocation(row),
    }));
  }
}

/** The counts of a gate's row; null when the gate wrote no test report. */
export function readCounts(row: {
  readonly tests_passed: number | null;
  readonly tests_failed: number | null;
  readonly tests_skipped: number | null;
}): TestCounts | null {
  if (row.tests_passed === null) return null;
  return { passed: row.tests_passed, failed: row.tests_failed ?? 0, skipped: row.tests_skipped ?? 0 };
}

/** Puts a gate's report in the place of its last one, in the transaction that records the gate's result. */
export async function writeReport(
  transaction: Transaction<DatabaseSchema>,
  of: RoadmapKey & { readonly phase: string; readonly gate: string; readonly runId: string },
  report: GateReport,
): Promise<void> {
  const { workspace, roadmap, phase, gate, runId } = of;
  await transaction
    .deleteFrom('gate_report')
    .where('workspace', '=', workspace)
    .where('roadmap', '=', roadmap)
    .where('phase', '=', phase)
    .where('gate', '=', gate)
    .execute();
  const { sequence } = await transaction
    .insertInto('gate_report')
    .values({
      workspace,
      roadmap,
      phase,
      gate,
      run_id: runId,
      cases_left_out: report.casesLeftOut,
    })
    .returning('sequence')
    .executeTakeFirstOrThrow();
  const cases = report.cases.map((testCase, ordinal) => ({
    report: sequence,
    ordinal,
    suite: JSON.stringify(testCase.suite),
    name: testCase.name,
    outcome: testCase.outcome,
    duration_ms: testCase.durationMs,
    message: testCase.message,
    details: testCase.details,
    ...locationColumns(testCase.location),
  }));
  for (let first = 0; first < cases.length; first += rowsPerStatement) {
    await transaction
      .insertInto('test_case')
      .values(cases.slice(first, first + rowsPerStatement))
      .execute();
  }
  const problems = report.problems.map((problem, ordinal) => ({
    report: sequence,
    ordinal,
    severity: problem.severity,
    code: problem.code,
    message: problem.message,
    ...locationColumns(problem.location),
  }));
  for (let first = 0; first < problems.length; first += rowsPerStatement) {
    await transaction
      .insertInto('reported_problem')
      .values(problems.slice(first, first + rowsPerStatement))
      .execute();
  }
}
