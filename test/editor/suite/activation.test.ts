/** The extension is found by the editor and activates, from the folder that is meant to be under test. */
import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';

describe('activation', () => {
  it('finds the extension, and it is the copy under test', () => {
    const extension = vscode.extensions.getExtension('phasegate.phasegate');
    assert.ok(extension, 'the editor does not know phasegate.phasegate');
    const expected = process.env.PHASEGATE_EXTENSION_UNDER_TEST;
    if (expected !== undefined) assert.equal(realpathSync(extension.extensionPath), realpathSync(expected));
  });

  it('activates', async () => {
    const extension = vscode.extensions.getExtension('phasegate.phasegate');
    await extension?.activate();
    assert.equal(extension?.isActive, true);
  });
});
