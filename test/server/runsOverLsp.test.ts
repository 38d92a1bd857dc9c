/** Tests that an editor sees, runs, agrees to and cancels phases through the built language server. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as nextLook } from 'node:timers/promises';
import * as phases from '../../protocol/phases.ts';
import { checkFolder, initializeFolder } from '../../protocol/roadmap.ts';
import { Editor, type EditorSettings } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

const passing = '  - name: ok\n    run: echo fine\n';

describe('the language server', () => {
  let workspace: TerminalWorkspace;
  const editors: Editor[] = [];

  async function open(
    files: Readonly<Record<string, string>>,
    settings: Partial<EditorSettings> = {},
  ): Promise<Editor> {
    workspace = new TerminalWorkspace(files);
    return openAgain(settings);
  }

  async function openAgain(settings: Partial<EditorSettings> = {}): Promise<Editor> {
    const editor = await Editor.open({ root: workspace.root, home: workspace.home, ...settings });
    editors.push(editor);
    return editor;
  }

  afterEach(async () => {
    for (const editor of editors.splice(0)) await editor.close();
    workspace.dispose();
  });

  it('shows the phases, their gates, what is next and what waits', async () => {
    const editor = await open(workspaceFiles(['DONE', 'IN_PROGRESS', 'TODO', 'TODO'], passing));
    const { phases: shown, errors, roadmapUri } = await editor.overview();
    assert.equal(errors, 0);
    assert.equal(roadmapUri, `${editor.folderUri}/ROADMAP.md`);
    assert.deepEqual(
      shown.map(({ id, state, isNext, summary }) => [id, state, isNext, summary]),
      [
        ['1', 'done', false, 'done'],
        ['2', 'in-progress', true, 'in progress'],
        ['3', 'todo', false, 'after 2'],
        ['4', 'todo', false, 'after 3'],
      ],
    );
    assert.deepEqual(shown[0]?.gates, [
      { name: 'ok', kind: 'run', state: 'never-run', summary: '', detail: 'echo fine', runId: null, line: 3 },
    ]);
  });

  it('shows a folder without a roadmap, and starts one', async () => {
    const editor = await open({ 'README.md': '# Hello\n' });
    const before = await editor.overview();
    assert.deepEqual([before.roadmapUri, before.failure], [null, null]);
    const { created, roadmapUri } = await editor.ask(initializeFolder, { folderUri: editor.folderUri });
    assert.equal(created.length, 3);
    assert.equal(roadmapUri, `${editor.folderUri}/ROADMAP.md`);
    await editor.until((overview) => overview?.phases.length === 2);
  });

  it('runs gates, tells each step in order, and writes the status', async () => {
    const editor = await open(
      workspaceFiles(['TODO'], `${passing}  - name: after\n    run: "true"\n    needs: [ok]\n`),
    );
    const { run } = await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
    assert.deepEqual([run.outcome, run.statusAfter], ['passed', 'DONE']);
    assert.match(workspace.read('ROADMAP.md'), /\*\*Status:\*\* DONE/);
    const told = editor.events.map((event) => ('gate' in event ? `${event.kind} ${event.gate}` : event.kind));
    assert.deepEqual(
      told.filter((line) => !line.startsWith('gate-output')),
      ['run-started', 'gate-started ok', 'gate-ended', 'gate-started after', 'gate-ended', 'run-ended'],
    );
    const output = editor.events.flatMap((event) =>
      event.kind === 'gate-output' && event.gate === 'ok' ? [event.text] : [],
    );
    assert.match(output.join(''), /fine/);
    await editor.until(
      (overview) => overview?.phases[0]?.state === 'done' && overview.phases[0].gates[0]?.state === 'passed',
    );
    const { phases: shown } = await editor.overview();
    assert.match(shown[0]?.summary ?? '', /^passed in .*, just now$/);
  });

  it('asks once for a set of definitions, again when one changed, and runs nothing without consent', async () => {
    let answer = false;
    const editor = await open(
      workspaceFiles(['TODO'], '  - name: touch\n    run: touch ran\n    cwd: stages\n    env: { A: "1" }\n'),
      {
        consents: () => answer,
      },
    );
    const request = { folderUri: editor.folderUri, phase: '1' };
    assert.equal(await editor.askFailing(phases.runGates, request), 'not-granted');
    assert.equal(existsSync(path.join(workspace.root, 'stages', 'ran')), false);
    assert.deepEqual(editor.questions[0], {
      changed: false,
      executions: [{ gate: 'touch', command: 'touch ran', cwd: 'stages', env: { A: '1' }, expandsTo: [] }],
    });
    answer = true;
    await editor.ask(phases.runGates, request);
    await editor.ask(phases.runGates, request);
    assert.equal(editor.questions.length, 2);
    workspace.write(
      'stages/1.md',
      '---\ngates:\n  - name: touch\n    run: touch ran\n    cwd: stages\n    env: { A: "2" }\n---\n',
    );
    await editor.ask(phases.runGates, request);
    assert.deepEqual(
      editor.questions.map(({ changed }) => changed),
      [false, false, true],
    );
  });

  it('does the same with a run by hand: opens the spec, waits, and the gates end it', async () => {
    const editor = await open(workspaceFiles(['TODO'], passing));
    const { runs } = await editor.ask(phases.runPhase, { folderUri: editor.folderUri });
    assert.deepEqual([runs[0]?.outcome, runs[0]?.statusAfter], ['awaiting-work', 'IN_PROGRESS']);
    assert.deepEqual(editor.shownDocuments, [`${editor.folderUri}/stages/1.md`]);
    await editor.until((overview) => overview?.phases[0]?.state === 'in-progress');
  });

  it('cancels a running gate', async () => {
    const editor = await open(workspaceFiles(['TODO'], '  - name: long\n    run: sleep 300\n'));
    const running = editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
    await editor.until(
      (overview) => overview?.phases[0]?.gates[0]?.state === 'running' && overview.running?.here === true,
    );
    assert.equal(await editor.askFailing(phases.runGates, { folderUri: editor.folderUri, phase: '1' }), 'locked');
    assert.deepEqual(await editor.ask(phases.cancelRun, { folderUri: editor.folderUri }), { cancelled: true });
    assert.equal((await running).run.outcome, 'cancelled');
    assert.match(workspace.read('ROADMAP.md'), /\*\*Status:\*\* TODO/);
    assert.deepEqual(await editor.ask(phases.cancelRun, { folderUri: editor.folderUri }), { cancelled: false });
  });

  it('waits for an approval and takes it from the person', async () => {
    const editor = await open(workspaceFiles(['TODO'], '  - name: sign-off\n    approve: It is good\n'));
    const address = { folderUri: editor.folderUri, phase: '1' };
    const { run } = await editor.ask(phases.runGates, address);
    assert.equal(run.outcome, 'awaiting-approval');
    assert.equal(
      await editor.askFailing(phases.approveGate, { ...address, gate: 'other', approvedBy: 'Ada' }),
      'unknown-gate',
    );
    const { statement } = await editor.ask(phases.approveGate, { ...address, gate: 'sign-off', approvedBy: 'Ada' });
    assert.equal(statement, 'It is good');
    assert.equal((await editor.ask(phases.runGates, address)).run.statusAfter, 'DONE');
  });

  it('forgets an approval when the spec that was approved changed, boxes aside', async () => {
    const gates = '  - name: sign-off\n    approve: It is good\n';
    const editor = await open(workspaceFiles(['TODO'], gates, '- [ ] a\n'));
    const address = { folderUri: editor.folderUri, phase: '1' };
    await editor.ask(phases.approveGate, { ...address, gate: 'sign-off', approvedBy: 'Ada' });
    workspace.write('stages/1.md', `---\nphase: 1\ngates:\n${gates}---\n\n- [x] a\n`);
    assert.equal((await editor.ask(phases.runGates, address)).run.outcome, 'passed');
    workspace.write('stages/1.md', `---\nphase: 1\ngates:\n${gates}---\n\n- [x] something else\n`);
    assert.equal((await editor.ask(phases.runGates, address)).run.outcome, 'awaiting-approval');
  });

  it('runs one gate with what it needs, and writes no verdict for it', async () => {
    const editor = await open(
      workspaceFiles(
        ['TODO'],
        `${passing}  - name: after\n    run: "true"\n    needs: [ok]\n  - name: other\n    run: touch other\n`,
      ),
    );
    const { run } = await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1', gate: 'after' });
    assert.deepEqual(
      run.gates.map(({ name }) => name),
      ['ok', 'after'],
    );
    assert.equal(run.statusAfter, 'TODO');
    assert.equal(existsSync(path.join(workspace.root, 'other')), false);
  });

  it('verifies, and tells history with logs that exist', async () => {
    const editor = await open(workspaceFiles(['DONE', 'TODO'], passing));
    const { regressions, runs } = await editor.ask(phases.verifyPhases, { folderUri: editor.folderUri });
    assert.deepEqual([regressions, runs.length], [[], 1]);
    const history = await editor.ask(phases.listRuns, { folderUri: editor.folderUri });
    const log = history.runs[0]?.gates[0]?.log;
    assert.match(readFileSync(log ?? '', 'utf8'), /fine/);
  });

  it('shows what another window or terminal runs, and refuses to run beside it', async () => {
    const editor = await open(
      workspaceFiles(['TODO', 'TODO'], '  - name: wait\n    run: while [ ! -e go ]; do sleep 0.05; done\n'),
    );
    await editor.overview();
    const { ended } = workspace.start(['gate', '1']);
    await editor.until((overview) => overview?.running?.here === false && overview.phases[0]?.state === 'running');
    assert.equal(await editor.askFailing(phases.runGates, { folderUri: editor.folderUri, phase: '1' }), 'locked');
    workspace.write('go', '');
    assert.equal((await ended).exitCode, 0);
    await editor.until((overview) => overview?.running === null && overview.phases[0]?.state === 'done');
  });

  it('puts lenses on phases and specs, with the last outcome', async () => {
    const editor = await open(workspaceFiles(['TODO', 'TODO'], '  - name: no\n    run: exit 1\n'));
    await editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
    const lenses = await editor.lenses(path.join(workspace.root, 'ROADMAP.md'));
    assert.deepEqual(
      lenses.map(({ range, command }) => [
        range.start.line,
        command?.title.replace(/\d+ ms|\d+\.\d s/, '0 s'),
        command?.command,
      ]),
      [
        [2, '$(play)\u00a0Run phase', 'phasegate.runPhase'],
        [2, '$(check)\u00a0Run gates', 'phasegate.runGates'],
        [2, 'Failed: no, just now', 'phasegate.showLog'],
        [8, '$(play)\u00a0Run phase', 'phasegate.runPhase'],
        [8, '$(check)\u00a0Run gates', 'phasegate.runGates'],
      ],
    );
    const inSpec = await editor.lenses(path.join(workspace.root, 'stages', '1.md'));
    assert.deepEqual(
      inSpec.map(({ range, command }) => [range.start.line, command?.title]),
      [
        [3, '$(play)\u00a0Run gate'],
        [3, 'failed: exit code 1'],
        [7, '$(play)\u00a0Run phase'],
        [7, '$(check)\u00a0Run gates'],
        [7, 'Phase 1 · Failed: no, just now'],
      ],
    );
    assert.deepEqual(await editor.lenses(path.join(workspace.root, 'README.md')), []);
  });

  it('publishes problems while the roadmap is edited, and takes them back', async () => {
    const editor = await open(workspaceFiles(['TODO'], passing));
    const file = path.join(workspace.root, 'ROADMAP.md');
    const { uri } = editor.openDocument(file, workspace.read('ROADMAP.md'));
    const at = workspace.read('ROADMAP.md').indexOf('TODO') + 4;
    editor.type(file, at, 'S');
    await editor.until(() => editor.diagnostics.get(uri)?.[0]?.code === 'phase-status-unknown');
    assert.deepEqual(editor.diagnostics.get(uri)?.[0]?.range, {
      start: { line: 3, character: 12 },
      end: { line: 3, character: 17 },
    });
    assert.deepEqual(await editor.ask(checkFolder, { folderUri: editor.folderUri }), { errors: 1, warnings: 0 });
    editor.closeDocument(file);
    await editor.until(() => editor.diagnostics.get(uri)?.length === 0);
  });

  it('refuses what it does not know with a code', async () => {
    const editor = await open(workspaceFiles(['TODO', 'TODO'], passing));
    const { folderUri } = editor;
    assert.equal(await editor.askFailing(phases.runGates, { folderUri, phase: '9' }), 'unknown-phase');
    assert.equal(await editor.askFailing(phases.runGates, { folderUri, phase: '2' }), 'order-violation');
    assert.equal(await editor.askFailing(phases.runGates, { folderUri, phase: '1', gate: 'x' }), 'unknown-gate');
    assert.equal(await editor.askFailing(phases.runGates, { folderUri: 'file:///elsewhere', phase: '1' }), 'usage');
    assert.equal(await editor.askFailing(phases.runGates, { folderUri, phase: 5 } as never), 'usage');
  });

  it('only looks at a workspace that is not trusted (reliability row 1)', async () => {
    const hostile = '  - name: "$(touch spawned)"\n    run: touch spawned\n  - name: argv\n    run: [touch, spawned]\n';
    const files = {
      ...workspaceFiles(['DONE', 'TODO'], hostile),
      'phasegate.yaml': 'executor: { kind: command, run: touch spawned }\n',
      '.git/config': '[core]\n\tfsmonitor = touch spawned\n\thooksPath = .\n',
    };
    const editor = await open(files, { trusted: false });
    const { folderUri } = editor;
    const before = workspace.read('ROADMAP.md');
    const overview = await editor.overview();
    assert.equal(overview.phases.length, 2);
    const asked = [
      editor.askFailing(phases.runPhase, { folderUri }),
      editor.askFailing(phases.runPhase, { folderUri, phase: '2' }),
      editor.askFailing(phases.runGates, { folderUri, phase: '1' }),
      editor.askFailing(phases.runGates, { folderUri, phase: '2', gate: 'argv' }),
      editor.askFailing(phases.verifyPhases, { folderUri }),
      editor.askFailing(phases.verifyPhases, { folderUri, phase: '1' }),
      editor.askFailing(initializeFolder, { folderUri }),
      editor.askFailing(phases.approveGate, { folderUri, phase: '1', gate: 'x', approvedBy: 'x' }),
    ];
    for (const code of await Promise.all(asked)) assert.ok(code === 'not-trusted' || code === 'locked', code);
    await editor.ask(phases.cancelRun, { folderUri });
    await editor.ask(phases.listRuns, { folderUri });
    await editor.lenses(path.join(workspace.root, 'ROADMAP.md'));
    assert.deepEqual(editor.questions, []);
    assert.equal(existsSync(path.join(workspace.root, 'spawned')), false);
    assert.equal(workspace.read('ROADMAP.md'), before);
  });

  it('runs nothing for an editor that cannot ask the person', async () => {
    const editor = await open(workspaceFiles(['TODO'], '  - name: touch\n    run: touch ran\n'), {
      consents: () => false,
    });
    assert.equal(await editor.askFailing(phases.runPhase, { folderUri: editor.folderUri }), 'not-granted');
    assert.equal(existsSync(path.join(workspace.root, 'ran')), false);
  });

  it('shows a run whose server was killed as interrupted, never runs it by itself, and takes it up when asked', async () => {
    const gates = '  - name: once\n    run: echo x >> runs; echo $$ > pid; [ -e go ] || sleep 300\n';
    const editor = await open({
      ...workspaceFiles(['TODO'], gates),
      'phasegate.yaml': 'executor: { kind: command, run: "true" }\n',
    });
    const running = editor.ask(phases.runPhase, { folderUri: editor.folderUri }).catch(() => 'killed');
    await editor.until((overview) => overview?.phases[0]?.gates[0]?.state === 'running');
    await editor.until(() => existsSync(path.join(workspace.root, 'pid')));
    await editor.kill();
    assert.equal(await running, 'killed');
    const pid = Number(workspace.read('pid'));

    const next = await openAgain();
    await next.until((overview) => overview?.phases[0]?.state === 'interrupted');
    assert.match(workspace.read('ROADMAP.md'), /IN_PROGRESS/);
    assert.equal(workspace.read('runs'), 'x\n');
    // What the killed server left running was ended by the next one.
    await untilGone(pid);
    const { runs } = await next.ask(phases.listRuns, { folderUri: next.folderUri });
    assert.equal(runs[0]?.outcome, 'interrupted');

    workspace.write('go', '');
    const { run } = await next.ask(phases.runGates, { folderUri: next.folderUri, phase: '1' });
    assert.deepEqual([run.outcome, run.statusAfter], ['passed', 'DONE']);
  });
});

/** Waits until a process has ended; seven seconds are what reliability row 15 allows. */
async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + 7_000;
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    assert.ok(Date.now() < deadline, `process ${pid} still runs`);
    await nextLook(25);
  }
}
