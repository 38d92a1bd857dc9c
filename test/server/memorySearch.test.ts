/** Past messages are found by what they mean, through the built server and terminal program, with nothing but the messages. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import * as chat from '../../protocol/chat.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'memory');
const read = <Shape extends z.ZodType>(name: string, shape: Shape): z.output<Shape> =>
  shape.parse(JSON.parse(readFileSync(path.join(fixtures, name), 'utf8')));
const conversations = read(
  'conversations.json',
  z.array(z.object({ title: z.string(), messages: z.array(z.string()) })),
);
const paraphrases = read('paraphrases.json', z.array(z.object({ query: z.string(), finds: z.string() })));
const foundShape = z.object({
  results: z.array(
    z.object({
      conversation: z.object({ id: z.string(), title: z.string() }),
      message: z.object({ id: z.string() }),
      reason: chat.memoryReason,
    }),
  ),
  failures: z.array(z.string()),
});

describe('memory search', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  let editor: Editor;
  /** Messages by what they say. */
  let messages: Map<string, chat.ChatMessage>;

  beforeEach(async () => {
    workspace = new TerminalWorkspace({});
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
    messages = new Map();
  });
  afterEach(async () => {
    await editor.close();
    workspace.dispose();
  });

  const say = async (title: string, texts: readonly string[]): Promise<string> => {
    const { conversation } = await editor.ask(chat.createConversation, { folderUri: editor.folderUri, title });
    for (const text of texts)
      messages.set(text, (await editor.ask(chat.appendMessage, { conversation: conversation.id, text })).message);
    return conversation.id;
  };
  const ask = (query: string) => editor.ask(chat.searchMemory, { query, limit: 10 });
  const found = async (query: string): Promise<readonly string[]> =>
    (await ask(query)).found.map(({ message }) => message);
  const idOf = (text: string): string => messages.get(text)?.id ?? '';

  it('finds messages that share no word with the query, and names conversation, message and reason', async () => {
    for (const { title, messages: texts } of conversations) await say(title, texts);
    const missed: string[] = [];
    for (const { query, finds } of paraphrases) {
      const words = new Set(query.toLowerCase().match(/[a-z]{4,}/g));
      assert.ok(
        !finds
          .toLowerCase()
          .match(/[a-z]{4,}/g)
          ?.some((word) => words.has(word)),
        `${query}: ${finds}`,
      );
      const { found: memories, failures } = await ask(query);
      assert.deepEqual(failures, []);
      const at = memories.findIndex(({ message }) => message === idOf(finds));
      if (at < 0) missed.push(query);
      else {
        const hit = memories[at];
        assert.ok(hit?.reason.kind === 'meaning' || hit?.reason.kind === 'surroundings', JSON.stringify(hit?.reason));
        assert.equal(hit.conversation, messages.get(finds)?.conversation);
        assert.notEqual(hit.why, '');
      }
    }
    assert.deepEqual(missed, []);
    const { found: byWord } = await ask('conservation buffer');
    assert.equal(byWord[0]?.message, idOf(conversations[4]?.messages[3] ?? ''));
    assert.match(byWord[0].reason.kind, /^words/);
    // The terminal finds the same, from the same index.
    const terminal = await workspace.json(foundShape, 'chat', 'search', '--meaning', 'passport comparison by video');
    assert.ok(
      terminal.document.results.slice(0, 10).some(({ message }) => message.id === idOf(paraphrases[0]?.finds ?? '')),
    );
    assert.match((await workspace.run('chat', 'search', '--meaning', 'buffer')).stdout, /says “buffer”/);
  });

  it('works with a handful of messages, and knows new ones at once', async () => {
    assert.deepEqual(await found('anything at all'), []);
    await say('A', ['Walls may be two metres high.']);
    assert.deepEqual(await found('height of walls'), [idOf('Walls may be two metres high.')]);
    await say('B', ['Fences may be one metre high.']);
    assert.ok((await found('fences')).includes(idOf('Fences may be one metre high.')));
    for (const query of ['', '"', 'NEAR(', '\0', 'x'.repeat(9_000)]) await ask(query);
  });

  it('never finds what is in the trash, whatever the index holds', async () => {
    const secret = 'The vault code is changed each Monday.';
    const id = await say('Vault', [secret, 'Only two persons know it.']);
    assert.ok((await found('vault code')).includes(idOf(secret)));
    await editor.ask(chat.removeConversation, { conversation: id });
    assert.deepEqual(await found('vault code'), []);
    const terminal = await workspace.json(foundShape, 'chat', 'search', '--meaning', 'vault code');
    assert.deepEqual(terminal.document.results, []);
  });

  it('finds by words when there can be no index, and says that the other way failed', async () => {
    await say('A', ['Walls may be two metres high.']);
    const indexes = path.join(workspace.home, 'indexes');
    rmSync(indexes, { recursive: true, force: true });
    writeFileSync(indexes, 'in the way of a folder');
    const terminal = await workspace.json(foundShape, 'chat', 'search', '--meaning', 'walls');
    assert.equal(terminal.document.results[0]?.message.id, idOf('Walls may be two metres high.'));
    assert.match(terminal.document.failures[0] ?? '', /Search by meaning failed/);
  });
});
