/** Problems with their fixes and lenses reach the editor from the server. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, openFolder, target, until, uriOf, writePlan, writeText } from '../openFolder.ts';

const checklist = 'gates:\n  - name: criteria\n    checklist: Acceptance criteria';

async function lensesOf(file: string): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uriOf(file), 100);
}

describe('language features', () => {
  afterEach(closeEditors);

  it('puts lenses above each phase of the roadmap, which run that phase', async () => {
    await writePlan([
      { id: '1', gates: checklist, body: '## Acceptance criteria\n- [x] yes\n' },
      { id: '2A', gates: checklist, body: '## Acceptance criteria\n- [ ] no\n' },
    ]);
    await vscode.window.showTextDocument(uriOf('ROADMAP.md'));
    const lenses = await until('lenses of both phases', async () => {
      const found = (await lensesOf('ROADMAP.md')).filter(({ command }) => command?.command === 'phasegate.runPhase');
      return found.length === 2 && found;
    });
    assert.deepEqual(
      lenses.map(({ range }) => range.start.line),
      [2, 7],
    );
    assert.deepEqual(
      lenses.map(({ command }) => (command?.arguments as unknown[])[0]),
      [target('1'), target('2A')],
    );
    const gateLenses = (await lensesOf('ROADMAP.md')).filter(
      ({ command }) => command?.command === 'phasegate.runGates',
    );
    assert.equal(gateLenses.length, 2);
  });

  it('puts lenses above the heading and the gates of a spec', async () => {
    await vscode.window.showTextDocument(uriOf('stages/1.md'));
    const commands = await until('lenses of the spec', async () => {
      const found = (await lensesOf('stages/1.md')).map(({ command, range }) => [command?.command, range.start.line]);
      return found.length > 0 && found;
    });
    assert.ok(commands.some(([command, line]) => command === 'phasegate.runGate' && line === 3));
    assert.ok(commands.some(([command]) => command === 'phasegate.runPhase'));
  });

  it('shows a wrong status where it stands, and fixes it', async () => {
    await writePlan([{ id: '1', gates: checklist, body: '## Acceptance criteria\n- [x] yes\n' }]);
    const uri = uriOf('ROADMAP.md');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const wrong = document.getText().replace('**Status:** TODO', '**Status:** done');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), wrong);
    await vscode.workspace.applyEdit(edit);
    const problem = await until('the problem', () =>
      vscode.languages.getDiagnostics(uri).find(({ code }) => codeOf(code) === 'phase-status-unknown'),
    );
    assert.equal(document.getText(problem.range), 'done');
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);

    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    // The editor's own Markdown support has actions too.
    const fix = actions.find(({ title }) => title.includes('DONE'));
    assert.ok(fix?.edit, `there is no fix among ${actions.map(({ title }) => title).join(', ')}`);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /\*\*Status:\*\* DONE/);
    await until('the problem to go', () =>
      vscode.languages.getDiagnostics(uri).every(({ code }) => codeOf(code) !== 'phase-status-unknown'),
    );
  });

  it('mends on save what is certain, where the settings ask for it, and leaves claims of a verdict', async () => {
    await writePlan([
      { id: '1', gates: checklist, body: '## Acceptance criteria\n- [x] yes\n' },
      { id: '2', gates: checklist, body: '## Acceptance criteria\n- [x] yes\n' },
    ]);
    const uri = uriOf('ROADMAP.md');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const settings = vscode.workspace.getConfiguration('editor');
    await settings.update(
      'codeActionsOnSave',
      { 'source.fixAll.phasegate': 'explicit' },
      vscode.ConfigurationTarget.Global,
    );
    try {
      const [first, second] = [document.getText().indexOf('TODO'), document.getText().lastIndexOf('TODO')];
      const edit = new vscode.WorkspaceEdit();
      for (const [offset, word] of [
        [first, 'in progress'],
        [second, 'Done'],
      ] as const)
        edit.replace(uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + 4)), word);
      await vscode.workspace.applyEdit(edit);
      await until('both problems', () => {
        const found = vscode.languages
          .getDiagnostics(uri)
          .filter(({ code }) => codeOf(code) === 'phase-status-unknown');
        return found.length === 2 && found;
      });
      await document.save();
      assert.match(document.getText(), /\*\*Status:\*\* IN_PROGRESS/);
      assert.match(document.getText(), /\*\*Status:\*\* Done$/m);
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('links the code of a problem to its page, which is there', async () => {
    await writePlan([{ id: '1', gates: checklist, body: '# no criteria\n' }]);
    await vscode.commands.executeCommand('phasegate.checkRoadmap', { folderUri: openFolder().uri.toString() });
    const uri = uriOf('stages/1.md');
    const problem = await until('the problem', () =>
      vscode.languages.getDiagnostics(uri).find(({ code }) => codeOf(code) === 'gate-checklist-heading-missing'),
    );
    assert.ok(typeof problem.code === 'object');
    const page = await vscode.workspace.openTextDocument(problem.code.target);
    assert.match(page.getText(), /^# `gate-checklist-heading-missing`/);
  });

  it('shows invalid YAML with its line, though the file is in no editor', async () => {
    await writePlan([{ id: '1', gates: checklist, body: '## Acceptance criteria\n- [x] yes\n' }]);
    await writeText('stages/1.md', '---\nphase: 1\ngates: [a, b\n---\n# Phase 1\n');
    await vscode.commands.executeCommand('phasegate.checkRoadmap', { folderUri: openFolder().uri.toString() });
    const problem = await until('the problem', () =>
      vscode.languages.getDiagnostics(uriOf('stages/1.md')).find(({ code }) => codeOf(code) === 'yaml-invalid'),
    );
    assert.ok(problem.range.start.line >= 2 && problem.range.start.line <= 3, `line ${problem.range.start.line}`);
  });
});

/** The server may give its codes a link to their explanation. */
function codeOf(code: vscode.Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}
