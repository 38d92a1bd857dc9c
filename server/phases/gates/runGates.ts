/** Runs the gates of a phase: in the order of their needs, side by side where they may, each to an outcome of its own. */
import { Failure, type FailureCode } from '../../base/failure.ts';
import { cleanMessage } from '../../base/processes/outputCleaner.ts';
import { SecretScrubber, secretValuesOf } from '../../base/processes/secretScrubber.ts';
import type { GateDefinition, GateResult } from '../gate.ts';
import type { GateReport } from '../reports/gateReport.ts';
import { runApproveGate } from './approveGate.ts';
import { runChecklistGate } from './checklistGate.ts';
import { runFilesGate } from './filesGate.ts';
import type { GateSurroundings } from './gateSurroundings.ts';
import type { GateVerdict } from './gateVerdict.ts';
import { logFiles } from './logFiles.ts';
import { runRunGate } from './runGate.ts';

/**
 * A gate whose need did not pass is skipped; a need of severity warning does not stand in the way. A person is asked
 * last: an `approve` gate begins when nothing else is left that could begin before it.
 *
 * @returns results in the order of the definitions
 * @throws what the watcher or the surroundings threw, after the gates that were under way have ended
 */
export async function runGates(
  gates: readonly GateDefinition[],
  surroundings: GateSurroundings,
): Promise<readonly GateResult[]> {
  return new Schedule(gates, surroundings).run();
}

class Schedule {
  readonly #gates: readonly GateDefinition[];
  readonly #surroundings: GateSurroundings;
  readonly #scrubber: SecretScrubber;
  readonly #logFiles: ReadonlyMap<string, string>;
  readonly #results = new Map<string, GateResult>();
  readonly #running = new Map<string, Promise<void>>();
  /** Results that are being recorded; the next gate need not wait for it. */
  readonly #recording = new Set<Promise<void>>();
  #thrown: { readonly error: unknown } | null = null;
  readonly #stop = new AbortController();

  constructor(gates: readonly GateDefinition[], surroundings: GateSurroundings) {
    this.#gates = gates;
    const environments = [surroundings.baseEnvironment, ...gates.map((gate) => (gate.kind === 'run' ? gate.env : {}))];
    this.#scrubber = new SecretScrubber(environments.flatMap(secretValuesOf));
    this.#logFiles = logFiles(
      surroundings.logDirectory,
      gates.map(({ name }) => name),
    );
    // A gate that throws stops the others: what it could not do, they could not do either.
    this.#surroundings = { ...surroundings, signal: AbortSignal.any([surroundings.signal, this.#stop.signal]) };
  }

  async run(): Promise<readonly GateResult[]> {
    for (;;) {
      this.#settleWhatCannotBegin();
      this.#begin();
      if (this.#running.size === 0) break;
      await Promise.race(this.#running.values());
    }
    await Promise.all(this.#recording);
    if (this.#thrown !== null) throw this.#thrown.error;
    return this.#gates.flatMap(({ name }) => this.#results.get(name) ?? []);
  }

  /** Skips gates whose needs did not pass, and ends all that have not begun once the run is cancelled. */
  #settleWhatCannotBegin(): void {
    for (let changed = true; changed && this.#thrown === null;) {
      changed = false;
      for (const gate of this.#waiting()) {
        const result = this.#surroundings.signal.aborted ? unbegun(gate, 'cancelled', '') : this.#blocked(gate);
        if (result === null) continue;
        this.#end(result);
        changed = true;
      }
    }
    // Nothing runs and nothing can begin: needs in a circle, which the plan should have refused.
    if (this.#thrown === null && this.#running.size === 0 && this.#ready().length === 0) {
      for (const gate of this.#waiting()) {
        this.#end(unbegun(gate, 'could-not-run', 'its needs run in a circle'));
      }
    }
  }

  #begin(): void {
    if (this.#thrown !== null) return;
    for (const gate of this.#ready()) {
      if (this.#running.size >= Math.max(1, this.#surroundings.parallel)) return;
      const working = this.#guard(() => this.#carryOut(gate)).finally(() => this.#running.delete(gate.name));
      this.#running.set(gate.name, working);
    }
  }

  #waiting(): readonly GateDefinition[] {
    return this.#gates.filter(({ name }) => !this.#results.has(name) && !this.#running.has(name));
  }

  #ready(): readonly GateDefinition[] {
    const able = this.#waiting().filter(({ needs }) => needs.every((need) => this.#results.has(need)));
    const others = able.filter(({ kind }) => kind !== 'approve');
    if (others.length > 0) return others;
    const isBusy = [...this.#running.keys()].some((name) => this.#definition(name)?.kind !== 'approve');
    return isBusy ? [] : able;
  }

  #definition(name: string): GateDefinition | undefined {
    return this.#gates.find((gate) => gate.name === name);
  }

  #blocked(gate: GateDefinition): GateResult | null {
    for (const need of gate.needs) {
      const definition = this.#definition(need);
      if (definition === undefined) return unbegun(gate, 'could-not-run', `it needs ${need}, which is no gate`);
      const outcome = this.#results.get(need)?.outcome;
      if (outcome === undefined || outcome === 'passed') continue;
      if (definition.severity === 'warning' && outcome !== 'cancelled' && outcome !== 'skipped') continue;
      return unbegun(gate, 'skipped', `${need} did not pass`);
    }
    return null;
  }

  async #carryOut(gate: GateDefinition): Promise<void> {
    const { clock, watch } = this.#surroundings;
    await watch.gateStarted(gate);
    const beganMs = clock.nowMs();
    const verdict = await this.#judge(gate);
    const { report } = verdict;
    const result: GateResult = {
      name: gate.name,
      kind: gate.kind,
      outcome: verdict.outcome,
      exitCode: verdict.exitCode ?? null,
      durationMs: Math.max(0, clock.nowMs() - beganMs),
      log: verdict.log ?? null,
      message: cleanMessage(verdict.message, this.#scrubber),
      ...(report?.counts == null ? {} : { tests: report.counts }),
      ...(report === undefined || !tellsProblems(gate, report)
        ? {}
        : { problems: report.problems.length + report.problemsLeftOut }),
    };
    this.#end(result, report ?? null);
  }

  async #judge(gate: GateDefinition): Promise<GateVerdict> {
    const surroundings = this.#surroundings;
    try {
      switch (gate.kind) {
        case 'run':
          return await runRunGate(gate, surroundings, {
            scrubber: this.#scrubber,
            logFile: this.#logFiles.get(gate.name) ?? '',
          });
        case 'checklist':
          return runChecklistGate(gate, surroundings.spec.text);
        case 'files':
          return await runFilesGate(gate, surroundings);
        case 'approve':
          return runApproveGate(gate, await surroundings.findApproval(gate));
      }
    } catch (error) {
      // Paths are the gate's own fault; any other failure concerns the run as a whole.
      if (!(error instanceof Failure) || !pathFailures.has(error.code)) throw error;
      return { outcome: 'could-not-run', message: error.message.replace(/\.$/, '') };
    }
  }

  #end(result: GateResult, report: GateReport | null = null): void {
    this.#results.set(result.name, result);
    const recording = this.#guard(async () => this.#surroundings.watch.gateEnded(result, report)).finally(() =>
      this.#recording.delete(recording),
    );
    this.#recording.add(recording);
  }

  async #guard(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#thrown ??= { error };
      this.#stop.abort();
    }
  }
}

const pathFailures: ReadonlySet<FailureCode> = new Set(['path-outside-workspace', 'read-failed']);

/** A report of tests alone has looked for no problems. */
function tellsProblems(gate: GateDefinition, { counts, problems }: GateReport): boolean {
  return problems.length > 0 || counts === null || (gate.kind === 'run' && gate.problems !== null);
}

function unbegun(gate: GateDefinition, outcome: GateResult['outcome'], message: string): GateResult {
  return { name: gate.name, kind: gate.kind, outcome, exitCode: null, durationMs: 0, log: null, message };
}
