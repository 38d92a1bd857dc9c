/** Runs and their outcomes are told in whole sentences, in the words that the terminal uses too. */
import assert from 'node:assert/strict';
import { describeAge, describeDuration, describeGate, describeRun } from '../../../client/describeRun.ts';
import type { GateResultReport, PhaseRunReport } from '../../../protocol/phases.ts';
import { formatAge, formatDuration } from '../../../server/phases/duration.ts';

const gate: GateResultReport = {
  name: 'unit',
  kind: 'run',
  outcome: 'failed',
  exitCode: 1,
  durationMs: 41_000,
  log: '/logs/unit.log',
  message: 'exit code 1',
};

const run: PhaseRunReport = {
  id: 'r',
  phase: '17A',
  outcome: 'passed',
  statusBefore: 'IN_PROGRESS',
  statusAfter: 'DONE',
  commit: null,
  startedAt: '2026-01-01T10:00:00.000Z',
  endedAt: '2026-01-01T10:00:12.000Z',
  message: '',
  gates: [],
};

describe('describeRun', () => {
  it('says that a phase passed, and is done where it was not before', () => {
    assert.equal(describeRun(run), 'Phase 17A passed in 12 s and is done.');
    assert.equal(describeRun({ ...run, statusBefore: 'DONE' }), 'Phase 17A passed in 12 s.');
  });

  it('says why a run did not pass in the words of the server, and what the roadmap says now', () => {
    const failed = { ...run, outcome: 'failed', statusAfter: 'FAILED', gates: [gate] } as const;
    assert.equal(
      describeRun({ ...failed, gates: [gate], message: 'Gate unit failed: exit code 1 after 41 s.' }),
      'Gate unit failed: exit code 1 after 41 s. Phase 17A is marked FAILED.',
    );
  });

  it('says what a run waits for', () => {
    const awaits = { ...gate, name: 'sign-off', outcome: 'awaiting-approval' as const };
    assert.equal(
      describeRun({ ...run, outcome: 'awaiting-approval', statusAfter: 'IN_PROGRESS', gates: [awaits] }),
      'Phase 17A: sign-off awaits approval.',
    );
    assert.equal(
      describeRun({ ...run, outcome: 'awaiting-work', statusAfter: 'IN_PROGRESS' }),
      'Phase 17A is in progress. Run the gates when the work is done.',
    );
    assert.equal(describeRun({ ...run, outcome: 'cancelled' }), 'Phase 17A was cancelled.');
  });

  it('tells a gate with its reason and its time', () => {
    assert.equal(describeGate(gate), 'Gate unit failed: exit code 1 after 41 s.');
    assert.equal(describeGate({ ...gate, outcome: 'passed', message: '' }), 'Gate unit passed in 41 s.');
    assert.equal(
      describeGate({ ...gate, outcome: 'could-not-run', message: 'no such program' }),
      'Gate unit could not run: no such program.',
    );
  });

  it('says durations and ages as the server does', () => {
    for (const durationMs of [
      0, 99, 100, 3_140, 9_949, 9_950, 59_600, 99_000, 100_000, 3_599_000, 3_600_000, 9_000_000,
    ]) {
      assert.equal(describeDuration(durationMs), formatDuration(durationMs));
    }
    const now = new Date('2026-01-10T12:00:00Z');
    for (const minutes of [0, 1, 59, 60, 23 * 60, 24 * 60, 47 * 60, 48 * 60, 30 * 24 * 60]) {
      const ageMs = minutes * 60_000;
      assert.equal(describeAge(new Date(now.getTime() - ageMs), now), formatAge(ageMs));
    }
  });
});
