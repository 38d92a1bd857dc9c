/** Runs one phase: a state machine from the order check to the status in the roadmap. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describeFailure, Failure } from '../base/failure.ts';
import { runLogDirectory } from '../base/paths.ts';
import { readGitState } from '../base/processes/gitState.ts';
import { setPhaseStatus } from '../roadmap/editRoadmap.ts';
import type { PhaseStatus, RoadmapPhase } from '../roadmap/roadmap.ts';
import { askConsent } from './askConsent.ts';
import { checkRunnable } from './checkRunnable.ts';
import { commandExecutor } from './executors/commandExecutor.ts';
import type { ExecutorOutcome } from './executors/executor.ts';
import { manualExecutor } from './executors/manualExecutor.ts';
import { findApproval } from './findApproval.ts';
import { gateDetail, type GateDefinition, type GateResult } from './gate.ts';
import type { GateSurroundings } from './gates/gateSurroundings.ts';
import { runGates } from './gates/runGates.ts';
import { holdLease, type HeldLease } from './holdLease.ts';
import { isPlanUntouched } from './isPlanUntouched.ts';
import { loadPlan } from './loadPlan.ts';
import type { NewPhaseRun, PhaseRun, RunOutcome, RunVerb } from './phaseRun.ts';
import type { PhaseSpec } from './phaseSpec.ts';
import { roadmapPath, type WorkspacePlan } from './plan.ts';
import { describeChange, fingerprintPlan, hashGate } from './planFingerprint.ts';
import { recoverRuns } from './recoverRuns.ts';
import type { RunSurroundings } from './runSurroundings.ts';
import { decidingGate, describeGate, failureNote } from './summaries.ts';

export interface RunRequest {
  readonly folder: string;
  /** `run` lets the executor work first; `gate` only runs the gates; `verify` writes nothing to the roadmap. */
  readonly verb: RunVerb;
  readonly phase: string;
  /** Limits the run to some gates and what they need; then no verdict is written. Default all gates. */
  readonly gates?: readonly string[];
  /** Name of the person who approves the `approve` gates of this run. Default none: recorded approvals count. */
  readonly approvedBy?: string;
  readonly signal: AbortSignal;
}

/** What decided the end of a run. */
interface Verdict {
  readonly outcome: RunOutcome;
  readonly message: string;
  readonly log: string | null;
  /** Undefined leaves the status as it is. */
  readonly status?: PhaseStatus;
}

/**
 * @returns the finished run
 * @throws Failure when the run could not begin (order, plan, lease, consent, trust), when its lease was taken over, or
 * when the status could not be written; a run that began is recorded as ended in every case
 */
export async function runPhase(request: RunRequest, surroundings: RunSurroundings): Promise<PhaseRun> {
  const plan = await loadPlan(request.folder, surroundings.source);
  const order = request.verb === 'verify' ? 'ignored' : 'checked';
  const { phase, spec } = await checkRunnable(plan, request.phase, order, surroundings.source);
  const gates = selectGates(spec, request.gates);
  if (!surroundings.isTrusted()) throw notTrusted();
  await askConsent(plan, phase, spec, request.verb === 'run', surroundings);

  const runId = randomUUID();
  const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
  // git works on its own while the database is busy.
  const [git, lease] = await Promise.all([
    readGitState(plan.root, surroundings.environment),
    recoverRuns(key, surroundings).then(() =>
      holdLease({ ...key, id: runId, phase: phase.id, owner: surroundings.owner }, surroundings),
    ),
  ]);
  const run: NewPhaseRun = {
    ...key,
    id: runId,
    phase: phase.id,
    verb: request.verb,
    owner: surroundings.owner,
    statusBefore: phase.status,
    ...git,
    ...fingerprintPlan(plan, phase.id, spec),
    startedAtMs: surroundings.clock.nowMs(),
  };
  try {
    await surroundings.runs.begin(run);
    surroundings.watch({ kind: 'run-started', run, title: phase.title, gates: gates.map(({ name }) => name) });
    let verdict: Verdict;
    try {
      verdict = await new PhaseRunning(request, surroundings, plan, phase, run, lease).work(gates, spec);
      if (lease.lost.aborted) throw lease.lost.reason;
      await writeVerdict(verdict, run, plan, lease, surroundings);
    } catch (error) {
      const lost = error instanceof Failure && error.code === 'lease-lost';
      const outcome = lost ? 'interrupted' : request.signal.aborted ? 'cancelled' : 'could-not-run';
      await finish({ outcome, message: describeFailure(error).message, log: null }, run, surroundings);
      throw error;
    }
    return await finish(verdict, run, surroundings);
  } finally {
    await lease.release();
  }
}

/** The steps of one run between its beginning and its verdict. */
class PhaseRunning {
  readonly #request: RunRequest;
  readonly #surroundings: RunSurroundings;
  readonly #plan: WorkspacePlan;
  readonly #phase: RoadmapPhase;
  readonly #run: NewPhaseRun;
  readonly #lease: HeldLease;
  readonly #signal: AbortSignal;

  constructor(
    request: RunRequest,
    surroundings: RunSurroundings,
    plan: WorkspacePlan,
    phase: RoadmapPhase,
    run: NewPhaseRun,
    lease: HeldLease,
  ) {
    this.#request = request;
    this.#surroundings = surroundings;
    this.#plan = plan;
    this.#phase = phase;
    this.#run = run;
    this.#lease = lease;
    this.#signal = AbortSignal.any([request.signal, lease.lost]);
  }

  async work(gates: readonly GateDefinition[], spec: PhaseSpec): Promise<Verdict> {
    if (this.#request.verb === 'run') {
      await writeStatus(this.#plan, this.#phase.id, 'IN_PROGRESS', 'keep', this.#lease, this.#surroundings);
      const worked = await this.#execute(spec);
      const ended = executorVerdict(worked);
      if (ended !== null) return ended;
    }
    const before = await this.#readAgain(spec);
    if (before.changed !== null) return this.#refuse(before.changed, 'before its gates ran');
    const results = await this.#runGates(gates, before.spec);
    const verdict = gatesVerdict(results, gates, this.#phase.status);
    if (this.#request.gates !== undefined || this.#request.verb === 'verify') return withoutStatus(verdict);
    if (verdict.outcome !== 'passed') return verdict;

    const after = await this.#readAgain(before.spec);
    if (after.changed !== null) return this.#refuse(after.changed, 'while its gates ran');
    if (after.spec.text !== before.spec.text)
      return this.#refuse(`The spec of phase ${this.#phase.id} changed`, 'while its gates ran');
    return verdict;
  }

  async #execute(spec: PhaseSpec): Promise<ExecutorOutcome> {
    const { executor } = this.#plan.config;
    const port =
      executor.kind === 'manual'
        ? manualExecutor(this.#surroundings.openSpec)
        : commandExecutor(executor.command, async (program) => {
            const [result] = await runGates([program], {
              ...this.#gateSurroundings(spec),
              watch: { ...this.#outputWatch(), gateStarted: () => undefined, gateEnded: () => undefined },
            });
            if (result === undefined) throw new Failure('internal', 'the executor gave no result');
            return result;
          });
    return port.work({ root: this.#plan.root, phase: this.#phase, spec, signal: this.#signal });
  }

  /** Reads the plan anew; `changed` names the part that is not what it was when the run began. */
  async #readAgain(known: PhaseSpec): Promise<{ readonly spec: PhaseSpec; readonly changed: string | null }> {
    const { source } = this.#surroundings;
    if (await isPlanUntouched(this.#plan, this.#phase, known, source)) return { spec: known, changed: null };
    const plan = await loadPlan(this.#plan.root, source);
    const phase = plan.parsed.roadmap.phases.find(({ id }) => id === this.#phase.id);
    if (phase === undefined)
      throw new Failure(
        'plan-changed',
        `Phase ${this.#phase.id} was removed from the roadmap while it ran. Its gates were not run.`,
      );
    const { spec } = await checkRunnable(plan, phase.id, 'ignored', source);
    return { spec, changed: describeChange(this.#run, fingerprintPlan(plan, phase.id, spec), phase.id) };
  }

  #refuse(change: string, when: string): Verdict {
    return {
      outcome: 'failed',
      message: `${change} ${when}, so it was not marked done. Run the gates again.`,
      log: null,
    };
  }

  async #runGates(gates: readonly GateDefinition[], spec: PhaseSpec): Promise<readonly GateResult[]> {
    const { runs, watch } = this.#surroundings;
    const { id: runId, phase } = this.#run;
    const started = new Set<string>();
    return runGates(gates, {
      ...this.#gateSurroundings(spec),
      watch: {
        ...this.#outputWatch(),
        gateStarted: async (gate) => {
          started.add(gate.name);
          await runs.gateStarted(runId, gates.indexOf(gate), gate, hashGate(gate));
          watch({ kind: 'gate-started', runId, phase, gate: gate.name, detail: gateDetail(gate) });
        },
        gateEnded: async (result, report) => {
          const ordinal = gates.findIndex(({ name }) => name === result.name);
          const gate = gates[ordinal];
          // A gate that was skipped never started.
          if (started.has(result.name) || gate === undefined) await runs.gateEnded(runId, result, report);
          else await runs.gateSettled(runId, ordinal, gate, hashGate(gate), result);
          watch({ kind: 'gate-ended', runId, phase, result });
        },
      },
    });
  }

  #outputWatch(): Pick<GateSurroundings['watch'], 'gateOutput'> {
    const { watch } = this.#surroundings;
    const { id: runId, phase } = this.#run;
    return { gateOutput: (gate, text) => watch({ kind: 'gate-output', runId, phase, gate, text }) };
  }

  #gateSurroundings(spec: PhaseSpec): Omit<GateSurroundings, 'watch'> {
    const surroundings = this.#surroundings;
    const { config, root } = this.#plan;
    return {
      workspace: root,
      spec: { file: spec.file, text: spec.text },
      parallel: config.parallel,
      logDirectory: runLogDirectory(surroundings.dataDirectory, this.#run.id),
      baseEnvironment: surroundings.environment,
      environmentNames: config.environment,
      matchers: config.matchers,
      signal: this.#signal,
      clock: surroundings.clock,
      ledger: (gate) => surroundings.processes.ledgerFor(this.#run.id, gate, surroundings.owner),
      assertMayExecute: () => {
        if (!surroundings.isTrusted()) throw notTrusted();
        if (this.#lease.lost.aborted) throw this.#lease.lost.reason;
      },
      findApproval: (gate) => findApproval(gate, this.#run, this.#request, surroundings),
    };
  }
}

function notTrusted(): Failure {
  return new Failure(
    'not-trusted',
    'This workspace is not trusted, so nothing is run. Trust it first ("Workspaces: Manage Workspace Trust").',
  );
}

/** @throws Failure `unknown-gate` */
function selectGates(spec: PhaseSpec, only: readonly string[] | undefined): readonly GateDefinition[] {
  const all = spec.gates.map((gate) => gate.definition);
  if (only === undefined) return all;
  const unknown = only.find((name) => !all.some((gate) => gate.name === name));
  if (unknown !== undefined) {
    throw new Failure(
      'unknown-gate',
      `The phase has no gate ${unknown}. It has ${all.map(({ name }) => name).join(', ')}.`,
    );
  }
  const wanted = new Set<string>();
  const want = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const need of all.find((gate) => gate.name === name)?.needs ?? []) want(need);
  };
  only.forEach(want);
  return all.filter(({ name }) => wanted.has(name));
}

function executorVerdict(worked: ExecutorOutcome): Verdict | null {
  switch (worked.kind) {
    case 'worked':
      return null;
    case 'awaiting-work':
      return { outcome: 'awaiting-work', message: worked.message, log: null };
    case 'cancelled':
      return { outcome: 'cancelled', message: 'Cancelled while the executor worked.', log: null };
    case 'failed':
    case 'could-not-run':
      return { outcome: worked.kind, message: worked.message, log: worked.log, status: 'FAILED' };
  }
}

/** Worse outcomes come first; the worst of a run's gates is the run's. */
const worstFirst = ['cancelled', 'failed', 'timed-out', 'could-not-run', 'awaiting-approval'] as const;

function gatesVerdict(
  results: readonly GateResult[],
  gates: readonly GateDefinition[],
  before: PhaseStatus | null,
): Verdict {
  const severe = results.filter((result) => gates.find(({ name }) => name === result.name)?.severity !== 'warning');
  const worst = worstFirst.find((outcome) => severe.some((result) => result.outcome === outcome));
  // A skipped gate proves nothing; it stands behind another one that did not pass, of whatever severity.
  const outcome = worst ?? (severe.every((result) => result.outcome === 'passed') ? 'passed' : 'failed');
  const deciding = decidingGate(severe, outcome);
  const message = outcome === 'passed' || deciding === undefined ? '' : describeGate(deciding);
  const log = outcome === 'passed' ? null : (deciding?.log ?? null);
  switch (outcome) {
    case 'passed':
      return { outcome, message, log, status: 'DONE' };
    case 'failed':
    case 'timed-out':
    case 'could-not-run':
      return { outcome, message, log, status: 'FAILED' };
    case 'awaiting-approval':
      return { outcome, message, log, ...(before === 'DONE' ? {} : { status: 'IN_PROGRESS' as const }) };
    case 'cancelled':
      return { outcome, message, log };
  }
}

function withoutStatus({ outcome, message, log }: Verdict): Verdict {
  return { outcome, message, log };
}

async function writeVerdict(
  verdict: Verdict,
  run: NewPhaseRun,
  plan: WorkspacePlan,
  lease: HeldLease,
  surroundings: RunSurroundings,
): Promise<void> {
  if (verdict.status === undefined) return;
  const home = surroundings.environment['HOME'] ?? surroundings.environment['USERPROFILE'] ?? '';
  const note =
    verdict.status === 'FAILED'
      ? failureNote(verdict.message, verdict.log, surroundings.clock.nowMs(), path.normalize(home))
      : null;
  await writeStatus(plan, run.phase, verdict.status, note, lease, surroundings);
}

/** @param note `keep` leaves the runner's note as it is, null removes it */
async function writeStatus(
  plan: WorkspacePlan,
  phaseId: string,
  status: PhaseStatus,
  note: string | null,
  lease: HeldLease,
  surroundings: RunSurroundings,
): Promise<void> {
  await surroundings.writer.write(
    plan.root,
    plan.roadmapFile,
    (text) => setPhaseStatus(text, phaseId, status, note === 'keep' ? undefined : note),
    lease.guard,
  );
}

async function finish(verdict: Verdict, run: NewPhaseRun, surroundings: RunSurroundings): Promise<PhaseRun> {
  const statusAfter = verdict.status ?? (await readStatus(run, surroundings));
  const finished = await surroundings.runs.finish(run.id, {
    outcome: verdict.outcome,
    statusAfter,
    message: verdict.message,
  });
  surroundings.watch({ kind: 'run-ended', run: finished });
  return finished;
}

/** The status as the roadmap has it now; what it was at the beginning when the roadmap cannot be read any more. */
async function readStatus(run: NewPhaseRun, surroundings: RunSurroundings): Promise<PhaseStatus | null> {
  try {
    const plan = await loadPlan(run.workspace, surroundings.source);
    return plan.parsed.roadmap.phases.find(({ id }) => id === run.phase)?.status ?? null;
  } catch {
    return run.statusBefore;
  }
}
