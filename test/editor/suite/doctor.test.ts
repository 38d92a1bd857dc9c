/** The examination of the data in the real workbench: a Markdown preview that says what is in order. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, until } from '../openFolder.ts';

describe('the doctor', () => {
  it('shows a preview with a line for each thing that it looked at', async () => {
    await closeEditors();
    await vscode.commands.executeCommand('phasegate.doctor');
    const tab = await until('the preview', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label, input }) => {
          // Which of the two a preview is differs between versions of the editor.
          const isPreview = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputWebview;
          return isPreview && input.viewType.includes('markdown.preview') && label.includes('Phasegate Doctor');
        }),
    );
    const uri = vscode.Uri.from({ scheme: 'phasegate-doctor', path: '/Phasegate Doctor.md' });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /^# Phasegate Doctor$/m);
    assert.match(text, /integrity.*Every page is in order/);
    assert.match(text, /space.*\d GB are free|space.*\d MB are free/);
    // A font may lack such signs, and the editor itself uses none.
    assert.doesNotMatch(text, /\p{Extended_Pictographic}/u);
    await vscode.window.tabGroups.close(tab);
  });
});
