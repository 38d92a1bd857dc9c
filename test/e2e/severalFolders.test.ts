/** A window with several folders shows each with its own roadmap, and asks which one is meant where it must. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';

const checklist = '  - name: criteria\n    checklist: Acceptance criteria';
const ticked = '\n## Acceptance criteria\n- [x] The work is done\n';

describe('several folders in the workbench', function () {
  this.timeout(120_000);
  let first: Project;
  let second: Project;
  let bare: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    first = await makeProject([{ id: '1', title: 'Of the first', gates: checklist, body: ticked }]);
    second = await makeProject([{ id: '1', title: 'Of the second', gates: checklist, body: ticked }]);
    bare = await makeProject([]);
    const scratch = await mkdtemp(path.join(tmpdir(), 'phasegate-folders-'));
    undo.push(() => rm(scratch, { recursive: true, force: true }));
    undo.push(...[first, second, bare].map((project) => () => project.remove()));
    const file = path.join(scratch, 'several.code-workspace');
    const folders = [
      { name: 'alpha', path: first.folder },
      { name: 'beta', path: second.folder },
      { name: 'gamma', path: bare.folder },
    ];
    await writeFile(file, JSON.stringify({ folders }));
    workbench = await openWorkbench({ folder: first.folder });
    undo.push(() => workbench.close());
    const { window } = workbench;
    await window.open(`${new URL(window.page.url()).origin}/?${new URLSearchParams({ workspace: file })}`);
    await window.openView('Phasegate');
    const folderRow = window.treeItem(/^alpha/);
    const withoutFolders = window.page.locator('.part.sidebar').getByRole('button', { name: 'Open Folder' });
    // In a browser the workbench at times reads the workspace file before it can reach the machine that has it, and
    // then has no folder at all; it reads it anew when the window is loaded again.
    for (let loads = 0; loads < 3; loads++) {
      await window.see(folderRow.or(withoutFolders).first());
      if (await folderRow.isVisible()) break;
      // The view that was open comes back by itself.
      await window.reload();
    }
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('shows the folders with their phases, and which has no roadmap', async () => {
    const { window } = workbench;
    await window.see(window.treeItem(/^1 Of the first/));
    await window.see(window.treeItem(/^1 Of the second/));
    await window.see(window.treeItem(/^gamma/));
  });

  it('asks which folder is meant, and runs there only', async () => {
    const { window } = workbench;
    await window.runCommand('Phasegate: Run Gates…');
    await window.quickPick(/beta/);
    await window.quickPick(/^1 +Of the second/);
    await window.see(window.treeItem(/^1 Of the second, done/));
    assert.match(await readFile(path.join(second.folder, 'ROADMAP.md'), 'utf8'), /DONE/);
    assert.match(await readFile(path.join(first.folder, 'ROADMAP.md'), 'utf8'), /TODO/);
  });

  it('runs a phase of the folder whose row it is', async () => {
    const { window } = workbench;
    await window.inlineAction(/^1 Of the first/, 'Run Gates');
    await window.see(window.treeItem(/^1 Of the first, done/));
  });

  it('starts a roadmap in the folder that has none', async () => {
    const { window } = workbench;
    await window.inlineAction(/^gamma/, 'Start a Roadmap');
    await window.see(window.openTab('ROADMAP.md'));
    assert.match(await readFile(path.join(bare.folder, 'ROADMAP.md'), 'utf8'), /^## Phase /m);
  });
});
