/** Writing a question in the real workbench: commands, attachments and what becomes of them, by keyboard alone. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { MessagesServer } from '../messagesApi/messagesServer.ts';
import { cliProgram } from '../server/terminal.ts';
import { ChatPage } from './chatPage.ts';
import { makeProject, type Project } from './project.ts';
import { seriousFaults } from './seriousFaults.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

const rulebook = `---
title: AML Rulebook
id: AML
---

# Customer due diligence

8.1.1 A Relevant Person must verify a customer before it opens an account.

8.1.2 Records of transactions must be kept for six years after the relationship ends.
`;
const source = 'first line\nconst retentionYears = 6;\nconst other = 1;\nlast line\n';

describe('writing a question in the workbench', function () {
  this.timeout(180_000);
  let server: MessagesServer;
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    server = await MessagesServer.start();
    undo.push(() => server.close());
    project = await makeProject([
      { id: '7', title: 'Keep records', gates: '  - { name: unit, run: node gates/say.mjs }' },
    ]);
    undo.push(() => project.remove());
    await mkdir(path.join(project.folder, 'regs'), { recursive: true });
    await writeFile(path.join(project.folder, 'regs', 'aml.md'), rulebook);
    await writeFile(path.join(project.folder, 'records.txt'), source);
    await writeFile(path.join(project.folder, 'large.txt'), 'x'.repeat(300 * 1024));
    workbench = await openWorkbench({
      folder: project.folder,
      environment: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'sk-ant-e2e' },
    });
    undo.push(() => workbench.close());
    await promisify(execFile)(process.execPath, [cliProgram, 'ingest', 'regs', '--dataset', 'adgm'], {
      cwd: project.folder,
      env: { ...process.env, PHASEGATE_HOME: workbench.phasegateHome },
    });
    await workbench.window.openView('Phasegate');
  });
  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  const newChat = async (): Promise<ChatPage> => {
    await workbench.window.runCommand('View: Close All Editors');
    await workbench.window.runCommand('Phasegate: New Chat');
    return ChatPage.find(workbench.window, 'tab', 'New Chat');
  };
  const type = (text: string): Promise<void> => workbench.page.keyboard.type(text);
  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);
  const hasFocus = (chat: ChatPage): Promise<boolean> =>
    chat.frame.evaluate(() => document.activeElement?.classList.contains('composer-field') === true);

  it('offers commands at a slash, and goes through them by keys', async () => {
    const chat = await newChat();
    await chat.composer.focus();
    await type('/');
    await chat.options.first().waitFor();
    assert.deepEqual(await chat.frame.locator('.option-label').allTextContents(), [
      '/regulation',
      '/memory',
      '/phase',
      '/export',
    ]);
    const combobox = chat.frame.getByRole('combobox', { name: /^Write a message/, expanded: true });
    assert.equal(await combobox.getAttribute('aria-controls'), 'composer-options');
    const chosen = async (): Promise<string> =>
      chat.frame.evaluate(() => {
        const active = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
        return document.getElementById(active)?.querySelector('.option-label')?.textContent ?? '';
      });
    assert.equal(await chosen(), '/regulation');
    await press('ArrowDown');
    await press('ArrowDown');
    await workbench.window.waitFor('the third to be active', async () => (await chosen()) === '/phase');
    await press('ArrowUp');
    await press('ArrowUp');
    await press('ArrowUp');
    await workbench.window.waitFor('the last to be active', async () => (await chosen()) === '/export');
    assert.deepEqual(await seriousFaults(chat.frame), []);
    await workbench.window.screenshot('commands');
    await press('Escape');
    await chat.options.first().waitFor({ state: 'detached' });
    assert.equal(await chat.composer.inputValue(), '/');
    assert.ok(await hasFocus(chat));
  });

  it('says which command there is not, and neither sends nor loses the text', async () => {
    const chat = await newChat();
    await chat.composer.fill('/regulate six years');
    await chat.frame.getByRole('status').getByText('There is no command /regulate.').waitFor();
    await chat.composer.press('Enter');
    await chat.frame.getByRole('alert').getByText('There is no command /regulate.').waitFor();
    assert.equal(await chat.composer.inputValue(), '/regulate six years');
    assert.equal(await chat.messages.count(), 0);
    await chat.composer.fill('');
  });

  it('attaches a passage, a phase and an earlier message by commands, and keeps them over a reload', async () => {
    const { window } = workbench;
    let chat = await newChat();
    await chat.composer.focus();
    await type('/reg');
    await chat.options.first().waitFor();
    await press('Tab');
    await type('records six years');
    await chat.options.filter({ hasText: 'AML Rulebook 8.1.2' }).first().waitFor();
    assert.deepEqual(await seriousFaults(chat.frame), []);
    await window.screenshot('command-regulation');
    await press('Enter');
    await chat.attachments.filter({ hasText: 'AML Rulebook 8.1.2' }).waitFor();
    await window.waitFor('the composer to be empty', async () => (await chat.composer.inputValue()) === '');
    await type('/phase 7');
    await chat.options.filter({ hasText: 'Keep records' }).waitFor();
    await press('Enter');
    await chat.attachments.filter({ hasText: 'Phase 7: Keep records' }).waitFor();
    await chat.composer.fill('What of this is done?');
    await chat.draftKept();
    const { frame } = chat;
    await window.runCommand('Developer: Reload Webviews');
    await window.waitFor('the page to be loaded again', () => frame.isDetached());
    chat = await ChatPage.find(window, 'tab');
    await chat.attachments.nth(1).waitFor();
    assert.deepEqual(await chat.frame.locator('.attachment-name').allTextContents(), [
      'AML Rulebook 8.1.2',
      'Phase 7: Keep records',
    ]);
    assert.equal(await chat.composer.inputValue(), 'What of this is done?');
    assert.deepEqual(await seriousFaults(chat.frame), []);
    await window.screenshot('attachments');
    await chat.button('Remove AML Rulebook 8.1.2').press('Enter');
    await window.waitFor('one to be left', async () => (await chat.attachments.count()) === 1);
    await window.waitFor('the focus in the composer', () => hasFocus(chat));
    await chat.send('What of this is done?');
    await chat.answered();
    await chat.message('What of this is done?').getByText('Attached: Phase 7: Keep records').waitFor();
    assert.equal(await chat.attachments.count(), 0);
    await window.waitFor('the focus in the composer', () => hasFocus(chat));
    await type('/memory done');
    await window.see(chat.options.filter({ hasText: 'What of this is done?' }).first());
    await press('Enter');
    await chat.attachments.filter({ hasText: /in What of this is done/ }).waitFor();
  });

  it('attaches what is selected in an editor, which reaches the model as data', async () => {
    const { window, page } = workbench;
    const before = await newChat();
    await before.pickModel('Claude Sonnet 5.5');
    await window.openFile('records.txt');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await window.runCommand('Phasegate: Attach Selection to Chat');
    const chat = await ChatPage.find(window, 'tab', 'New Chat');
    await chat.attachments.filter({ hasText: 'records.txt:2-3' }).waitFor();
    await window.waitFor('the focus in the composer', () => hasFocus(chat));
    const asked = new Promise<string>((resolve) => {
      server.next((request) => {
        resolve(JSON.stringify(request));
        return { kind: 'answer', said: [{ kind: 'text', text: 'It says six.' }] };
      });
    });
    await chat.pickModel('Claude Sonnet 5.5');
    await chat.send('How many years does it say?');
    await chat.message('It says six.').waitFor();
    assert.match(
      await asked,
      /attachment name=[^>]*records\.txt:2-3[^>]*>\\nconst retentionYears = 6;\\nconst other = 1;/,
    );
    await chat.message('How many years').getByText('Attached: records.txt:2-3').waitFor();
  });

  it('attaches a file of the Explorer, and says which it cannot', async () => {
    const { window } = workbench;
    const chat = await newChat();
    await chat.composer.focus();
    await window.runCommand('View: Show Explorer');
    await window.contextAction(/^records\.txt/, 'Attach File to Chat');
    await chat.attachments.filter({ hasText: 'records.txt' }).waitFor();
    await window.contextAction(/^large\.txt/, 'Attach File to Chat');
    await window.see(window.notification('large.txt is too large'));
    assert.equal(await chat.attachments.count(), 1);
    await window.openView('Phasegate');
  });

  it('attaches what the button lets choose', async () => {
    const { window } = workbench;
    const chat = await newChat();
    await chat.button('Attach…').press('Enter');
    await window.quickPick(/Passage of the Regulations/);
    const words = window.page
      .locator('.quick-input-widget')
      .filter({ hasText: 'Attach Passage' })
      .locator('input.input');
    await words.fill('verify a customer');
    await window.quickPick(/AML Rulebook 8\.1\.1/);
    await chat.attachments.filter({ hasText: 'AML Rulebook 8.1.1' }).waitFor();
    await window.waitFor('the focus in the composer', () => hasFocus(chat));
  });

  it('attaches what is dropped: files of the folder, and texts of other programs', async () => {
    const { window } = workbench;
    const chat = await newChat();
    const drop = (what: { readonly uri?: string; readonly name?: string; readonly bytes?: readonly number[] }) =>
      chat.frame.locator('.composer').evaluate((composer, { uri, name, bytes }) => {
        const dataTransfer = new DataTransfer();
        if (uri !== undefined) dataTransfer.setData('application/vnd.code.uri-list', uri);
        if (name !== undefined) dataTransfer.items.add(new File([new Uint8Array(bytes ?? [])], name));
        composer.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, what);
    await drop({ uri: `vscode-remote://127.0.0.1${path.join(project.folder, 'records.txt')}` });
    await chat.attachments.filter({ hasText: 'records.txt' }).waitFor();
    await drop({ name: 'notes.md', bytes: [...new TextEncoder().encode('# Notes')] });
    await chat.attachments.filter({ hasText: 'notes.md' }).waitFor();
    await drop({ name: 'picture.png', bytes: [0x89, 0x50, 0xff, 0xfe] });
    await chat.frame.getByRole('alert').getByText('picture.png is not text in UTF-8').waitFor();
    await drop({ uri: 'file:///etc/passwd' });
    await window.see(window.notification('passwd is in no folder that is open'));
    assert.equal(await chat.attachments.count(), 2);
  });

  it('exports the conversation by a command', async () => {
    const { window } = workbench;
    const chat = await newChat();
    await chat.composer.fill('/export');
    await chat.composer.press('Enter');
    await chat.frame.getByRole('alert').getByText('nothing to export').waitFor();
    assert.equal(await chat.composer.inputValue(), '/export');
    await chat.composer.fill('');
    await chat.send('To be exported');
    await chat.answered();
    await chat.composer.fill('/export');
    await chat.composer.press('Enter');
    await window.waitFor('the composer to be empty', async () => (await chat.composer.inputValue()) === '');
    const file = path.join(project.folder, 'exported.md');
    // The dialog proposes a folder a moment after it has opened, over what was typed until then.
    const field = window.page.locator('.quick-input-widget input.input');
    await window.waitFor('the proposal', async () => (await field.inputValue()).startsWith(project.folder));
    await window.answerInput(file);
    await window.waitForFile('exported.md', 'To be exported');
    assert.match(await readFile(file, 'utf8'), /^# To be exported/);
  });
});
