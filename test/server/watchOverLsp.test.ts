/** Tests that an editor watches gates through the built language server. */
import assert from 'node:assert/strict';
import * as phases from '../../protocol/phases.ts';
import { watchGates } from '../../protocol/watch.ts';
import { Editor, type EditorSettings } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

const unit = '  - name: unit\n    run: grep -q good src.txt\n';

describe('watching over LSP', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;

  async function open(gates = unit, settings: Partial<EditorSettings> = {}): Promise<void> {
    workspace = new TerminalWorkspace({ ...workspaceFiles(['TODO'], gates), 'src.txt': 'good' });
    editor = await Editor.open({ root: workspace.root, home: workspace.home, ...settings });
  }

  afterEach(async () => {
    await editor.close();
    workspace.dispose();
  });

  const watch = () =>
    editor.askCancellable(watchGates, { folderUri: editor.folderUri, watchId: 'w1', targets: [{ phase: '1' }] });
  const waits = (): number => editor.watchReports.filter(({ kind }) => kind === 'waiting').length;
  const outcomes = () => editor.events.flatMap((event) => (event.kind === 'run-ended' ? [event.run.outcome] : []));

  it('runs at once and after each change, tells which runs are its own, and ends when it is cancelled', async () => {
    await open();
    const watching = watch();
    await editor.until(() => waits() === 1);
    workspace.write('src.txt', 'bad');
    await editor.until(() => waits() === 2);
    watching.cancel();
    await watching.answer;
    assert.deepEqual(outcomes(), ['passed', 'failed']);
    assert.deepEqual(
      editor.watchReports.map(({ kind, watchId }) => `${kind} ${watchId}`),
      ['running w1', 'waiting w1', 'changed w1', 'running w1', 'waiting w1'],
    );
    workspace.write('src.txt', 'good');
    assert.match(workspace.read('ROADMAP.md'), /\*\*Status:\*\* TODO/);
  });

  it('lets a run that a person asks for go first, and begins again', async () => {
    await open('  - name: unit\n    run: until test -f go.txt; do sleep 0.02; done\n');
    const watching = watch();
    await editor.until((overview) => overview?.phases[0]?.gates[0]?.state === 'running');
    const asked = editor.ask(phases.runGates, { folderUri: editor.folderUri, phase: '1' });
    await editor.until(() => editor.events.filter(({ kind }) => kind === 'gate-started').length === 2);
    workspace.write('go.txt', '');
    const { run } = await asked;
    assert.deepEqual([run.outcome, run.statusAfter], ['passed', 'DONE']);
    await editor.until(() => waits() === 1);
    watching.cancel();
    await watching.answer;
    assert.deepEqual(outcomes().slice(0, 3), ['cancelled', 'passed', 'passed']);
  });

  it('goes on when a person cancels one of its runs', async () => {
    await open('  - name: unit\n    run: grep -q good src.txt || sleep 300\n');
    const watching = watch();
    await editor.until(() => waits() === 1);
    workspace.write('src.txt', 'bad');
    await editor.until((overview) => overview?.phases[0]?.gates[0]?.state === 'running');
    await editor.ask(phases.cancelRun, { folderUri: editor.folderUri });
    await editor.until(() => waits() === 2);
    workspace.write('src.txt', 'good again');
    await editor.until(() => waits() === 3);
    watching.cancel();
    await watching.answer;
    assert.deepEqual(outcomes(), ['passed', 'cancelled', 'passed']);
  });

  it('asks once, and not again for what was refused', async () => {
    await open(unit, { consents: () => false });
    const watching = watch();
    await editor.until(() => waits() === 1);
    workspace.write('src.txt', 'bad');
    await editor.until(() => waits() === 2);
    watching.cancel();
    await watching.answer;
    assert.equal(editor.questions.length, 1);
    assert.deepEqual(outcomes(), []);
    const hindered = editor.watchReports.filter(({ kind }) => kind === 'hindered');
    assert.equal(hindered.length, 1);
  });

  it('watches nothing in a workspace that is not trusted, nor an unknown phase', async () => {
    await open(unit, { trusted: false });
    const request = { folderUri: editor.folderUri, watchId: 'w', targets: [{ phase: '1' }] };
    assert.equal(await editor.askFailing(watchGates, request), 'not-trusted');
    assert.deepEqual(editor.events, []);
  });

  it('ends with the server, and leaves no gate behind', async () => {
    await open('  - name: unit\n    run: echo $$ > pid; sleep 300\n');
    const watching = watch();
    watching.answer.catch(() => undefined);
    await editor.until((overview) => overview?.phases[0]?.gates[0]?.state === 'running');
    await editor.close();
    const pid = Number(workspace.read('pid'));
    assert.throws(() => process.kill(pid, 0));
  });
});
