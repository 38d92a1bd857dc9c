/** What explains Phasegate leads somewhere: every command that the walkthrough and the welcome texts name is there. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, target, until, uriOf, writePlan } from '../openFolder.ts';

interface Manifest {
  readonly contributes: {
    readonly viewsWelcome: readonly { readonly contents: string }[];
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly media: Readonly<Record<string, string>>;
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
}

describe('guidance', () => {
  afterEach(closeEditors);

  it('names commands and pictures that are there', async () => {
    const extension = vscode.extensions.getExtension<unknown>('phasegate.phasegate');
    assert.ok(extension);
    const { contributes } = extension.packageJSON as Manifest;
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...steps.map((step) => step.description),
    ];
    const named = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id));
    const awaited = steps.flatMap(({ completionEvents }) =>
      completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []),
    );
    const known = new Set(await vscode.commands.getCommands(true));
    assert.ok(named.length > 10 && awaited.length > 5);
    assert.deepEqual(
      [...new Set([...named, ...awaited])].filter((id) => !known.has(id)),
      [],
    );
    for (const { media } of steps) {
      const file = media['markdown'] ?? media['svg'] ?? '';
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(extension.extensionUri, file));
    }
  });

  it('offers to verify a DONE that the history contradicts, from the light bulb', async () => {
    const gates = 'gates:\n  - name: criteria\n    checklist: Acceptance criteria';
    await writePlan([{ id: '1', gates, body: '## Acceptance criteria\n- [ ] no\n' }]);
    await vscode.commands.executeCommand('phasegate.runGates', target('1'));
    const uri = uriOf('ROADMAP.md');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const word = await until('the verdict', () => {
      const start = document.getText().indexOf('FAILED');
      return start >= 0 && new vscode.Range(document.positionAt(start), document.positionAt(start + 6));
    });
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, word, 'DONE');
    await vscode.workspace.applyEdit(edit);
    const problem = await until('the doubt', () =>
      vscode.languages
        .getDiagnostics(uri)
        .find(({ code }) => (typeof code === 'object' ? code.value : code) === 'status-unproven'),
    );
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Information);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
    );
    const verify = actions.find(({ title }) => title === 'Verify phase 1 now');
    assert.equal(verify?.command?.command, 'phasegate.verifyPhases');
    assert.deepEqual(verify.command.arguments, [target('1')]);
    assert.ok(actions.some(({ title }) => title === 'Set phase 1 back to TODO'));
  });
});
