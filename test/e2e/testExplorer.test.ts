/** A person runs and watches gates in the Test Explorer, and finds there what was run elsewhere. */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

describe('the Test Explorer in the workbench', function () {
  this.timeout(120_000);
  let project: Project;
  let workbench: OpenWorkbench;
  let window: WorkbenchPage;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject([
      {
        id: '1',
        title: 'A greeting',
        gates:
          '  - name: syntax\n    run: node gates/say.mjs\n  - name: unit\n    run: node gates/say.mjs fixed\n' +
          '  - name: sign-off\n    approve: It reads well',
      },
      { id: '2', title: 'A farewell', gates: '  - name: criteria\n    checklist: Acceptance criteria' },
    ]);
    undo.push(() => project.remove());
    workbench = await openWorkbench({ folder: project.folder });
    undo.push(() => workbench.close());
    ({ window } = workbench);
    // The view is there once somebody has tests, which takes as long as the start of the server.
    await window.see(window.statusBarItem('Phase 1'), 'the phase in the status bar', 60_000);
    await window.openView('Testing');
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  // Each step stands on the one before it, so after a failure the others would only wait in vain.
  let isBroken = false;
  beforeEach(function () {
    if (isBroken) this.skip();
  });
  afterEach(function () {
    isBroken ||= this.currentTest?.state === 'failed';
  });

  it('shows phases in the order of the roadmap, with their gates beneath', async () => {
    await window.see(window.treeItem(/^1 {1,2}A greeting/));
    await window.see(window.treeItem(/^2 {1,2}A farewell/));
    await window.toggle(/^1 {1,2}A greeting/);
    await window.see(window.treeItem(/^syntax/));
    await window.see(window.treeItem(/^sign-off/));
  });

  it('runs a phase after asking once, and shows which gate failed and which waits', async () => {
    await window.inlineAction(/^1 {1,2}A greeting/, /^Run Test/);
    await window.answerDialog('Run These Commands');
    await window.see(window.treeItem(/^syntax.*\(Passed\)/));
    await window.see(window.treeItem(/^unit.*\(Failed\)/));
    await window.see(window.treeItem(/^sign-off.*\(Skipped\)/));
    await window.waitForFile('ROADMAP.md', /\*\*Status:\*\* FAILED/);
  });

  it('shows the failure at the gate in its spec, beside the sign that runs it', async () => {
    await window.openFile('stages/1.md');
    await window.see(window.page.locator('.editor-group-container.active .testing-run-glyph').first());
    await window.see(window.codeLens('Run gate'));
    await workbench.screenshot('test-explorer');
  });

  it('runs again what failed, and passes once the cause is gone', async () => {
    await writeFile(path.join(project.folder, 'fixed.txt'), '');
    await window.runCommand('Test: Rerun Failed Tests');
    await window.see(window.treeItem(/^unit.*\(Passed\)/));
  });

  it('watches a gate: runs it again when a file changed', async () => {
    await window.inlineAction(/^unit/, /Turn on Continuous Run/);
    await rm(path.join(project.folder, 'fixed.txt'));
    await window.see(window.treeItem(/^unit.*\(Failed\)/));
    await writeFile(path.join(project.folder, 'fixed.txt'), '');
    await window.see(window.treeItem(/^unit.*\(Passed\)/));
    await workbench.screenshot('test-explorer-watch');
    await window.inlineAction(/^unit/, /Turn off Continuous Run/);
  });

  it('shows what was run from the palette', async () => {
    await rm(path.join(project.folder, 'fixed.txt'));
    await window.runCommand('Phasegate: Run Gates…');
    await window.quickPick(/^1 +A greeting/);
    await window.see(window.treeItem(/^unit.*\(Failed\)/));
  });
});
