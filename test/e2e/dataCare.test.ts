/** What a person does when the database is damaged, and with backups, by clicks in the real workbench. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TerminalWorkspace, workspaceFiles } from '../server/terminal.ts';
import { ChatPage } from './chatPage.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

describe('care for the data in the workbench', function () {
  this.timeout(120_000);
  const letter = 'A letter to my grandmother.';
  let workspace: TerminalWorkspace;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void> | void)[] = [];

  before(async () => {
    workspace = new TerminalWorkspace(workspaceFiles(['TODO'], '  - name: ok\n    run: "true"\n'));
    undo.push(() => workspace.dispose());
    assert.equal((await workspace.run('gate', '1')).exitCode, 0);
    assert.equal((await workspace.run('backup', '--daily')).exitCode, 0);
    writeFileSync(path.join(workspace.home, 'phasegate.db'), letter);
    workbench = await openWorkbench({ folder: workspace.root, phasegateHome: workspace.home });
    undo.push(() => workbench.close());
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('tells of the damage, and puts the newest backup in its place at a click', async () => {
    const { window } = workbench;
    await window.openView('Phasegate');
    const damage = window.notification(/is damaged/);
    await window.see(damage);
    const said = await damage.innerText();
    assert.match(said, /The newest sound backup was made .*Either way the damaged one is kept/s);
    assert.doesNotMatch(said, /GHSA|SQLITE|Error:/);
    await window.answerNotification(/is damaged/, 'Restore Backup');
    await window.see(window.notification(/The backup is restored\. What was there is kept as/));
    const setAside = path.join(workspace.home, 'set-aside');
    assert.ok(
      readdirSync(setAside, { recursive: true, withFileTypes: true }).some(
        (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name), 'utf8') === letter,
      ),
    );
    await window.see(window.treeItem(/^1 .*passed/));
    // The chat could not read anything before, and says so no longer.
    const chat = await ChatPage.find(window, 'sidebar');
    await chat.button('Start a Chat').waitFor();
    await window.waitFor('the chat to forget it', async () => (await chat.frame.getByText('is damaged').count()) === 0);
  });

  it('writes a backup to a file that the person names', async () => {
    const { window, page } = workbench;
    await window.runCommand('Phasegate: Back Up Data…');
    const file = path.join(path.dirname(workspace.root), 'kept.db');
    const input = page.locator('.quick-input-widget input.input');
    // The dialog puts its own proposal into the field a moment after it is there.
    await window.waitFor('the proposal', async () => (await input.inputValue()).endsWith('.db'));
    await input.fill(file);
    await window.waitFor('the backup', async () => {
      // It takes no answer while it looks at the folder that is typed.
      if (await input.isVisible()) await input.press('Enter');
      return existsSync(file);
    });
    // A message may go before it is read; the list of them keeps it.
    await window.runCommand('Notifications: Show Notifications');
    const listed = page.locator('.notifications-center .notification-list-item');
    await window.see(listed.filter({ hasText: /The data is backed up to .*kept\.db, and the backup is verified/ }));
    await window.runCommand('Notifications: Hide Notifications');
  });

  it('restores one after a question that says what becomes of the rest', async () => {
    const { window } = workbench;
    await window.runCommand('Phasegate: Restore Data…');
    await window.quickPick('Backup of the day');
    assert.match(await window.answerDialog('Restore'), /What is there now is kept in the folder set-aside/);
    await window.see(window.notification(/The backup is restored/));
  });
});
