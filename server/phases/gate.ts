/** What a gate is: its definition as a spec or phasegate.yaml gives it, and how running it ended. */

import type { TestCounts } from './reports/report.ts';

/** How one gate ended. `failed` means that it said no; `could-not-run` that it gave no answer. */
export type GateOutcome =
  'passed' | 'failed' | 'timed-out' | 'cancelled' | 'could-not-run' | 'awaiting-approval' | 'skipped';

interface GateBase {
  /** Unique within the phase. */
  readonly name: string;
  /** Milliseconds after which the gate is stopped. Default 600,000 (10 minutes). */
  readonly timeoutMs: number;
  /** `warning`: reported, but does not keep the phase from being done. Default `error`. */
  readonly severity: 'error' | 'warning';
  /** Names of gates of the same phase that must pass before this one starts. Default none. */
  readonly needs: readonly string[];
}

/** Runs a program; passes when it exits with 0. */
export interface RunGate extends GateBase {
  readonly kind: 'run';
  /** A string goes through the user's shell; an array does not. */
  readonly command: string | readonly string[];
  /** Relative to the workspace root. Default the root. */
  readonly cwd: string;
  /** Added to the allow-listed environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Report file that the command writes (JUnit XML, TAP or SARIF), relative to `cwd`; null when there is none. */
  readonly report: string | null;
  /** Matcher for the output, such as `$tsc`; null when there is none. */
  readonly problems: string | null;
}

/** Passes when every box under a heading of the spec is ticked. */
export interface ChecklistGate extends GateBase {
  readonly kind: 'checklist';
  readonly heading: string;
}

/** Passes when every glob of `files` matches something and no glob of `absent` does. */
export interface FilesGate extends GateBase {
  readonly kind: 'files';
  readonly files: readonly string[];
  readonly absent: readonly string[];
}

/** Passes when a person has approved. */
export interface ApproveGate extends GateBase {
  readonly kind: 'approve';
  readonly statement: string;
}

export type GateDefinition = RunGate | ChecklistGate | FilesGate | ApproveGate;

/** What came of a gate in one run. */
export interface GateResult {
  readonly name: string;
  readonly kind: GateDefinition['kind'];
  readonly outcome: GateOutcome;
  /** Exit code of the command; null when there was none or it was stopped by a signal. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Absolute path of the log; null when the gate printed nothing to keep. */
  readonly log: string | null;
  /** Why, for a person: "exit code 1", "2 of 5 boxes are not ticked: …"; empty when it passed and there is nothing to say. */
  readonly message: string;
  /** Of the test report that the command wrote; absent when it wrote none. */
  readonly tests?: TestCounts;
  /** How many problems its output and its report tell of; absent when nothing looked for them. */
  readonly problems?: number;
}

/** One line on what a gate does, for trees and prompts. */
export function gateDetail(gate: GateDefinition): string {
  switch (gate.kind) {
    case 'run':
      return typeof gate.command === 'string' ? gate.command : gate.command.join(' ');
    case 'checklist':
      return `every box under "${gate.heading}" is ticked`;
    case 'files':
      return [
        ...gate.files.map((glob) => `${glob} exists`),
        ...gate.absent.map((glob) => `${glob} does not exist`),
      ].join(', ');
    case 'approve':
      return gate.statement;
  }
}
