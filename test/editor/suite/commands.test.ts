/** Every contributed command is there once the extension is active, and none beside them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('commands', () => {
  it('are registered exactly as package.json contributes them', async () => {
    const extension = vscode.extensions.getExtension<unknown>('phasegate.phasegate');
    assert.ok(extension);
    await extension.activate();
    const contributed = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('phasegate.'));
    // The editor adds commands of its own for each view, such as `phasegate.phases.focus`.
    const ours = registered.filter((id) => !/^phasegate\.(phases|chat|regulations)\./.test(id));
    assert.deepEqual(ours.sort(), [...contributed].sort());
  });
});
