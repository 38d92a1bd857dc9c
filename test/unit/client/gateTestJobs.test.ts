/** What is selected in the Test Explorer becomes runs of whole phases where it can, and of some gates where it must. */
import assert from 'node:assert/strict';
import { chooseJobs, type TestAddress } from '../../../client/gateTestJobs.ts';
import type { FolderOverview } from '../../../protocol/roadmap.ts';

function folder(folderUri: string, phases: Readonly<Record<string, readonly string[]>>): FolderOverview {
  return {
    folderUri,
    name: folderUri,
    roadmapUri: `${folderUri}/ROADMAP.md`,
    errors: 0,
    failure: null,
    running: null,
    phases: Object.entries(phases).map(([id, gates]) => ({
      id,
      title: id,
      goal: '',
      status: 'TODO',
      state: 'todo',
      isNext: false,
      summary: '',
      specUri: null,
      line: 0,
      notes: null,
      lastRunId: null,
      commit: null,
      gates: gates.map((name) => ({
        name,
        kind: 'run',
        state: 'never-run',
        summary: '',
        detail: '',
        runId: null,
        line: null,
      })),
    })),
  };
}

const folders = [folder('a', { p1: ['lint', 'unit'], p2: ['unit'] }), folder('b', { p1: ['unit'] })];
const phase = (folderUri: string, id: string): TestAddress => ({ kind: 'phase', folderUri, phase: id });
const gate = (folderUri: string, id: string, name: string): TestAddress => ({
  kind: 'gate',
  folderUri,
  phase: id,
  gate: name,
});
const jobs = (included: readonly TestAddress[] | null, excluded: readonly TestAddress[] = []): readonly string[] =>
  chooseJobs(folders, included, excluded).map(
    ({ folderUri, phase: id, gates }) => `${folderUri} ${id} ${gates === null ? 'all' : gates.join('+')}`,
  );

describe('choosing what to run from the Test Explorer', () => {
  it('runs everything in the order of folders and roadmaps', () => {
    assert.deepEqual(jobs(null), ['a p1 all', 'a p2 all', 'b p1 all']);
    assert.deepEqual(jobs([{ kind: 'folder', folderUri: 'b' }]), ['b p1 all']);
  });

  it('runs phases whole, and gates of one phase together', () => {
    assert.deepEqual(jobs([phase('a', 'p2'), phase('a', 'p1')]), ['a p1 all', 'a p2 all']);
    assert.deepEqual(jobs([gate('a', 'p1', 'unit'), gate('b', 'p1', 'unit'), gate('a', 'p1', 'lint')]), [
      'a p1 unit+lint',
      'b p1 unit',
    ]);
  });

  it('counts a gate once that is selected with its phase or twice', () => {
    assert.deepEqual(jobs([gate('a', 'p1', 'unit'), phase('a', 'p1')]), ['a p1 all']);
    assert.deepEqual(jobs([gate('a', 'p1', 'unit'), gate('a', 'p1', 'unit')]), ['a p1 unit']);
  });

  it('gives no verdict where something was left out', () => {
    assert.deepEqual(jobs([phase('a', 'p1')], [gate('a', 'p1', 'lint')]), ['a p1 unit']);
    assert.deepEqual(jobs(null, [phase('a', 'p1'), { kind: 'folder', folderUri: 'b' }]), ['a p2 all']);
    assert.deepEqual(jobs([phase('a', 'p2')], [gate('a', 'p2', 'unit')]), []);
  });
});
