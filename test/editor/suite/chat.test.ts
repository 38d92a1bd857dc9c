/** New Chat opens a tab each time, and the view of the side bar can be shown. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

function chatTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('phasegate.chatTab'));
}

describe('chat', () => {
  before(() => vscode.extensions.getExtension('phasegate.phasegate')?.activate());
  afterEach(async () => {
    await vscode.window.tabGroups.close(chatTabs());
  });

  it('opens a tab of its own for each new chat', async () => {
    const opened: string[] = [];
    const listening = vscode.window.tabGroups.onDidChangeTabs((event) =>
      opened.push(...event.opened.map(({ label }) => label)),
    );
    try {
      await vscode.commands.executeCommand('phasegate.newChat');
      await vscode.commands.executeCommand('phasegate.newChat');
      await until(() => chatTabs().length === 2);
      assert.deepEqual(opened, ['New Chat', 'New Chat']);
    } finally {
      listening.dispose();
    }
  });

  it('shows its view in the side bar', async () => {
    const { views } = (vscode.extensions.getExtension('phasegate.phasegate')?.packageJSON as Manifest).contributes;
    assert.ok(views.phasegate.some(({ id, type }) => id === 'phasegate.chat' && type === 'webview'));
    await vscode.commands.executeCommand('phasegate.chat.focus');
  });
});

interface Manifest {
  readonly contributes: {
    readonly views: { readonly phasegate: readonly { readonly id: string; readonly type?: string }[] };
  };
}

/** Waits for a change of the tabs that makes the condition true; the runner ends a test that waits in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise<void>((resolve) => {
      const listening = vscode.window.tabGroups.onDidChangeTabs(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}
