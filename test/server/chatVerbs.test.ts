/** Conversations as files, through the built terminal program and the built language server. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import * as chat from '../../protocol/chat.ts';
import * as chatFiles from '../../protocol/chatFiles.ts';
import { waitUntil } from '../e2e/waitUntil.ts';
import { Editor } from './languageServer.ts';
import { ServedApi } from './rest/servedApi.ts';
import { documents, TerminalWorkspace } from './terminal.ts';

const counts = z.object({
  kind: z.literal('chat-import'),
  dryRun: z.boolean().optional(),
  conversations: z.object({ created: z.number(), extended: z.number(), unchanged: z.number(), inTrash: z.number() }),
  messages: z.object({ added: z.number(), kept: z.number() }),
});

const rows = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), tags: z.array(z.string()), messageCount: z.number() })),
});

describe('files of conversations', () => {
  let workspace: TerminalWorkspace;
  let other: TerminalWorkspace;
  let id: string;

  before(async () => {
    workspace = new TerminalWorkspace({});
    other = new TerminalWorkspace({});
    const api = await ServedApi.start({}, workspace);
    id = z.object({ id: z.string() }).parse((await api.ask('POST', '/conversations', { title: 'Walls' })).json).id;
    const parts = [{ kind: 'text', text: 'How high may a wall be? \u001b[31m' }];
    await api.ask('POST', `/conversations/${id}/messages`, { role: 'user', parts });
    await api.ask('POST', '/conversations', {});
    await api.stop();
  });
  after(() => {
    workspace.dispose();
    other.dispose();
  });

  it('are listed and searched', async () => {
    const list = await workspace.json(
      z.object({ kind: z.literal('chat-list'), conversations: z.array(z.looseObject({ title: z.string() })) }),
      'chat',
      'list',
    );
    assert.deepEqual(list.document.conversations.map(({ title }) => title).sort(), ['', 'Walls']);
    const { stdout } = await workspace.run('chat', 'search', 'wall', 'hi');
    assert.match(stdout, /Walls\n.*How high may a wall be\?/);
    assert.ok(!stdout.includes('\u001b'));
    assert.match((await workspace.run('chat', 'search', 'fence')).stdout, /No message/);
  });

  it('are written by one program and read by another, once', async () => {
    const file = path.join(workspace.root, 'chats.json');
    const dry = await workspace.run('chat', 'export', '--out', 'chats.json', '--dry-run');
    assert.match(dry.stdout, /Would write 2 conversations/);
    assert.ok(!existsSync(file));
    assert.equal((await workspace.run('chat', 'export', '--out', 'chats.json')).exitCode, 0);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = await workspace.json(documents.failure, 'chat', 'export', '--out', 'chats.json');
    assert.deepEqual([again.exitCode, again.document.failure.code], [2, 'file-exists']);
    assert.deepEqual(
      readdirSync(workspace.root).filter((name) => name.endsWith('.tmp')),
      [],
    );
    const toStdout = await workspace.json(z.looseObject({ kind: z.literal('conversations') }), 'chat', 'export', id);
    assert.equal(toStdout.exitCode, 0);
    assert.equal((await workspace.run('chat', 'export', id, '--out', 'walls.md')).exitCode, 0);
    assert.match(workspace.read('walls.md'), /^# Walls\n/);

    const checked = await other.json(counts, 'chat', 'import', file, '--dry-run');
    assert.deepEqual([checked.document.dryRun, checked.document.conversations.created], [true, 2]);
    assert.equal((await other.json(counts, 'chat', 'import', file)).document.messages.added, 1);
    const { conversations } = (await other.json(counts, 'chat', 'import', file)).document;
    assert.deepEqual(conversations, { created: 0, extended: 0, unchanged: 2, inTrash: 0 });
    assert.match((await other.run('chat', 'import', file)).stdout, /Conversations: 2 unchanged\. Added 0 messages\.\n/);
  });

  it('say what is wrong with a command or a file', async () => {
    const failing = async (code: string, ...args: readonly string[]): Promise<string> => {
      const { exitCode, document } = await other.json(documents.failure, ...args);
      assert.deepEqual([exitCode, document.failure.code], [2, code], document.failure.message);
      return document.failure.message;
    };
    writeFileSync(
      path.join(other.root, 'cut.json'),
      '{"schemaVersion":1,"kind":"conversations","conversations":[{"id":',
    );
    assert.match(await failing('import-invalid', 'chat', 'import', 'cut.json'), /ends in the middle/);
    await failing('read-failed', 'chat', 'import', 'nothing.json');
    await failing('read-failed', 'chat', 'import', '.');
    await failing('unknown-conversation', 'chat', 'export', 'nothing', '--out', 'never.json');
    assert.ok(!existsSync(path.join(other.root, 'never.json')));
    await failing('usage', 'chat');
    await failing('usage', 'chat', 'sing');
    await failing('usage', 'chat', 'list', '--out', 'x');
    await failing('usage', 'chat', 'import');
    await failing('usage', 'serve', '--port', '70000');
    await failing('usage', 'status', '--port', '1');
    await failing('write-failed', 'chat', 'export', '--out', 'missing/folder.json');
  });

  it('are written and read by the server of the editor', async () => {
    const file = path.join(workspace.root, 'from the editor.json');
    const fileUri = pathToFileURL(file).href;
    const editor = await Editor.open({ root: workspace.root, home: workspace.home });
    try {
      const { conversations } = await editor.ask(chatFiles.listExportable, {});
      assert.equal(conversations.find((one) => one.id === id)?.messageCount, 1);
      await editor.ask(chatFiles.exportChats, { conversation: null, format: 'json', fileUri });
      const { summary } = await editor.ask(chatFiles.importChats, { fileUri });
      assert.equal(summary, 'Conversations: 2 unchanged. Added 0 messages.');
      await editor.ask(chatFiles.exportChats, { conversation: id, format: 'markdown', fileUri });
      assert.match(readFileSync(file, 'utf8'), /^# Walls\n/);
      assert.equal(await editor.askFailing(chatFiles.importChats, { fileUri }), 'import-invalid');
    } finally {
      await editor.close();
    }
  });

  it('leave the REST API off in the editor unless a person switches it on', async () => {
    const tokens = (): readonly string[] => {
      const folder = path.join(workspace.home, 'rest');
      return existsSync(folder) ? readdirSync(folder) : [];
    };
    const off = await Editor.open({ root: workspace.root, home: workspace.home });
    await off.ask(chatFiles.listExportable, {});
    await off.close();
    assert.deepEqual(tokens(), []);
    const on = await Editor.open({ root: workspace.root, home: workspace.home, servesRest: true });
    try {
      await waitUntil(() => tokens().length > 0);
      const [file] = tokens();
      const port = file?.replace('.token', '') ?? '';
      const token = readFileSync(path.join(workspace.home, 'rest', file ?? ''), 'utf8').trim();
      const url = `http://127.0.0.1:${port}/api/v1/conversations/${id}`;
      assert.equal((await fetch(url)).status, 401);
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await fetch(url, { headers })).status, 200);
      // What one of them writes, the other shows.
      const { conversation } = await on.ask(chat.createConversation, { title: 'From a page', tags: ['both'] });
      await on.ask(chat.appendMessage, { conversation: conversation.id, text: 'Said in a page' });
      const shown = rows.parse(await (await fetch(url.replace(`/${id}`, '?limit=200'), { headers })).json());
      const listed = await on.ask(chat.listConversations, { limit: 200 });
      assert.deepEqual(
        shown.items.map((item) => [item.id, item.title, item.tags, item.messageCount]),
        listed.conversations.map((item) => [item.id, item.title, item.tags, item.messageCount]),
      );
      const written = await fetch(`${url.replace(`/${id}`, '')}/${conversation.id}/messages`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ role: 'user', parts: [{ kind: 'text', text: 'Said over REST' }] }),
      });
      assert.equal(written.status, 201, await written.text());
      const { messages } = await on.ask(chat.readWindow, { conversation: conversation.id, limit: 10 });
      assert.deepEqual(
        messages.map(({ parts }) => parts.map((part) => (part.kind === 'text' ? part.text : ''))),
        [['Said in a page'], ['Said over REST']],
      );
    } finally {
      await on.close();
    }
    assert.deepEqual(tokens(), []);
  });
});
