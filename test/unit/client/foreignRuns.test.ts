/** Runs of other processes are noticed once, when they have ended, and what is history is not noticed at all. */
import assert from 'node:assert/strict';
import { ForeignRuns } from '../../../client/views/foreignRuns.ts';
import type { FolderOverview } from '../../../protocol/roadmap.ts';

function overview(lastRunId: string | null, runningId: string | null = null): FolderOverview {
  return {
    folderUri: 'a',
    name: 'a',
    roadmapUri: null,
    errors: 0,
    failure: null,
    running: runningId === null ? null : { phase: '1', runId: runningId, here: false },
    phases: [
      {
        id: '1',
        title: '1',
        goal: '',
        status: 'TODO',
        state: 'todo',
        isNext: true,
        summary: '',
        specUri: null,
        line: 0,
        notes: null,
        lastRunId,
        commit: null,
        gates: [],
      },
    ],
  };
}

describe('foreign runs', () => {
  const notice = (runs: ForeignRuns, folder: FolderOverview): readonly string[] => [
    ...(runs.notice([folder]).get('a') ?? []),
  ];

  it('are noticed once they have ended, and once', () => {
    const runs = new ForeignRuns();
    assert.deepEqual(notice(runs, overview('old')), []);
    assert.deepEqual(notice(runs, overview('new', 'new')), []);
    assert.deepEqual(notice(runs, overview('new')), ['new']);
    assert.deepEqual(notice(runs, overview('new')), []);
  });

  it('are not those of this window', () => {
    const runs = new ForeignRuns();
    notice(runs, overview(null));
    runs.know('own');
    assert.deepEqual(notice(runs, overview('own')), []);
  });
});
