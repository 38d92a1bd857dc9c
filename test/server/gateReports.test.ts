/** What gates report reaches an editor as diagnostics and test cases, and the terminal as lines, through the built server. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import * as z from 'zod';
import * as phases from '../../protocol/phases.ts';
import { listTests } from '../../protocol/tests.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

const junit = `<testsuite name="house">
  <testcase name="stands" time="0.5"/>
  <testcase name="opens"><failure message="closed">at src/house.js:1:5</failure></testcase>
</testsuite>`;

const typesGate = '  - name: types\n    run: cat out.txt; exit $(cat code.txt)\n    problems: $tsc\n';
const unitGate = '  - name: unit\n    run: cp given.xml r.xml; exit $(cat code.txt)\n    report: r.xml\n';

const files = {
  'src/house.js': 'const door = 1;\n',
  'given.xml': junit,
  'out.txt': "src/house.js(1,7): error TS6133: 'door' is never read.\nsrc/house.js(1,1): warning TS1: odd\n",
  'code.txt': '2',
};

describe('reports of gates over LSP', () => {
  let workspace: TerminalWorkspace;
  const editors: Editor[] = [];

  async function open(): Promise<Editor> {
    const editor = await Editor.open({ root: workspace.root, home: workspace.home });
    editors.push(editor);
    return editor;
  }

  function shown(editor: Editor, file: string): readonly Diagnostic[] {
    return editor.diagnostics.get(`${editor.folderUri}/${file}`) ?? [];
  }

  const sources = (editor: Editor, file: string): readonly (string | undefined)[] =>
    shown(editor, file).map(({ source }) => source);

  beforeEach(() => {
    workspace = new TerminalWorkspace({ ...workspaceFiles(['TODO', 'TODO'], typesGate), ...files });
  });
  afterEach(async () => {
    for (const editor of editors.splice(0)) await editor.close();
    workspace.dispose();
  });

  it('show problems in the file they concern until the gate passes, a restart of the server in between', async () => {
    const first = await open();
    const { run } = await first.ask(phases.runGates, { folderUri: first.folderUri, phase: '1' });
    assert.deepEqual([run.outcome, run.gates[0]?.problems], ['failed', 2]);
    await first.until(() => shown(first, 'src/house.js').length === 2);
    assert.deepEqual(shown(first, 'src/house.js')[0], {
      range: { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } },
      severity: 1,
      code: 'TS6133',
      source: 'phasegate: types',
      message: "'door' is never read.",
    });
    assert.equal(shown(first, 'src/house.js')[1]?.severity, 2);
    await first.kill();
    editors.length = 0;

    const second = await open();
    await second.until(() => shown(second, 'src/house.js').length === 2);
    workspace.write('out.txt', 'src/house.js(1,1): warning TS1: odd\n');
    workspace.write('code.txt', '1');
    await second.ask(phases.runGates, { folderUri: second.folderUri, phase: '1' });
    await second.until(() => shown(second, 'src/house.js').length === 1);
    workspace.write('code.txt', '0');
    await second.ask(phases.runGates, { folderUri: second.folderUri, phase: '1' });
    await second.until(() => shown(second, 'src/house.js').length === 0);
  });

  it('stand beside the problems of the plan in one file', async () => {
    workspace.write('out.txt', 'ROADMAP.md(1,1): error TS1: odd\n');
    const editor = await open();
    await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
    await editor.until(() => sources(editor, 'ROADMAP.md').includes('phasegate: types'));
    const before = workspace.read('ROADMAP.md');
    editor.openDocument(path.join(workspace.root, 'ROADMAP.md'), before.replace('FAILED', 'FALED'));
    await editor.until(() => new Set(sources(editor, 'ROADMAP.md')).size === 2);
    editor.closeDocument(path.join(workspace.root, 'ROADMAP.md'));
    await editor.until(() => sources(editor, 'ROADMAP.md').every((source) => source === 'phasegate: types'));
  });

  it('follow the plan: a gate that is gone has no problems, and of a shared gate the newest result counts', async () => {
    workspace.write('phasegate.yaml', `gates:\n  types: { run: cat out.txt; exit $(cat code.txt), problems: $tsc }\n`);
    for (const id of ['1', '2']) workspace.write(`stages/${id}.md`, '---\ngates: [types]\n---\n');
    const editor = await open();
    const gate = (phase: string) => editor.ask(phases.runGates, { folderUri: editor.folderUri, phase, gate: 'types' });
    await gate('1');
    await editor.until(() => shown(editor, 'src/house.js').length === 2);
    workspace.write('code.txt', '0');
    workspace.write('ROADMAP.md', workspace.read('ROADMAP.md').replace('TODO', 'DONE'));
    await gate('2');
    await editor.until(() => shown(editor, 'src/house.js').length === 0);
    workspace.write('code.txt', '1');
    await gate('2');
    await editor.until(() => shown(editor, 'src/house.js').length === 2);
    // Without the gate in phase 2 what phase 1 saw last is the newest again; without any there is nothing.
    for (const id of ['2', '1']) {
      assert.equal(shown(editor, 'src/house.js').length, 2);
      editor.openDocument(
        path.join(workspace.root, `stages/${id}.md`),
        '---\ngates:\n  - { name: other, run: "true" }\n---\n',
      );
      await editor.until((overview) => overview?.phases.find((phase) => phase.id === id)?.gates[0]?.name === 'other');
    }
    await editor.until(() => shown(editor, 'src/house.js').length === 0);
  });

  it('list test cases by phase and gate, and tell when another program ran them', async () => {
    for (const id of ['1', '2']) workspace.write(`stages/${id}.md`, `---\ngates:\n${unitGate}---\n`);
    const editor = await open();
    assert.deepEqual(await editor.ask(listTests, { folderUri: editor.folderUri }), { gates: [] });
    await workspace.run('gate', '1');
    await editor.until(() => editor.testChanges.some((ids) => ids.includes('1')));
    const { gates } = await editor.ask(listTests, { folderUri: editor.folderUri });
    assert.deepEqual(gates, [
      {
        phase: '1',
        gate: 'unit',
        runId: gates[0]?.runId,
        outcome: 'failed',
        counts: { passed: 1, failed: 1, skipped: 0 },
        cases: [
          {
            suite: ['house'],
            name: 'stands',
            outcome: 'passed',
            durationMs: 500,
            message: '',
            details: '',
            location: null,
          },
          {
            suite: ['house'],
            name: 'opens',
            outcome: 'failed',
            durationMs: null,
            message: 'closed',
            details: 'at src/house.js:1:5',
            location: { uri: `${editor.folderUri}/src/house.js`, line: 0, character: 4 },
          },
        ],
        casesLeftOut: 0,
        problems: 0,
      },
    ]);
    assert.deepEqual(await editor.ask(listTests, { folderUri: editor.folderUri, phase: '2' }), { gates: [] });
  });

  it('are told in the terminal: the first of them with their places, and counts for scripts', async () => {
    workspace.write('stages/1.md', `---\ngates:\n${unitGate}${typesGate}---\n`);
    const { stdout, exitCode } = await workspace.run('gate', '1', '--quiet');
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /✗ unit {3}failed: exit code 2; 1 of 2 tests failed\n {4}src\/house\.js:1:5 {2}house › opens: closed\n {4}log: /,
    );
    assert.match(
      stdout,
      /✗ types {2}failed: exit code 2; 1 error, 1 warning\n {4}src\/house\.js:1:7 {2}error TS6133: 'door' is never read\.\n {4}src\/house\.js:1:1 {2}warning TS1: odd\n {4}log: /,
    );
    const gateCounts = z.object({
      name: z.string(),
      tests: z.record(z.string(), z.number()).optional(),
      problems: z.number().optional(),
    });
    const shape = z.object({
      runs: z.array(z.object({ gates: z.array(gateCounts) })),
    });
    const { document } = await workspace.json(shape, 'history');
    assert.deepEqual(document.runs[0]?.gates, [
      { name: 'unit', tests: { passed: 1, failed: 1, skipped: 0 } },
      { name: 'types', problems: 2 },
    ]);
  });
});
