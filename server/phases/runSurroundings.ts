/** Everything a run needs from outside, handed in by the program that owns it. */
import type { Clock } from '../base/clock.ts';
import type { TextSource } from '../base/textSource.ts';
import type { ApprovalStore } from './approvalStore.ts';
import type { GateGrantStore } from './gateGrantStore.ts';
import type { GateProcessStore } from './gateProcessStore.ts';
import type { GateReportStore } from './gateReportStore.ts';
import type { IsOwnerAlive } from './ownerLiveness.ts';
import type { OldRunStore } from './oldRunStore.ts';
import type { PhaseLeaseStore } from './phaseLeaseStore.ts';
import type { PhaseRunEvent, RunOwner } from './phaseRun.ts';
import type { PhaseRunStore } from './phaseRunStore.ts';
import type { PlannedExecution } from './plannedExecutions.ts';
import type { RoadmapWriter } from './roadmapWriter.ts';

/** What a person is asked to agree to before a set of gates runs for the first time. */
export interface ConsentQuestion {
  readonly root: string;
  readonly phase: string;
  readonly title: string;
  /** Whether the person agreed to another set of definitions of this phase before. */
  readonly changed: boolean;
  readonly executions: readonly PlannedExecution[];
}

export interface RunSurroundings {
  readonly source: TextSource;
  readonly writer: RoadmapWriter;
  readonly runs: PhaseRunStore;
  readonly reports: GateReportStore;
  readonly oldRuns: OldRunStore;
  readonly leases: PhaseLeaseStore;
  readonly grants: GateGrantStore;
  readonly approvals: ApprovalStore;
  readonly processes: GateProcessStore;
  readonly clock: Clock;
  readonly owner: RunOwner;
  readonly isOwnerAlive: IsOwnerAlive;
  /** Data directory; logs of gates are kept in it. */
  readonly dataDirectory: string;
  /** The environment from which a gate gets what the allow-list lets through. */
  readonly environment: NodeJS.ProcessEnv;
  /** Asked again right before each program is started. */
  readonly isTrusted: () => boolean;
  /** Asks the person; null where typing the command was the consent. */
  readonly askConsent: ((question: ConsentQuestion) => Promise<boolean>) | null;
  /** Shows a spec to the person; used by the manual executor. */
  readonly openSpec: (file: string) => Promise<void>;
  readonly watch: (event: PhaseRunEvent) => void;
}
