/** Conversations in the real workbench: written, branched, found, deleted and undone, kept over reloads and seen by other windows. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { systemClock } from '../../server/base/clock.ts';
import { buildChatStores } from '../../server/chat/chatStores.ts';
import type { MessagePart } from '../../server/chat/message.ts';
import { openSqliteDatabase } from '../../server/database/openSqliteDatabase.ts';
import { ChatPage } from './chatPage.ts';
import { makeProject, type Project } from './project.ts';
import { seriousFaults } from './seriousFaults.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

describe('chat in the workbench', function () {
  this.timeout(120_000);
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    project = await makeProject([]);
    undo.push(() => project.remove());
    workbench = await openWorkbench({ folder: project.folder });
    undo.push(() => workbench.close());
    await workbench.window.openView('Phasegate');
  });

  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  const side = (): Promise<ChatPage> => ChatPage.find(workbench.window, 'sidebar');
  const tab = (title?: string): Promise<ChatPage> => ChatPage.find(workbench.window, 'tab', title);

  it('starts empty, with a button that begins a conversation', async () => {
    const chat = await side();
    await chat.button('Start a Chat').click();
    await chat.send('When must we re-verify existing clients?');
    await chat.message('When must we re-verify').waitFor();
    await chat.button('Show All Conversations').click();
    await chat.row('When must we re-verify existing clients?').waitFor();
  });

  it('opens a new chat in a tab, which has its name once something is written', async () => {
    const { window } = workbench;
    await window.runCommand('Phasegate: New Chat');
    const chat = await tab('New Chat');
    await chat.send('First thought');
    await chat.send('Second thought');
    await window.see(window.openTab(/^First thought/));
    // Each with its answer, which says that no regulations are loaded.
    await window.waitFor('both answers', async () => (await chat.messages.count()) === 4);
    await chat.answered();
  });

  it('has everything after a reload, and the draft', async () => {
    const { window } = workbench;
    let chat = await tab();
    await chat.composer.fill('Not sent yet');
    await chat.draftKept();
    // In a browser the workbench stores its tabs only every few seconds.
    await window.waitFor('the workbench to store its tabs', () => isStored(window.page, 'First thought'), 60_000);
    await window.reload();
    await window.see(window.openTab(/^First thought/), 'the tab', 60_000);
    chat = await tab();
    await chat.message('Second thought').waitFor();
    await window.waitFor('the draft', async () => (await chat.composer.inputValue()) === 'Not sent yet');
    await chat.composer.fill('');
    await chat.draftKept();
  });

  it('makes a branch of an edit, and goes back and forth', async () => {
    const chat = await tab();
    await chat.messageAction('First thought', 'Edit as a New Branch');
    const field = chat.frame.getByRole('textbox', { name: 'Edit the message' });
    await field.fill('Another thought');
    await field.press('Enter');
    await chat.message('Another thought').getByText('2/2').waitFor();
    await chat.message('Second thought').waitFor({ state: 'detached' });
    await chat.messageAction('Another thought', 'Previous Branch');
    await chat.message('First thought').getByText('1/2').waitFor();
    await chat.message('Second thought').waitFor();
  });

  it('renames, and shows the name in the tab and the list', async () => {
    const { window } = workbench;
    const chat = await tab();
    await chat.button('Rename').click();
    const field = chat.frame.getByRole('textbox', { name: /^Name of the conversation/ });
    await field.fill('Thoughts of today');
    await field.press('Enter');
    await window.see(window.openTab(/^Thoughts of today/));
    await (await side()).row('Thoughts of today').waitFor();
  });

  it('deletes with undo, and lists what is deleted in the trash', async () => {
    const chat = await side();
    await chat.rowAction('Thoughts of today', 'Delete');
    await chat.row('Thoughts of today').waitFor({ state: 'detached' });
    await chat.button('Undo').click();
    await chat.row('Thoughts of today').waitFor();
    await chat.rowAction('When must we re-verify existing clients?', 'Delete');
    await chat.frame.getByRole('combobox', { name: /Which/ }).selectOption({ label: 'Trash' });
    await chat.rowAction('When must we re-verify existing clients?', 'Restore');
    await chat.frame.getByText('The trash is empty').waitFor();
    await chat.button('Show All Conversations').first().click();
    await chat.row('When must we re-verify existing clients?').waitFor();
  });

  it('pins and archives', async () => {
    const chat = await side();
    await chat.rowAction('When must we re-verify existing clients?', 'Pin');
    const titles = chat.frame.locator('.row-title');
    await workbench.window.waitFor('the pinned one to be first', async () =>
      ((await titles.first().textContent()) ?? '').startsWith('When must'),
    );
    await chat.rowAction('Thoughts of today', 'Archive');
    await chat.row('Thoughts of today').waitFor({ state: 'detached' });
    await chat.button('Undo').click();
    await chat.row('Thoughts of today').waitFor();
  });

  it('finds a message by its words in the list, and lands on it', async () => {
    const chat = await side();
    await chat.frame.getByRole('textbox', { name: 'Search messages' }).fill('another thou');
    await chat.row('Thoughts of today').getByRole('button').click();
    await chat.message('Another thought').and(chat.frame.locator('.is-landed')).waitFor();
    await chat.frame.getByText('2/2').waitFor();
    await chat.button('Show All Conversations').click();
    await chat.frame.getByRole('textbox', { name: 'Search messages' }).fill('');
  });

  it('finds a message by its words in the palette, and opens it in a tab', async () => {
    const { window } = workbench;
    await window.runCommand('Phasegate: Search Chats…');
    const words = window.page.locator('.quick-input-widget').filter({ hasText: 'Search Chats' }).locator('input.input');
    await words.fill('verify exist');
    await window.quickPick(/When must we re-verify existing clients/);
    const chat = await tab('When must we re-verify');
    await chat.message('When must we re-verify').and(chat.frame.locator('.is-landed')).waitFor();
  });

  it('shows a message in another window within a second', async () => {
    const other = await workbench.openWindow();
    await other.openView('Phasegate');
    const theirs = await ChatPage.find(other, 'sidebar');
    await theirs.row('When must we re-verify').getByRole('button').first().click();
    await theirs.message('When must we re-verify').waitFor();
    const ours = await tab('When must we re-verify');
    const delaysMs: number[] = [];
    for (const text of ['One for the other', 'Two for the other', 'Three for the other']) {
      const seenAt = (page: ChatPage): Promise<number> => timeSeen(page.frame, text);
      const seen = Promise.all([seenAt(ours), seenAt(theirs)]);
      await ours.send(text);
      const [here, there] = await seen;
      delaysMs.push(there - here);
    }
    // The machine that runs this may be busy; the middle one of three is what a person would meet.
    const [, middleMs = Infinity] = delaysMs.toSorted((one, two) => one - two);
    assert.ok(middleMs < 1_000, `${delaysMs.join(', ')} ms`);
    await theirs.send('An answer from there');
    await ours.message('An answer from there').waitFor();
    await other.page.close();
  });

  it('draws answers of every kind as they stand in the store', async () => {
    const database = await openSqliteDatabase({
      file: path.join(workbench.phasegateHome, 'phasegate.db'),
      clock: systemClock,
    });
    const own = { pid: process.pid, start: 'now', host: 'here' };
    const { conversations, messages } = buildChatStores(database, systemClock, own);
    try {
      const { id } = await conversations.create({ title: 'Answers', workspace: project.folder });
      await messages.append(id, { role: 'user', parts: [{ kind: 'text', text: 'Ask' }] });
      const parts: MessagePart[] = [
        { kind: 'text', text: 'A person **must** [1].' },
        {
          kind: 'citation',
          number: 1,
          document: 'AML',
          passage: 'AML 8.1.1',
          quote: 'must undertake',
          isVerified: true,
        },
        { kind: 'citation', number: 2, document: 'AML', passage: 'AML 9.9', quote: 'invented', isVerified: false },
        { kind: 'tool-use', id: 't', name: 'find_regulations', input: { words: 'kyc' } },
        { kind: 'tool-result', id: 't', text: 'Two passages', isError: false },
        { kind: 'attachment', name: 'notes.txt', mediaType: 'text/plain', text: 'Attached words', uri: null },
      ];
      await messages.append(id, { role: 'assistant', parts });
      const answer = async () => (await messages.beginAnswer(id, { model: null })).id;
      await messages.endAnswer(await answer(), {
        status: 'failed',
        failure: 'The model could not be reached. Try again.',
        usage: null,
      });
      const stopped = await answer();
      await messages.extendAnswer(stopped, 0, [{ kind: 'text', text: 'Half an' }]);
      await messages.endAnswer(stopped, { status: 'cancelled', failure: null, usage: null });
      const running = await answer();
      await messages.extendAnswer(running, 0, [{ kind: 'text', text: 'So far' }]);
      const chat = await side();
      await chat.row('Answers').getByRole('button').first().click();
      await chat.message('So far').getByText('Answering…').waitFor();
      await chat.message('Half an').getByText('Stopped. What had arrived is kept.').waitFor();
      await chat.message('The model could not be reached. Try again.').waitFor();
      await messages.endAnswer(running, { status: 'complete', failure: null, usage: null });
      await chat.frame.getByRole('status').getByText('The answer is finished.').waitFor();
      await chat.message('So far').getByText('Answering…').waitFor({ state: 'detached' });
      await chat.message('A person must').getByText('AML 9.9').waitFor();
      assert.equal(await chat.frame.locator('.source.is-unverified s').textContent(), 'AML, AML 9.9');
      await chat.button('Show All Conversations').click();
    } finally {
      await database.close();
    }
  });

  it('draws what is hostile as harmless text, and asks nobody for anything', async () => {
    const requests: string[] = [];
    workbench.page.on('request', (request) => requests.push(request.url()));
    const { window } = workbench;
    await window.runCommand('Phasegate: New Chat');
    const chat = await tab('New Chat');
    const hostile = [
      '![picture](https://evil.example/x.png)',
      '<img src="https://evil.example/y.png" onerror="document.title=1">',
      '[run](command:workbench.action.terminal.new) [js](javascript:alert(1)) [file](file:///etc/passwd)',
      '<script>document.title = "owned"</script><style>*{display:none}</style>',
      '[fine](https://example.com/fine)',
    ].join('\n\n');
    await chat.send(hostile);
    await chat.message('fine').waitFor();
    const found = await chat.messages.first().evaluate((article) => ({
      elements: article.querySelectorAll('img, script, style, iframe, object').length,
      links: [...article.querySelectorAll('a')].map((link) => link.getAttribute('href')),
    }));
    assert.deepEqual(found, { elements: 0, links: ['https://evil.example/y.png', 'https://example.com/fine'] });
    assert.deepEqual(
      requests.filter((url) => new URL(url).hostname.endsWith('example') || url.includes('example.com')),
      [],
    );
  });

  it('keeps the page small however long the conversation is, and scrolls through all of it', async () => {
    const database = await openSqliteDatabase({
      file: path.join(workbench.phasegateHome, 'phasegate.db'),
      clock: systemClock,
    });
    const { conversations, messages } = buildChatStores(database, systemClock, { pid: 1, start: '', host: '' });
    const { id } = await conversations.create({ title: 'A long one', workspace: project.folder });
    try {
      await Promise.all(
        Array.from({ length: 600 }, (_, index) =>
          messages.append(id, {
            role: 'user',
            parts: [{ kind: 'text', text: `Line ${index} ${'word '.repeat(index % 40)}` }],
          }),
        ),
      );
    } finally {
      await database.close();
    }
    const chat = await side();
    await chat.row('A long one').getByRole('button').first().click();
    await chat.message(/Line 599/).waitFor();
    const feed = chat.frame.getByRole('feed');
    assert.ok((await chat.messages.count()) < 40);
    await feed.evaluate((element) => element.scrollTo(0, 0));
    await chat.message(/Line 0\b/).waitFor();
    await feed.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await chat
      .message(/Line (2[5-9]|3[0-4])\d\b/)
      .first()
      .waitFor();
    assert.ok((await chat.messages.count()) < 40);
    // Who scrolls on meets messages, not gaps: they are read before the view comes to them.
    const frames = 100;
    const gaps = await feed.evaluate(
      (element, count) =>
        new Promise<number>((resolve) => {
          let gapsSoFar = 0;
          let left = count;
          const step = (): void => {
            const { top, bottom } = element.getBoundingClientRect();
            const isGap = [...element.querySelectorAll('.is-absent')].some((article) => {
              const place = article.getBoundingClientRect();
              return place.bottom > top && place.top < bottom;
            });
            if (isGap) gapsSoFar++;
            element.scrollBy(0, -60);
            left--;
            if (left === 0) resolve(gapsSoFar);
            else requestAnimationFrame(step);
          };
          requestAnimationFrame(step);
        }),
      frames,
    );
    assert.ok(gaps < frames / 4, `${gaps} of ${frames} frames had a gap`);
    // The page key goes to the next message, and the focus with it.
    const focusedIndex = (): Promise<number> =>
      chat.frame.evaluate(() => Number(document.activeElement?.getAttribute('data-index')));
    await chat.messages.nth(8).focus();
    const from = await focusedIndex();
    await chat.frame.page().keyboard.press('PageDown');
    await workbench.window.waitFor('the focus to follow', async () => (await focusedIndex()) === from + 1);
    await chat.button('Show All Conversations').click();
  });

  it('has no serious fault of accessibility, in the list and in a conversation', async () => {
    const chat = await side();
    await chat.row('A long one').waitFor();
    assert.deepEqual(await seriousFaults(chat.frame), []);
    await chat.row('Answers').getByRole('button').first().click();
    await chat.message('So far').waitFor();
    assert.deepEqual(await seriousFaults(chat.frame), []);
  });
});

/** Whether the workbench would have something with that text after a reload. */
function isStored(page: Page, text: string): Promise<boolean> {
  return page.evaluate(async (wanted) => {
    const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('the database of the workbench cannot be read'));
      });
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined || !name.startsWith('vscode-web-state-db')) continue;
      const database = await settled(indexedDB.open(name));
      try {
        for (const store of database.objectStoreNames) {
          const values = await settled(database.transaction(store, 'readonly').objectStore(store).getAll());
          if (values.some((value) => typeof value === 'string' && value.includes(wanted))) return true;
        }
      } finally {
        database.close();
      }
    }
    return false;
  }, text);
}

/** Milliseconds since 1970 at which a text is first in the page. */
function timeSeen(frame: Frame, text: string): Promise<number> {
  return frame.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const isThere = [...document.querySelectorAll('article')].some(({ textContent }) =>
            textContent.includes(wanted),
          );
          if (!isThere) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    text,
  );
}
