/** Answers in the real workbench: quoted and cited, streamed, stopped, given again, and kept over a reload in the middle. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cliProgram } from '../server/terminal.ts';
import { MessagesServer, sourcesOf } from '../messagesApi/messagesServer.ts';
import { ChatPage } from './chatPage.ts';
import { makeProject, type Project } from './project.ts';
import { seriousFaults } from './seriousFaults.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

const rulebook = (retention: string): string => `---
title: AML Rulebook
id: AML
version: "7"
---

# Customer due diligence

8.1.1 A Relevant Person must verify a customer before it opens an account.

8.1.2 Records of transactions must be kept for ${retention} years after the relationship ends.
`;

describe('answers in the workbench', function () {
  this.timeout(180_000);
  let server: MessagesServer;
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    server = await MessagesServer.start();
    undo.push(() => server.close());
    project = await makeProject([]);
    undo.push(() => project.remove());
    workbench = await openWorkbench({
      folder: project.folder,
      environment: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'sk-ant-e2e' },
    });
    undo.push(() => workbench.close());
    await ingest('six');
    await workbench.window.openView('Phasegate');
  });
  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  const ingest = async (retention: string): Promise<void> => {
    const folder = path.join(project.folder, 'regs');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'aml.md'), rulebook(retention));
    await promisify(execFile)(process.execPath, [cliProgram, 'ingest', 'regs', '--dataset', 'adgm'], {
      cwd: project.folder,
      env: { ...process.env, PHASEGATE_HOME: workbench.phasegateHome },
    });
  };
  const newChat = async (): Promise<ChatPage> => {
    await workbench.window.runCommand('View: Close All Editors');
    await workbench.window.runCommand('Phasegate: New Chat');
    return ChatPage.find(workbench.window, 'tab', 'New Chat');
  };
  const shown = (): Promise<ChatPage> => ChatPage.find(workbench.window, 'tab');

  it('quote the regulations offline, show the passage at a number, and open it at its place', async () => {
    const { window } = workbench;
    const chat = await newChat();
    await chat.send('How long must records of transactions be kept?');
    await chat.message('Quoted from the regulations').waitFor();
    await chat.frame.getByRole('status').getByText('The answer is finished.').waitFor({ state: 'attached' });
    const number = chat.citations.first();
    await number.focus();
    const card = chat.frame.getByRole('tooltip');
    await card.getByText('AML Rulebook, 8.1.2').waitFor();
    await card.getByText('version 7').waitFor();
    assert.match(
      (await card.locator('mark').textContent()) ?? '',
      /^Records of transactions must be kept for six years/,
    );
    await window.screenshot('answer-card');
    await number.press('Escape');
    await card.waitFor({ state: 'detached' });
    await number.press('Enter');
    await window.see(window.openTab(/^aml\.md/));
    await window.waitFor('the quote to be selected', async () =>
      /selected/.test((await window.page.locator('.statusbar').textContent()) ?? ''),
    );
    await window.screenshot('answer-source');
  });

  it('say when a passage has changed since', async () => {
    await ingest('ten');
    const chat = await shown();
    await chat.citations.first().focus();
    await chat.frame.getByText('changed since answered').first().waitFor();
    await chat.frame.getByRole('tooltip').getByText('ten years').waitFor();
    await chat.citations.first().press('Escape');
  });

  it('stand beside each other when asked again', async () => {
    const chat = await shown();
    await chat.messageAction('Quoted from the regulations', 'Ask Again');
    await chat.message('Quoted from the regulations').getByText('2/2').waitFor();
    await chat.answered();
    await chat.messageAction('Quoted from the regulations', 'Previous Branch');
    await chat.message('Quoted from the regulations').getByText('1/2').waitFor();
  });

  it('of a model stream, stop, and keep what had arrived', async () => {
    const said = [{ kind: 'text', text: 'Records must be kept for ' }] as const;
    server.next({ kind: 'stall', said });
    const chat = await newChat();
    await chat.pickModel('Claude Sonnet 5.5');
    await chat.send('How long must records of transactions be kept?');
    await chat.message('Records must be kept for').getByText('Answering…').waitFor();
    await workbench.window.screenshot('answer-streaming');
    await chat.stop();
    await chat.message('Records must be kept for').getByText('Stopped. What had arrived is kept.').waitFor();
    await chat.answered();
  });

  it('of a model arrive without moving anything, for who asks the system for less motion', async () => {
    const { page } = workbench.window;
    server.next({ kind: 'stall', said: [{ kind: 'text', text: 'Nothing moves here, ' }] });
    const chat = await newChat();
    await chat.pickModel('Claude Sonnet 5.5');
    const animations = (): Promise<number> => chat.frame.evaluate(() => document.getAnimations().length);
    await chat.send('Does anything move?');
    await chat.message('Nothing moves here,').getByText('Answering…').waitFor();
    assert.ok((await animations()) > 0, 'there is nothing that could be still');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    try {
      await workbench.window.waitFor('the page to be still', async () => (await animations()) === 0);
    } finally {
      await page.emulateMedia({ reducedMotion: null });
    }
    await chat.stop();
    await chat.answered();
  });

  it('fit into a window whose zoom is 200 %, where all can be reached', async () => {
    const { page } = workbench.window;
    const size = page.viewportSize() ?? { width: 1280, height: 800 };
    const chat = await newChat();
    await chat.send('How long must records of transactions be kept?');
    await chat.message('Quoted from the regulations').waitFor();
    await chat.answered();
    // To a page, a zoom of 200 % is a window of half the size.
    await page.setViewportSize({ width: size.width / 2, height: size.height / 2 });
    try {
      await workbench.window.waitFor('the page to be narrow', async () =>
        chat.frame.evaluate((width) => document.documentElement.clientWidth < width, size.width / 2),
      );
      const wide = await chat.frame.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('.message, .composer, .markdown p')]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
          .map(({ className, tagName }) => `${tagName} ${className}`),
      );
      assert.deepEqual(wide, []);
      for (const part of [chat.composer, chat.frame.locator('vscode-button', { hasText: 'Send' })]) {
        const box = await part.boundingBox();
        assert.ok(box !== null && box.x >= 0 && box.x + box.width <= size.width / 2, JSON.stringify(box));
        assert.ok(box.y >= 0 && box.y + box.height <= size.height / 2, JSON.stringify(box));
      }
      await chat.citations.first().focus();
      await chat.frame.getByRole('tooltip').getByText('AML Rulebook, 8.1.2').waitFor();
      await workbench.window.screenshot('answer-at-twice-the-size');
    } finally {
      await page.setViewportSize(size);
    }
  });

  it('of a model go on over a reload in the middle, with every word once', async () => {
    const { window } = workbench;
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => (release = resolve));
    const said = [{ kind: 'text', text: 'The first half, ' }] as const;
    server.next({ kind: 'held', said, until, rest: 'and the second half.' });
    let chat = await newChat();
    await chat.pickModel('Claude Sonnet 5.5');
    await chat.send('What are the halves of an answer?');
    await chat.message('The first half,').waitFor();
    // The page alone is loaded again, as when its tab was hidden; a reload of the window ends the server with it.
    const { frame } = chat;
    await window.runCommand('Developer: Reload Webviews');
    await window.waitFor('the page to be loaded again', () => frame.isDetached());
    chat = await shown();
    await chat.message('The first half,').getByText('Answering…').waitFor();
    release();
    await chat.message('The first half, and the second half.').waitFor();
    await chat.answered();
    const text = (await chat.message('The first half,').locator('.markdown').textContent()) ?? '';
    assert.equal(text.trim(), 'The first half, and the second half.');
  });

  it('of a model name what they cite, strike out what does not stand there, and tell their cost', async () => {
    server.next((request) => {
      const result = sourcesOf(request).find(({ source }) => source?.endsWith('#8.1.1'));
      const cited = (result?.content ?? []).map(({ text }) => text).join('');
      const source = result?.source ?? '';
      return {
        kind: 'answer',
        said: [
          { kind: 'text', text: '**Before** the account is opened' },
          { kind: 'citation', source, cited },
          { kind: 'text', text: ', or on a Sunday' },
          { kind: 'citation', source, cited: 'Customers are verified on Sundays.' },
          { kind: 'text', text: '.' },
        ],
      };
    });
    const chat = await newChat();
    await chat.pickModel('Claude Sonnet 5.5');
    await chat.send('When must a customer be verified?');
    const answer = chat.message('or on a Sunday');
    await answer.getByText(/160|210 tokens/).waitFor();
    assert.equal(await chat.frame.locator('.cite.is-unverified').textContent(), '2');
    await answer.getByText('not found in its source').waitFor();
    await answer.getByText('inspect').click();
    await answer.getByRole('cell', { name: /AML Rulebook, 8\.1\.1/ }).waitFor();
    await workbench.window.screenshot('answer-model');
  });

  it('have code that is put where the cursor is, also in an editor that the chat covers', async () => {
    const { window } = workbench;
    await writeFile(path.join(project.folder, 'target.txt'), 'before\nafter\n');
    const code = 'const years = 6;\nconst isKept = years < 7;';
    const said = [{ kind: 'text', text: `So:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nDone.` }] as const;
    server.next({ kind: 'answer', said });
    const chat = await newChat();
    const model = 'Claude Sonnet 5.5';
    await chat.pickModel(model);
    await chat.send('Which code says it?');
    await chat.message('Done.').waitFor();
    await chat.answered();
    const insert = chat.button('Insert at Cursor');
    await insert.press('Enter');
    await window.see(window.notification('No editor is open that the code could go into'));
    await window.openFile('target.txt');
    await window.page.keyboard.press('ControlOrMeta+Home');
    await window.page.keyboard.press('ArrowDown');
    await window.runCommand('View: Open Previous Editor in Group');
    const again = await shown();
    // The page was loaded again, and what was picked before the conversation began is picked still.
    const picker = again.frame.getByRole('combobox', { name: 'What answers' });
    await window.waitFor('the model', async () => (await picker.locator('option:checked').textContent()) === model);
    assert.deepEqual(await seriousFaults(again.frame), []);
    await window.screenshot('answer-code');
    await again.button('Insert at Cursor').press('Enter');
    await window.see(window.openTab(/^target\.txt/));
    await window.waitFor('the code', async () => (await window.editorText()) === `before\n${code}after\n`);
    await window.runCommand('Undo');
    await window.waitFor('the text as it was', async () => (await window.editorText()) === 'before\nafter\n');
    await window.runCommand('View: Revert and Close Editor');
    await shown();
  });

  it('that fail say why, and the question can be asked again', async () => {
    server.next({ kind: 'refuse', status: 401, type: 'authentication_error' });
    const chat = await newChat();
    await chat.pickModel('Claude Sonnet 5.5');
    await chat.send('When must a customer be verified?');
    await chat.message('Anthropic refused the API key.').waitFor();
    assert.ok(!(await chat.frame.locator('body').innerText()).includes('sk-ant-e2e'));
    await chat.pickModel('Quotes only (no model)');
    await chat.messageAction('Anthropic refused the API key.', 'Ask Again');
    await chat.message('Quoted from the regulations').getByText('2/2').waitFor();
  });
});
