/** Shows what is found about a plan in its folder and in the history of its runs. */
import assert from 'node:assert/strict';
import { diskTextSource } from '../../../server/base/textSource.ts';
import { loadSpecs, type LoadedPlan } from '../../../server/phases/loadedPlan.ts';
import { loadPlan } from '../../../server/phases/loadPlan.ts';
import { roadmapPath } from '../../../server/phases/plan.ts';
import { findInSurroundings } from '../../../server/phases/planFindings.ts';
import { planProblems } from '../../../server/phases/planProblems.ts';
import { scriptOf } from '../../../server/phases/packageScripts.ts';
import { RunWorkspace } from './runWorkspace.ts';

const spec = (run: string): string => `---\ngates:\n  - { name: unit, run: "${run}" }\n---\n# One\n`;
const roadmap = (status: string): string =>
  `## Phase 1: One\n**Status:** ${status}\n**Spec:** stages/1.md\n**Goal:** Goal\n`;

describe('findings about a plan', () => {
  let workspace: RunWorkspace;
  afterEach(() => workspace.dispose());

  async function problems(wasUnfinished = false): Promise<readonly string[]> {
    const plan: LoadedPlan = await loadSpecs(await loadPlan(workspace.root, diskTextSource), diskTextSource);
    const key = { workspace: plan.root, roadmap: roadmapPath(plan) };
    const history = await workspace.surroundings.runs.latestGateResults(key);
    const findings = await findInSurroundings(plan, diskTextSource, history, () => wasUnfinished);
    return planProblems(plan, findings).map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  }

  it('says that a DONE written by hand is not proven, and is content once the gates passed', async () => {
    workspace = await RunWorkspace.open({ 'ROADMAP.md': roadmap('DONE'), 'stages/1.md': spec('exit 0') });
    assert.deepEqual(await problems(), [], 'a DONE from elsewhere is not contradicted by an empty history');
    const [found] = await problems(true);
    assert.match(
      found ?? '',
      /^information status-unproven: Phase 1 is DONE, but its gates never passed at this commit/,
    );
    assert.equal((await workspace.run({ phase: '1', verb: 'verify' })).outcome, 'passed');
    assert.deepEqual(await problems(true), []);
  });

  it('says that the gates did not pass when they last ran, or changed since they passed', async () => {
    workspace = await RunWorkspace.open({ 'ROADMAP.md': roadmap('DONE'), 'stages/1.md': spec('exit 3') });
    assert.equal((await workspace.run({ phase: '1', verb: 'verify' })).outcome, 'failed');
    assert.match((await problems())[0] ?? '', /its gate unit did not pass when it last ran\. Verify it/);
    workspace.write('stages/1.md', spec('exit 0'));
    assert.equal((await workspace.run({ phase: '1', verb: 'verify' })).outcome, 'passed');
    assert.deepEqual(await problems(), []);
    workspace.write('stages/1.md', spec('true'));
    assert.match((await problems())[0] ?? '', /its gate unit has changed since it passed/);
    workspace.write('ROADMAP.md', roadmap('TODO'));
    assert.deepEqual(await problems(), [], 'a phase that is not DONE claims nothing');
  });

  it('finds specs that no phase names, and leaves other documents alone', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap('TODO'),
      'stages/1.md': spec('exit 0'),
      'stages/2.md': '---\nphase: 2\n---\n# Two\n',
      'stages/notes.md': '# Notes\n',
      'stages/README.md': '# How specs are written\n',
      'NOTES.md': '---\nphase: 2\n---\n',
    });
    assert.deepEqual(
      (await problems()).map((text) => text.slice(0, 68)),
      [
        'warning spec-unnamed: No phase of ROADMAP.md names this file as its ',
        'information spec-unnamed: No phase of ROADMAP.md names this file as ',
      ],
    );
  });

  it('finds folders and scripts that gates name and that are not there', async () => {
    workspace = await RunWorkspace.open({
      'ROADMAP.md': roadmap('TODO'),
      'package.json': '{ "scripts": { "lint": "eslint .", "test": "mocha" } }',
      'stages/1.md':
        '---\ngates:\n  - { name: a, run: "npm run lnit" }\n  - { name: b, run: "npm run lint" }\n  - { name: c, run: x, cwd: gone }\n---\n',
    });
    const found = await problems();
    assert.equal(found.length, 2);
    assert.match(found[0] ?? '', /^warning gate-script-unknown: Gate a runs the script lnit.* has lint, test\.$/);
    assert.match(found[1] ?? '', /^warning gate-folder-missing: The folder gone of gate c does not exist/);
    workspace.write('gone/file', '');
    assert.equal((await problems()).length, 1);
  });

  it('knows which script a command runs', () => {
    assert.equal(scriptOf('npm run lint'), 'lint');
    assert.equal(scriptOf('pnpm run --silent test:unit -- --grep x'), 'test:unit');
    assert.equal(scriptOf(['yarn', 'run', 'build']), 'build');
    for (const other of [
      'npm test',
      'npm run lint && npm run x',
      'npm run lint --workspace a',
      'npm run $X',
      'run lint',
    ])
      assert.equal(scriptOf(other), null, other);
  });
});
