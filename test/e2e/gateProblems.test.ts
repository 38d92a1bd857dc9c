/** What gates report stands in the Problems view until they pass; gates of the project are added after a look at the diff. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';
import { openWorkbench } from './workbench.ts';
import type { OpenWorkbench } from './workbench.ts';
import type { WorkbenchPage } from './workbenchPage.ts';

/** Reports in the way of tsc, and in SARIF, until `fixed.txt` exists. */
const compileScript = `import { existsSync } from 'node:fs';
const bad = !existsSync('fixed.txt');
if (bad) console.log("src/kite.ts(2,7): error TS2322: Type 'number' is not assignable to type 'string'.");
process.exitCode = bad ? 1 : 0;
`;
const scanScript = `import { existsSync, writeFileSync } from 'node:fs';
const bad = !existsSync('fixed.txt');
const result = {
  ruleId: 'no-bare-string',
  level: 'warning',
  message: { text: 'This line could tear.' },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'src/kite.ts' }, region: { startLine: 1 } } }],
};
const run = { tool: { driver: { name: 'scan' } }, results: bad ? [result] : [] };
writeFileSync('scan.sarif', JSON.stringify({ version: '2.1.0', runs: [run] }));
process.exitCode = bad ? 1 : 0;
`;

describe('gates and the rest of the workbench', function () {
  this.timeout(120_000);
  let project: Project;
  let fresh: Project;
  let workbench: OpenWorkbench;
  let window: WorkbenchPage;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject([
      {
        id: '1',
        title: 'A kite',
        gates:
          '  - { name: compile, run: node gates/compile.mjs, problems: $tsc }\n' +
          '  - { name: scan, run: node gates/scan.mjs, report: scan.sarif }',
      },
    ]);
    undo.push(() => project.remove());
    await mkdir(path.join(project.folder, 'src'));
    await writeFile(path.join(project.folder, 'src', 'kite.ts'), 'const a = 1;\nconst b: string = 2;\n');
    await writeFile(path.join(project.folder, 'gates', 'compile.mjs'), compileScript);
    await writeFile(path.join(project.folder, 'gates', 'scan.mjs'), scanScript);
    fresh = await makeProject([{ id: '1', title: 'A kite', gates: '  - { name: there, files: [ROADMAP.md] }' }]);
    undo.push(() => fresh.remove());
    await mkdir(path.join(fresh.folder, 'packages', 'sail'), { recursive: true });
    await writeFile(
      path.join(fresh.folder, 'package.json'),
      '{ "workspaces": ["packages/*"], "scripts": { "lint": "eslint ." } }\n',
    );
    await writeFile(
      path.join(fresh.folder, 'packages', 'sail', 'package.json'),
      '{ "scripts": { "test": "mocha" } }\n',
    );
    workbench = await openWorkbench({ folder: project.folder });
    undo.push(() => workbench.close());
    ({ window } = workbench);
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  function problem(text: string): Locator {
    return window.page.locator('.markers-panel').getByText(text).first();
  }

  it('shows what a matcher and SARIF found, and clears it when the gates pass', async () => {
    await window.openView('Phasegate');
    await window.see(window.treeItem(/^1 A kite/), 'the phase', 60_000);
    await window.inlineAction(/^1 A kite/, 'Run Gates');
    await window.answerDialog('Run These Commands');
    await window.waitForFile('ROADMAP.md', '**Status:** FAILED');
    await window.runCommand('Problems: Focus on Problems View');
    await window.see(problem("Type 'number' is not assignable to type 'string'."));
    await window.see(problem('This line could tear.'));
    await window.see(window.page.locator('.markers-panel').getByText('no-bare-string').first());
    await window.see(window.page.locator('.markers-panel').getByText('TS2322').first());
    await workbench.screenshot('gate-problems');

    await writeFile(path.join(project.folder, 'fixed.txt'), '');
    await window.inlineAction(/^1 A kite/, 'Run Gates');
    await window.waitForFile('ROADMAP.md', '**Status:** DONE');
    await window.gone(problem("Type 'number' is not assignable to type 'string'."));
    await window.gone(problem('This line could tear.'));
  });

  it('shows the diff of Add Gates, and writes only after a yes', async () => {
    const added = await workbench.openWindow(fresh.folder);
    await added.openView('Phasegate');
    await added.see(added.treeItem(/^1 A kite/), 'the phase', 60_000);
    const propose = async (): Promise<void> => {
      await added.runCommand('Phasegate: Add Gates…');
      await added.see(added.quickPickRows().filter({ hasText: 'sail-test' }));
      await added.see(added.quickPickRows().filter({ hasText: 'packages/sail' }).first());
      await added.page.keyboard.press('Enter');
      await added.see(added.notification('Create phasegate.yaml with these 2 gates?'));
      await added.see(added.page.locator('.monaco-diff-editor').getByText('sail-test').first());
    };
    await propose();
    await added.screenshot('add-gates-diff');
    await added.answerNotification('Create phasegate.yaml', 'Cancel');
    await added.gone(added.page.locator('.monaco-diff-editor'));
    await assert.rejects(added.fileText('phasegate.yaml'), { code: 'ENOENT' });

    await propose();
    await added.answerNotification('Create phasegate.yaml', 'Create');
    await added.waitForFile('phasegate.yaml', 'sail-test');
    await added.see(added.openTab('phasegate.yaml'));
    assert.equal(
      await added.fileText('phasegate.yaml'),
      'gates:\n  lint:\n    run: npm run lint\n    problems: $eslint-stylish\n  sail-test:\n    run: npm test\n    cwd: packages/sail\ndefault: [lint, sail-test]\n',
    );
    await added.runCommand('Phasegate: Add Gates…');
    await added.see(added.notification('phasegate.yaml has all gates that were found.'));
  });

  it('renames a phase where a person presses F2, with its spec and the file of the spec', async () => {
    const kites = await makeProject([]);
    undo.push(() => kites.remove());
    const roadmap =
      '# Kites\n\n## Phase 7: Kite\n**Status:** TODO\n**Spec:** stages/phase-7-kite.md\n**Goal:** It flies\n';
    const spec = '---\nphase: 7\ngates:\n  - { name: there, files: [ROADMAP.md] }\n---\n# Kite\n';
    await writeFile(path.join(kites.folder, 'ROADMAP.md'), roadmap);
    await writeFile(path.join(kites.folder, 'stages', 'phase-7-kite.md'), spec);
    const renaming = await workbench.openWindow(kites.folder);
    await renaming.openView('Phasegate');
    await renaming.see(renaming.treeItem(/^7 Kite/), 'the phase', 60_000);
    await renaming.openFile('ROADMAP.md');
    await renaming.see(renaming.codeLens('Run phase'));
    await renaming.runCommand('Go to Line/Column...');
    await renaming.answerInput(':3:10');
    await renaming.page.keyboard.press('F2');
    const input = renaming.page.locator('.rename-box input');
    await renaming.see(input);
    await input.fill('9');
    await input.press('Enter');
    await renaming.waitFor('the new id', async () => (await renaming.editorText()).includes('## Phase 9: Kite'));
    await renaming.runCommand('File: Save All Files');
    await renaming.waitForFile('ROADMAP.md', roadmap.replace('Phase 7', 'Phase 9').replace('phase-7', 'phase-9'));
    await renaming.waitForFile('stages/phase-9-kite.md', spec.replace('phase: 7', 'phase: 9'));
    await assert.rejects(renaming.fileText('stages/phase-7-kite.md'), { code: 'ENOENT' });
  });
});
