/** A folder that is not trusted is only looked at: whatever is pressed, nothing runs and nothing is written. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, notingExecutor } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';

describe('restricted mode in the workbench', function () {
  this.timeout(120_000);
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject(
      [{ id: '1', title: 'Hostile', gates: '  - name: check\n    run: node gates/wait.mjs nothing' }],
      notingExecutor,
    );
    undo.push(() => project.remove());
    workbench = await openWorkbench({ folder: project.folder, trusted: false });
    undo.push(() => workbench.close());
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  const contents = async (): Promise<string> => {
    const names = (await readdir(project.folder, { recursive: true })).sort();
    return `${names.join('\n')}\n${await readFile(path.join(project.folder, 'ROADMAP.md'), 'utf8')}`;
  };

  it('shows the phases and says that nothing is run', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    await window.see(window.treeItem(/^1 Hostile, todo/));
    await window.see(window.page.locator('.part.sidebar').getByText('Restricted mode: nothing is run'));
  });

  it('runs and writes nothing, whatever is pressed', async () => {
    const { window } = workbench;
    const before = await contents();
    for (const command of [
      'Run Next Phase',
      'Run Phase…',
      'Run Gates…',
      'Run Gate…',
      'Verify Done Phases',
      'Start a Roadmap',
    ]) {
      assert.equal(await window.offersCommand(`Phasegate: ${command}`), false, command);
    }
    // A disabled button of a row cannot be pressed at all.
    const row = window.treeItem(/^1 Hostile/);
    await row.hover();
    const button = row.locator('.actions').getByRole('button', { name: 'Run Phase' });
    await window.see(button);
    assert.equal(await button.isDisabled(), true);
    await window.openFile('ROADMAP.md');
    await window.codeLens('Run phase').click();
    await window.see(window.notification(/not trusted/));
    // The chord reaches no command either.
    await window.page.keyboard.press('Control+Alt+KeyG');
    await window.page.keyboard.press('KeyN');
    assert.equal(await contents(), before);
  });

  it('runs once the folder is trusted, and asks first', async () => {
    const { window } = workbench;
    await window.trustFolder();
    await window.openView('Phasegate');
    await window.inlineAction(/^1 Hostile/, 'Run Phase');
    const asked = await window.answerDialog('Cancel');
    assert.match(asked, /node gates\/wait\.mjs nothing/);
    assert.match(await window.fileText('ROADMAP.md'), /TODO/);
  });
});
