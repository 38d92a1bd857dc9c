/** What gates need from the run that they belong to. */
import type { Clock } from '../../base/clock.ts';
import type { ProcessLedger } from '../../base/processes/processLedger.ts';
import type { ApproveGate, GateDefinition, GateResult } from '../gate.ts';
import type { OwnMatchers } from '../matchers/problemMatcher.ts';
import type { GateReport } from '../reports/gateReport.ts';
import type { FoundApproval } from './approveGate.ts';

export interface GateSurroundings {
  /** Absolute real path. */
  readonly workspace: string;
  readonly spec: { readonly file: string; readonly text: string };
  /** How many gates may run side by side. */
  readonly parallel: number;
  /** Made when the first log is written. */
  readonly logDirectory: string;
  /** The environment from which a gate gets what the allow-list and `environmentNames` let through. */
  readonly baseEnvironment: NodeJS.ProcessEnv;
  readonly environmentNames: readonly string[];
  /** Problem matchers of phasegate.yaml. */
  readonly matchers: OwnMatchers;
  /** Cancels the gates that run, and keeps the others from starting. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The lasting record of the programs that a gate started. */
  readonly ledger: (gate: string) => ProcessLedger;
  /** Throws when nothing may be executed any more; called right before each program is started. */
  readonly assertMayExecute: () => void;
  readonly findApproval: (gate: ApproveGate) => Promise<FoundApproval | null>;
  readonly watch: {
    /** Not called for gates that are skipped, or cancelled before they began. */
    readonly gateStarted: (gate: GateDefinition) => void | Promise<void>;
    /** `text` holds whole lines, scrubbed, with colours as the only control sequences. */
    readonly gateOutput: (gate: string, text: string) => void;
    /** @param report what the command reported; null when the gate says nothing new about that */
    readonly gateEnded: (result: GateResult, report: GateReport | null) => void | Promise<void>;
  };
}
