/** The stores of one database that runs are kept in, and this process as the owner of runs. */
import { hostname } from 'node:os';
import process from 'node:process';
import type { Clock } from '../base/clock.ts';
import { Failure } from '../base/failure.ts';
import { isSameProcessAlive, processStart } from '../base/processes/processIdentity.ts';
import { GroupedWrites } from '../database/groupedWrites.ts';
import type { Database } from '../database/database.ts';
import { ApprovalStore } from './approvalStore.ts';
import { GateGrantStore } from './gateGrantStore.ts';
import { GateProcessStore } from './gateProcessStore.ts';
import { GateReportStore } from './gateReportStore.ts';
import { OldRunStore } from './oldRunStore.ts';
import { PhaseLeaseStore } from './phaseLeaseStore.ts';
import { PhaseRunStore } from './phaseRunStore.ts';
import type { RunSurroundings } from './runSurroundings.ts';

type RunStores = Pick<
  RunSurroundings,
  'runs' | 'oldRuns' | 'reports' | 'leases' | 'grants' | 'approvals' | 'processes' | 'clock' | 'owner' | 'isOwnerAlive'
>;

export function buildRunStores({ queries }: Database, clock: Clock): RunStores {
  const start = processStart(process.pid);
  if (start === null) throw new Failure('internal', 'the start time of this process cannot be read');
  const host = hostname();
  const writes = new GroupedWrites(queries);
  return {
    runs: new PhaseRunStore(queries, clock, writes),
    oldRuns: new OldRunStore(queries, writes),
    reports: new GateReportStore(queries),
    leases: new PhaseLeaseStore(queries),
    grants: new GateGrantStore(queries, clock),
    approvals: new ApprovalStore(queries),
    processes: new GateProcessStore(queries, clock, writes),
    clock,
    owner: { pid: process.pid, processStart: start, host },
    isOwnerAlive: (owner) => owner.host !== host || isSameProcessAlive(owner.pid, owner.processStart),
  };
}
