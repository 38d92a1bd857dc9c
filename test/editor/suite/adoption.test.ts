/** Adopting a roadmap in the real workbench: a diff first, and files only after the person agreed. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, readText, until, uriOf, writeText } from '../openFolder.ts';

describe('adopting a roadmap', () => {
  it('shows a diff, and writes when the person accepts it', async () => {
    await closeEditors();
    const original = '# Kite\n\n## Phase 0 — Frame ✅\n\nIt holds.\n\n## Phase 1 — Sail\n\n- [ ] seam\n';
    await writeText('ROADMAP.md', original);
    const adopting = vscode.commands.executeCommand('phasegate.adoptRoadmap', uriOf('ROADMAP.md'));
    const tab = await until('the diff', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(
          ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'phasegate-proposal',
        ),
    );
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const proposal = await vscode.workspace.openTextDocument(tab.input.modified);
    assert.match(proposal.getText(), /^## Phase 0: Frame ✅\n\*\*Status:\*\* DONE$/m);
    assert.equal(await readText('ROADMAP.md'), original);
    const accepted = adopting.then(() => true);
    await until('the roadmap', async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return (await Promise.race([accepted, Promise.resolve(false)])) && (await readText('ROADMAP.md')) !== original;
    });
    assert.equal(await readText('ROADMAP.md'), proposal.getText());
    assert.match(await readText('stages/phase-1-sail.md'), /- \[ \] seam/);
  });
});
