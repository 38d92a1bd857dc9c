/** Tests conversations over typed messages against the built server, and that other windows hear of each change. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as chat from '../../protocol/chat.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const textOf = ({ parts }: chat.ChatMessage): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');

describe('conversations over LSP', () => {
  let workspace: TerminalWorkspace;
  let editor: Editor;
  const others: Editor[] = [];

  beforeEach(async () => {
    workspace = new TerminalWorkspace({});
    editor = await open();
  });
  afterEach(async () => {
    await Promise.all([editor, ...others.splice(0)].map((one) => one.close()));
    workspace.dispose();
  });

  const open = (): Promise<Editor> => Editor.open({ root: workspace.root, home: workspace.home });
  const create = async (title?: string): Promise<string> =>
    (
      await editor.ask(chat.createConversation, {
        folderUri: editor.folderUri,
        ...(title === undefined ? {} : { title }),
      })
    ).conversation.id;
  const append = async (conversation: string, text: string): Promise<chat.ChatMessage> =>
    (await editor.ask(chat.appendMessage, { conversation, text })).message;
  const shown = async (conversation: string): Promise<readonly string[]> =>
    (await editor.ask(chat.readWindow, { conversation, limit: 50 })).messages.map(textOf);

  it('keeps what is said, and gives a title from the first message', async () => {
    const id = await create();
    await append(id, '# When must we re-verify?');
    await append(id, 'Second');
    const window = await editor.ask(chat.readWindow, { conversation: id, limit: 10 });
    assert.deepEqual(window.messages.map(textOf), ['# When must we re-verify?', 'Second']);
    assert.equal(window.conversation.title, 'When must we re-verify?');
    assert.equal(window.conversation.workspace, workspace.root);
    assert.equal(window.length, 2);
  });

  it('takes a message that is sent twice once', async () => {
    const conversation = await create();
    const message = { conversation, id: '0193aaaa-0000-7000-8000-000000000001', text: 'Once' };
    await editor.ask(chat.appendMessage, message);
    await editor.ask(chat.appendMessage, message);
    assert.deepEqual(await shown(conversation), ['Once']);
  });

  it('makes a branch of an edit, and switches back', async () => {
    const id = await create();
    const first = await append(id, 'First');
    await append(id, 'Second');
    const edited = await editor.ask(chat.editAsBranch, { message: first.id, text: 'First, better' });
    assert.deepEqual(await shown(id), ['First, better']);
    const { messages } = await editor.ask(chat.readWindow, { conversation: id, limit: 1 });
    assert.deepEqual(messages[0]?.alternatives, [first.id, edited.message.id]);
    const { depth } = await editor.ask(chat.switchBranch, { message: first.id });
    assert.equal(depth, 0);
    assert.deepEqual(await shown(id), ['First', 'Second']);
  });

  it('gives any window of a long branch, and never more than a megabyte at once', async () => {
    const id = await create();
    for (let index = 0; index < 12; index++) await append(id, `${index} ${'long '.repeat(20_000)}`);
    const from = await editor.ask(chat.readWindow, { conversation: id, from: 2, limit: 50 });
    assert.equal(from.messages[0]?.depth, 2);
    assert.ok(from.messages.length < 10 && JSON.stringify(from).length < 1_000_000);
    const before = await editor.ask(chat.readWindow, { conversation: id, before: 10, limit: 2 });
    assert.deepEqual(
      before.messages.map(({ depth }) => depth),
      [8, 9],
    );
    const [part] = before.messages[0]?.parts ?? [];
    assert.ok(part?.kind === 'text' && part.text.length < part.wholeLength);
    const whole = await editor.ask(chat.readWholeText, { message: before.messages[0]?.id ?? '' });
    assert.equal(whole.text.length, part.wholeLength);
  });

  it('lists by place, pin, folder and tag, a page at a time', async () => {
    const ids = [await create('One'), await create('Two'), await create('Three')];
    const [one = '', two = '', three = ''] = ids;
    await editor.ask(chat.changeConversation, { conversation: one, isPinned: true, tags: ['law'] });
    await editor.ask(chat.changeConversation, { conversation: two, isArchived: true });
    const titles = async (filter: object): Promise<readonly string[]> =>
      (await editor.ask(chat.listConversations, { limit: 10, order: 'title', ...filter })).conversations.map(
        ({ title }) => title,
      );
    assert.deepEqual(await titles({}), ['One', 'Three']);
    assert.deepEqual(await titles({ isPinned: true }), ['One']);
    assert.deepEqual(await titles({ place: 'archive' }), ['Two']);
    assert.deepEqual(await titles({ tag: 'law' }), ['One']);
    assert.deepEqual(await titles({ folderUri: editor.folderUri }), ['One', 'Three']);
    assert.deepEqual(await titles({ folderUri: null }), []);
    const first = await editor.ask(chat.listConversations, { limit: 1, order: 'title' });
    assert.ok(first.next);
    assert.deepEqual(await titles({ cursor: first.next }), ['Three']);
    await editor.ask(chat.removeConversation, { conversation: three });
    assert.deepEqual(await titles({ place: 'trash' }), ['Three']);
    await editor.ask(chat.restoreConversation, { conversation: three });
    assert.deepEqual(await titles({}), ['One', 'Three']);
  });

  it('refuses a change of what somebody else changed meanwhile', async () => {
    const id = await create('One');
    const { conversation } = await editor.ask(chat.changeConversation, { conversation: id, title: 'Two' });
    const change = { conversation: id, title: 'Three', ifChange: conversation.change - 1 };
    assert.equal(await editor.askFailing(chat.changeConversation, change), 'conversation-changed');
  });

  it('finds a message by its words, with the place in it', async () => {
    const id = await create();
    await append(id, 'A Relevant Person must undertake customer due diligence.');
    await append(id, 'Something else');
    const { found } = await editor.ask(chat.searchMessages, { words: 'diligence custom', limit: 5 });
    const [hit] = found;
    assert.equal(found.length, 1);
    assert.equal(hit?.depth, 0);
    assert.deepEqual(
      hit.snippet.marks.map(({ start, end }) => hit.snippet.text.slice(start, end)),
      ['customer', 'diligence'],
    );
  });

  it('answers bad input with a failure, and goes on', async () => {
    const id = await create('Sound');
    const unknown = '0193aaaa-0000-7000-8000-00000000ffff';
    const other = await create('Other');
    const elsewhere = await append(other, 'Elsewhere');
    const failures = {
      tooLarge: await editor.askFailing(chat.appendMessage, { conversation: id, text: 'x'.repeat(1024 * 1024) }),
      halfCharacter: await editor.askFailing(chat.appendMessage, { conversation: id, text: 'half \ud83d' }),
      halfTitle: await editor.askFailing(chat.changeConversation, { conversation: id, title: '\udc00' }),
      empty: await editor.askFailing(chat.appendMessage, { conversation: id, text: '' }),
      conversation: await editor.askFailing(chat.appendMessage, { conversation: unknown, text: 'Hello' }),
      window: await editor.askFailing(chat.readWindow, { conversation: unknown, limit: 10 }),
      ownParent: await editor.askFailing(chat.appendMessage, {
        conversation: id,
        id: unknown,
        parent: unknown,
        text: 'x',
      }),
      foreignParent: await editor.askFailing(chat.appendMessage, { conversation: id, parent: elsewhere.id, text: 'x' }),
      edit: await editor.askFailing(chat.editAsBranch, { message: unknown, text: 'x' }),
      branch: await editor.askFailing(chat.switchBranch, { message: unknown }),
      cursor: await editor.askFailing(chat.listConversations, { cursor: 'nonsense', limit: 10 }),
      folder: await editor.askFailing(chat.listConversations, { folderUri: 'file:///elsewhere', limit: 10 }),
      limit: await editor.askFailing(chat.readWindow, { conversation: id, limit: 1_000_000 }),
    };
    assert.deepEqual(failures, {
      tooLarge: 'message-too-large',
      halfCharacter: 'text-invalid',
      halfTitle: 'text-invalid',
      empty: 'usage',
      conversation: 'unknown-conversation',
      window: 'unknown-conversation',
      ownParent: 'unknown-message',
      foreignParent: 'unknown-message',
      edit: 'unknown-message',
      branch: 'unknown-message',
      cursor: 'usage',
      folder: 'usage',
      limit: 'usage',
    });
    assert.deepEqual(await shown(id), []);
    await append(id, 'Still here');
    assert.deepEqual(await shown(id), ['Still here']);
  });

  it('loses nothing of what two windows do to one conversation at once', async () => {
    const other = await open();
    others.push(other);
    const id = await create();
    const asked = Array.from({ length: 60 }, (_, at) => {
      const window = at % 2 === 0 ? editor : other;
      return [
        window.ask(chat.appendMessage, { conversation: id, text: `Said ${at}` }),
        at % 10 === 0 ? window.ask(chat.changeConversation, { conversation: id, title: `Title ${at}` }) : null,
        at % 10 === 5 ? window.ask(chat.changeConversation, { conversation: id, isPinned: true }) : null,
      ];
    });
    await Promise.all(asked.flat().filter((one) => one !== null));
    const { conversation, length } = await editor.ask(chat.readWindow, { conversation: id, limit: 50 });
    assert.deepEqual([conversation.messageCount, length, conversation.isPinned], [60, 60, true]);
    assert.match(conversation.title, /^Title \d+$/);
    const said: string[] = [];
    for (let from = 0; from < length; from += 50) {
      const { messages } = await other.ask(chat.readWindow, { conversation: id, from, limit: 50 });
      said.push(...messages.map(textOf));
    }
    assert.equal(new Set(said).size, 60);
  });

  it('announces a change of another window within a second, and tells what it was', async () => {
    const other = await open();
    others.push(other);
    const id = await create();
    await append(id, 'From the first window');
    const known = await other.ask(chat.readChanges, { after: 0, limit: 100 });
    assert.deepEqual(
      known.messages.map(({ depth }) => depth),
      [0],
    );
    const { message } = await editor.ask(chat.appendMessage, { conversation: id, text: 'Again' });
    const writtenAtMs = Date.now();
    const hears = (): (typeof other.chatAnnouncements)[number] | undefined =>
      other.chatAnnouncements.find(({ upTo }) => upTo >= message.change);
    await other.until(() => hears() !== undefined);
    const delayMs = (hears()?.atMs ?? Infinity) - writtenAtMs;
    assert.ok(delayMs < 1_000, `${delayMs} ms`);
    const changes = await other.ask(chat.readChanges, { after: known.upTo, limit: 100 });
    assert.deepEqual(
      changes.messages.map((changed) => changed.id),
      [message.id],
    );
    assert.equal(changes.generation, known.generation);
    // Its own writes are announced at once, without waiting for the next look at the file.
    await editor.until(() => editor.chatAnnouncements.some(({ upTo }) => upTo >= message.change));
  });

  it('says by another generation that a backup was restored', async () => {
    const id = await create('Kept');
    const backup = path.join(workspace.home, '..', 'kept.db');
    assert.equal((await workspace.run('backup', backup)).exitCode, 0);
    await append(id, 'Lost with the restore');
    const before = await editor.ask(chat.readChanges, { after: 0, limit: 100 });
    const restored = await workspace.run('restore', backup);
    assert.equal(restored.exitCode, 0, restored.stderr);
    await editor.until(() => editor.chatAnnouncements.some(({ generation }) => generation !== before.generation));
    const after = await editor.ask(chat.readChanges, { after: 0, limit: 100 });
    assert.notEqual(after.generation, before.generation);
    assert.deepEqual(after.messages, []);
  });
});
