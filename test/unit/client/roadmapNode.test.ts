/** The nodes of the tree keep their identity, and only what looks different is drawn again. */
import assert from 'node:assert/strict';
import { RoadmapNodes } from '../../../client/views/roadmapNode.ts';
import type { FolderOverview, GateOverview, PhaseOverview } from '../../../protocol/roadmap.ts';

const gate = (name: string, state: GateOverview['state'] = 'never-run'): GateOverview => ({
  name,
  kind: 'run',
  state,
  summary: '',
  detail: 'npm test',
  runId: null,
  line: null,
});

const phase = (id: string, gates: GateOverview[], state: PhaseOverview['state'] = 'todo'): PhaseOverview => ({
  id,
  title: `Title of ${id}`,
  goal: '',
  status: 'TODO',
  state,
  isNext: false,
  summary: '',
  specUri: null,
  line: 0,
  notes: null,
  lastRunId: null,
  commit: null,
  gates,
});

const folder = (name: string, phases: PhaseOverview[]): FolderOverview => ({
  folderUri: `file:///${name}`,
  name,
  roadmapUri: `file:///${name}/ROADMAP.md`,
  phases,
  errors: 0,
  failure: null,
  running: null,
});

describe('RoadmapNodes', () => {
  it('draws everything at first, and nothing when nothing changed', () => {
    const nodes = new RoadmapNodes();
    const overview = folder('a', [phase('1', [gate('unit')])]);
    assert.equal(nodes.update([overview]), 'all');
    assert.deepEqual(nodes.update([structuredClone(overview)]), []);
  });

  it('draws only the phase whose gate changed, and keeps all nodes', () => {
    const nodes = new RoadmapNodes();
    nodes.update([folder('a', [phase('1', [gate('unit')]), phase('2', [])])]);
    const [first, second] = nodes.folders[0]?.phases ?? [];
    const [unit] = first?.gates ?? [];
    const redraw = nodes.update([folder('a', [phase('1', [gate('unit', 'running')]), phase('2', [])])]);
    assert.deepEqual(redraw, [first]);
    assert.equal(nodes.folders[0]?.phases[0], first);
    assert.equal(nodes.folders[0]?.phases[1], second);
    assert.equal(first?.gates[0], unit);
    assert.equal(unit?.overview.state, 'running');
  });

  it('draws everything when a phase comes, goes or moves', () => {
    const nodes = new RoadmapNodes();
    nodes.update([folder('a', [phase('1', []), phase('2', [])])]);
    assert.equal(nodes.update([folder('a', [phase('2', []), phase('1', [])])]), 'all');
    assert.equal(nodes.update([folder('a', [phase('2', [])])]), 'all');
    assert.equal(nodes.update([folder('a', [phase('2', []), phase('3', [])])]), 'all');
  });

  it('draws only the folder that changed where there are several', () => {
    const nodes = new RoadmapNodes();
    nodes.update([folder('a', [phase('1', [])]), folder('b', [phase('1', [])])]);
    const redraw = nodes.update([folder('a', [phase('1', [])]), folder('b', [phase('1', []), phase('2', [])])]);
    assert.deepEqual(redraw, [nodes.folders[1]]);
  });

  it('tells two phases and two gates apart that claim one name', () => {
    const nodes = new RoadmapNodes();
    nodes.update([folder('a', [phase('1', [gate('unit'), gate('unit')]), phase('1', [gate('unit')])])]);
    const all = nodes.folders.flatMap(({ phases }) =>
      phases.flatMap((node) => [node.id, ...node.gates.map(({ id }) => id)]),
    );
    assert.equal(new Set(all).size, 5);
  });
});
