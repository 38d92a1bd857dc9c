/** Conversations over LSP: what one window writes another one sees, and nothing is lost when a server is killed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as chat from '../../protocol/chat.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace, workspaceFiles } from './terminal.ts';

const say = (text: string) => [{ kind: 'text' as const, text }];

describe('conversations over LSP', () => {
  let workspace: TerminalWorkspace;
  const open = (): Promise<Editor> => Editor.open({ root: workspace.root, home: workspace.home });

  beforeEach(() => {
    workspace = new TerminalWorkspace(workspaceFiles(['TODO'], '  - { name: unit, run: "exit 0" }\n'));
  });
  afterEach(() => workspace.dispose());

  it('are made, changed, branched, found, put away and brought back', async () => {
    const editor = await open();
    try {
      const made = await editor.ask(chat.createConversation, { workspace: '/house' });
      const first = await editor.ask(chat.appendMessage, {
        conversation: made.id,
        parts: say('How thick is the wall?'),
      });
      await editor.ask(chat.appendMessage, { conversation: made.id, parts: say('Of stone.') });
      await editor.ask(chat.appendMessage, { conversation: made.id, parent: first.id, parts: say('Of brick.') });
      const window = await editor.ask(chat.readMessages, { conversation: made.id });
      assert.deepEqual(
        window.messages.map(({ parts, alternatives }) => [parts, alternatives.length]),
        [
          [say('How thick is the wall?'), 1],
          [say('Of brick.'), 2],
        ],
      );
      const [stone = ''] = window.messages[1]?.alternatives ?? [];
      const shown = await editor.ask(chat.showMessage, { id: stone });
      assert.deepEqual([shown.activeLeaf, shown.title], [stone, 'How thick is the wall?']);
      const { found } = await editor.ask(chat.searchMessages, { query: 'thick wall' });
      assert.deepEqual(
        found.map(({ message }) => message.id),
        [first.id],
      );
      const pinned = await editor.ask(chat.patchConversation, { id: made.id, patch: { isPinned: true } });
      assert.equal(
        await editor.askFailing(chat.removeConversation, { id: made.id, ifChange: pinned.change - 1 }),
        'conversation-changed',
      );
      await editor.ask(chat.removeConversation, { id: made.id, ifChange: pinned.change });
      const list = async (place: 'open' | 'trash') =>
        (await editor.ask(chat.listConversations, { place })).conversations.map(({ id }) => id);
      assert.deepEqual([await list('open'), await list('trash')], [[], [made.id]]);
      await editor.ask(chat.restoreConversation, { id: made.id });
      assert.deepEqual([await list('open'), await list('trash')], [[made.id], []]);
      assert.equal((await editor.ask(chat.readConversation, { id: made.id })).messageCount, 3);
    } finally {
      await editor.close();
    }
  });

  it('refuse what makes no sense, and go on', async () => {
    const editor = await open();
    try {
      const { id } = await editor.ask(chat.createConversation, {});
      const parts = say('x');
      assert.deepEqual(
        [
          await editor.askFailing(chat.readConversation, { id: randomUUID() }),
          await editor.askFailing(chat.appendMessage, { conversation: id, parent: 'none', parts }),
          await editor.askFailing(chat.appendMessage, { conversation: id, parts: say('x'.repeat(1024 * 1024)) }),
          await editor.askFailing(chat.appendMessage, { conversation: id, parts: [] }),
          await editor.askFailing(chat.listConversations, { limit: 1_000 }),
          await editor.askFailing(chat.showMessage, { id: 'none' }),
        ],
        ['unknown-conversation', 'unknown-message', 'message-too-large', 'usage', 'usage', 'unknown-message'],
      );
      assert.equal((await editor.ask(chat.appendMessage, { conversation: id, parts })).depth, 0);
    } finally {
      await editor.close();
    }
  });

  it('tell another window what changed, which then asks for just that', async () => {
    const [one, two] = [await open(), await open()];
    try {
      const { id } = await one.ask(chat.createConversation, { title: 'Walls' });
      await two.until(() => two.chatChange > 0);
      const before = await two.ask(chat.readChatChanges, { after: 0 });
      assert.deepEqual(
        before.conversations.map(({ title }) => title),
        ['Walls'],
      );
      await one.ask(chat.appendMessage, { conversation: id, parts: say('Thick?') });
      await two.until(() => two.chatChange > before.upTo);
      const { conversations, messages, hasMore } = await two.ask(chat.readChatChanges, { after: before.upTo });
      assert.deepEqual(
        [conversations.length, messages.map(({ parts }) => parts), hasMore],
        [1, [say('Thick?')], false],
      );
    } finally {
      await one.close();
      await two.close();
    }
  });

  it('keep every message that was acknowledged before the server was killed', async () => {
    const editor = await open();
    const { id } = await editor.ask(chat.createConversation, {});
    const acknowledged: string[] = [];
    for (let index = 0; index < 20; index++) {
      acknowledged.push((await editor.ask(chat.appendMessage, { conversation: id, parts: say(String(index)) })).id);
    }
    await editor.kill();
    const next = await open();
    try {
      const { messages } = await next.ask(chat.readMessages, { conversation: id });
      assert.deepEqual(
        messages.map((message) => message.id),
        acknowledged,
      );
    } finally {
      await next.close();
    }
  });
});
