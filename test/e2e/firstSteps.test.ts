/** What a person meets first: an empty folder, work by hand, an approval, a roadmap that cannot be read. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';

describe('first steps in the workbench', function () {
  this.timeout(120_000);
  let empty: Project;
  let byHand: Project;
  let unreadable: Project;
  let withoutPhases: Project;
  let revealing: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    empty = await makeProject([]);
    byHand = await makeProject([
      {
        id: '7B',
        title: 'Work by hand',
        gates:
          '  - name: criteria\n    checklist: Acceptance criteria\n  - name: sign-off\n    approve: A person accepts the result',
        body: '\n## Acceptance criteria\n- [ ] The work is done\n',
      },
    ]);
    unreadable = await makeProject([{ id: '1', title: 'Unreadable', gates: '  - name: a\n    files: [a]' }]);
    await writeFile(path.join(unreadable.folder, 'ROADMAP.md'), Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
    withoutPhases = await makeProject([]);
    await writeFile(path.join(withoutPhases.folder, 'ROADMAP.md'), '# Roadmap\n\nSoon.\n');
    revealing = await makeProject([
      { id: '1', title: 'Loud', gates: '  - name: check\n    run: node gates/say.mjs never' },
    ]);
    await mkdir(path.join(revealing.folder, '.vscode'));
    await writeFile(
      path.join(revealing.folder, '.vscode', 'settings.json'),
      '{ "phasegate.revealOutput": "onFailure" }',
    );
    undo.push(...[empty, byHand, unreadable, withoutPhases, revealing].map((project) => () => project.remove()));
    workbench = await openWorkbench({ folder: empty.folder });
    undo.push(() => workbench.close());
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('welcomes a folder without a roadmap, explains, and starts one', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    await window.see(window.page.locator('.part.sidebar').getByText('This folder has no roadmap yet.'));
    await window.page.locator('.part.sidebar').getByRole('button', { name: 'Open the Walkthrough' }).click();
    await window.see(window.page.getByText('Get Started with Phasegate').first());
    await window.page.locator('.part.sidebar').getByRole('button', { name: 'Start a Roadmap' }).click();
    await window.see(window.openTab('ROADMAP.md'));
    assert.match(await window.fileText('ROADMAP.md'), /^## Phase /m);
    await window.see(window.treeItem(/next/));
  });

  it('opens the spec for work by hand, and awaits an approval with a name', async () => {
    const window = await workbench.openWindow(byHand.folder);
    await window.openView('Phasegate');
    await window.inlineAction(/^7B Work by hand/, 'Run Phase');
    await window.see(window.openTab('7B.md'));
    await window.see(window.notification('Phase 7B is in progress. Run the gates when the work is done.'));
    await window.waitForFile('ROADMAP.md', '**Status:** IN_PROGRESS');

    const spec = path.join(byHand.folder, 'stages', '7B.md');
    await writeFile(spec, (await readFile(spec, 'utf8')).replace('- [ ]', '- [x]'));
    await window.waitFor('the tick in the editor', async () => (await window.editorText()).includes('- [x]'));
    await window.answerNotification('Phase 7B is in progress', 'Run Gates');
    await window.see(window.notification('Phase 7B: sign-off awaits approval.'));
    assert.match(await window.fileText('ROADMAP.md'), /IN_PROGRESS/);
    await window.answerNotification('sign-off awaits approval', 'Approve');
    await window.see(window.page.locator('.quick-input-widget').getByText('A person accepts the result'));
    await window.answerInput('Ada Lovelace');
    await window.waitForFile('ROADMAP.md', '**Status:** DONE');
    await window.see(window.treeItem(/^7B Work by hand, done/));
  });

  it('says why a roadmap cannot be read, where the phases would be', async () => {
    const window = await workbench.openWindow(unreadable.folder);
    await window.openView('Phasegate');
    await window.see(window.treeItem(/^The roadmap of .* could not be read/));
    await window.see(window.page.locator('.part.sidebar .tree-explorer-viewlet-tree-view .message').getByText(/UTF-8/));
  });

  it('says what to do with a roadmap that has no phases', async () => {
    const window = await workbench.openWindow(withoutPhases.folder);
    await window.openView('Phasegate');
    await window.see(window.page.locator('.part.sidebar').getByText('The roadmap has no phase yet.'));
    await window.page.locator('.part.sidebar').getByRole('button', { name: 'Open Roadmap' }).click();
    await window.see(window.openTab('ROADMAP.md'));
  });

  it('opens the output of a gate that fails, where the settings ask for it', async () => {
    const window = await workbench.openWindow(revealing.folder);
    await window.openView('Phasegate');
    await window.inlineAction(/^1 Loud/, 'Run Gates');
    await window.answerDialog('Run These Commands');
    await window.waitFor('the output', async () => (await window.terminalText()).includes('not yet'));
  });

  it('says where the data is kept', async () => {
    await workbench.window.runCommand('Phasegate: Open Data Folder');
    await workbench.window.see(workbench.window.notification(`Phasegate keeps its data in ${workbench.phasegateHome}`));
  });
});
