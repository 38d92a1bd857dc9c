/** Runs and gates as the stores' tests and drills need them. */
import type { GateResult, RunGate } from '../../../server/phases/gate.ts';
import type { NewPhaseRun, RoadmapKey, RunOwner } from '../../../server/phases/phaseRun.ts';

export const sampleKey: RoadmapKey = { workspace: '/somewhere/workspace', roadmap: 'ROADMAP.md' };

export const sampleOwner: RunOwner = { pid: 4242, processStart: 'start-1', host: 'here' };

export const sampleGate: RunGate = {
  kind: 'run',
  name: 'unit',
  command: 'npm test',
  cwd: '.',
  env: { CI: 'true' },
  timeoutMs: 600_000,
  severity: 'error',
  needs: [],
  report: null,
  problems: null,
};

export const samplePass: GateResult = {
  name: 'unit',
  kind: 'run',
  outcome: 'passed',
  exitCode: 0,
  durationMs: 1234,
  log: '/logs/unit.log',
  message: '',
};

export function sampleRun(id: string, changes: Partial<NewPhaseRun> = {}): NewPhaseRun {
  return {
    ...sampleKey,
    id,
    phase: '17A',
    verb: 'run',
    owner: sampleOwner,
    statusBefore: 'TODO',
    commit: 'c0ffee',
    tree: 'beef',
    roadmapHash: 'roadmap-1',
    specHash: 'spec-1',
    gatesHash: 'gates-1',
    startedAtMs: 1_700_000_000_000,
    ...changes,
  };
}
