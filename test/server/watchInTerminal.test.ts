/** Tests that `phasegate gate --watch` runs gates again after a change, and ends with Ctrl+C. */
import assert from 'node:assert/strict';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

describe('phasegate gate --watch', () => {
  let workspace: TerminalWorkspace;

  afterEach(() => workspace.dispose());

  it('runs at once, again after a change, writes no status and ends with Ctrl+C', async () => {
    workspace = new TerminalWorkspace({
      ...workspaceFiles(['TODO'], '  - name: unit\n    run: grep -q good src.txt\n'),
      'src.txt': 'good',
    });
    const { child, ended } = workspace.start(['gate', '1', '--watch']);
    let said = '';
    const stages = [
      { expects: /Gate unit passed[^]*Waiting for changes; Ctrl\+C/, then: () => workspace.write('src.txt', 'bad') },
      {
        expects: /\nsrc\.txt changed\.[^]*Gate unit failed[^]*Waiting for changes\.\n/,
        then: () => child.kill('SIGINT'),
      },
    ];
    child.stderr.on('data', (text: string) => {
      said += text;
      if (stages[0]?.expects.test(said) === true) stages.shift()?.then();
    });
    const { exitCode, stdout } = await ended;
    assert.equal(stages.length, 0, said);
    assert.equal(exitCode, 130);
    assert.equal(stdout, '');
    assert.match(workspace.read('ROADMAP.md'), /\*\*Status:\*\* TODO/);
    assert.equal((await workspace.run('history', '1')).stdout.split('\n').length, 3);
  });

  it('refuses what makes no sense with it, and a phase that is not the next', async () => {
    workspace = new TerminalWorkspace(workspaceFiles(['TODO', 'TODO'], '  - name: unit\n    run: "true"\n'));
    for (const option of ['--json', '--dry-run', '--approve=Ada']) {
      const { exitCode, stderr } = await workspace.run('gate', '1', '--watch', option);
      assert.equal(exitCode, 2);
      assert.match(stderr, /--watch goes on until Ctrl\+C/);
    }
    assert.equal((await workspace.run('gate', '2', '--watch')).exitCode, 5);
    assert.equal((await workspace.run('status', '--watch')).exitCode, 2);
  });
});
