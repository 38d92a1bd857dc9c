/** An endpoint of the person's own in the built programs: listed and asked over LSP and in the terminal, and its key kept nowhere. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as answers from '../../protocol/answers.ts';
import * as chat from '../../protocol/chat.ts';
import { CompletionsServer, numberOf, type CompletionsRequest } from '../completionsApi/completionsServer.ts';
import { waitUntil } from '../e2e/waitUntil.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const secret = 'sk-endpoint-secret-0123456789';
const rule = 'Records must be kept for six years.';

describe('an OpenAI-compatible endpoint', function () {
  this.timeout(120_000);
  let server: CompletionsServer;
  let workspace: TerminalWorkspace;

  before(async () => {
    server = await CompletionsServer.start();
    workspace = new TerminalWorkspace({});
    workspace.write('regs/aml.md', `---\ntitle: AML Rulebook\nid: AML\n---\n\n# Diligence\n\n8.1.2 ${rule}\n`);
    const { exitCode, stderr } = await workspace.run('ingest', 'regs', '--dataset', 'adgm');
    assert.equal(exitCode, 0, stderr);
    server.next((request) => {
      const text = `Six years [[${numberOf(request, '8.1.2')}: "${rule}"]].`;
      return { kind: 'answer', said: [{ kind: 'text', text }] };
    });
  });
  after(async () => {
    workspace.dispose();
    await server.close();
  });

  /** Whatever is in the data directory, as bytes in Latin-1. */
  const keptBytes = (): string =>
    readdirSync(workspace.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');

  it('answers in the terminal with the key of the environment, which is kept nowhere', async () => {
    const environment = { PHASEGATE_OPENAI_BASE_URL: server.url, PHASEGATE_OPENAI_API_KEY: secret };
    const args = ['ask', 'How long must records be kept?', '--model', 'openai', '--json'];
    const { exitCode, stdout, stderr } = await workspace.start(args, environment).ended;
    assert.equal(exitCode, 0, stderr);
    const document = JSON.parse(stdout) as { model: string; answer: string; citations: { verified: boolean }[] };
    assert.deepEqual([document.model, document.answer], ['openai:small-model', 'Six years [1].']);
    assert.deepEqual(
      document.citations.map(({ verified }) => verified),
      [true],
    );
    assert.equal(server.requests.at(-1)?.headers.authorization, `Bearer ${secret}`);
    assert.ok(keptBytes().includes('openai:small-model'));
    assert.ok(!keptBytes().includes(secret) && !`${stdout}${stderr}`.includes(secret));
  });

  it('is not there without its address', async () => {
    const { exitCode, stderr } = await workspace.run('ask', 'How long?', '--model', 'openai:small-model');
    assert.equal(exitCode, 2);
    assert.match(stderr, /needs an endpoint\. .*PHASEGATE_OPENAI_BASE_URL/);
  });

  it('is offered over LSP once the client names it, and answers', async () => {
    const editor = await Editor.open({ root: workspace.root, home: workspace.home });
    try {
      const offered = async () => (await editor.ask(answers.listModels, {})).models.map(({ id }) => id);
      assert.deepEqual(await offered(), ['quotes']);
      editor.tell(answers.modelProvidersChanged, {
        anthropic: { key: null, baseUrl: null },
        openAi: { key: secret, baseUrl: server.url, model: 'large-model', historyTokens: null },
      });
      assert.deepEqual(await offered(), ['quotes', 'openai:large-model', 'openai:small-model']);
      const { conversation } = await editor.ask(chat.createConversation, { folderUri: null });
      const asked = await editor.ask(chat.appendMessage, {
        conversation: conversation.id,
        text: 'How long must records be kept?',
      });
      await editor.ask(answers.askQuestion, { question: asked.message.id, model: 'openai:large-model' });
      const last = async () =>
        (await editor.ask(chat.readWindow, { conversation: conversation.id, limit: 1 })).messages.at(-1);
      await waitUntil(async () => (await last())?.status === 'complete');
      const message = await last();
      assert.equal(message?.model, 'openai:large-model');
      assert.ok(message.parts.some((part) => part.kind === 'citation' && part.isVerified));
      assert.ok(!keptBytes().includes(secret));
    } finally {
      await editor.close();
    }
  });

  it('gets a long conversation summed up once, and each request stays within what it was allowed', async () => {
    const editor = await Editor.open({ root: workspace.root, home: workspace.home });
    try {
      editor.tell(answers.modelProvidersChanged, {
        anthropic: { key: null, baseUrl: null },
        openAi: { key: null, baseUrl: server.url, model: null, historyTokens: 500 },
      });
      const { conversation } = await editor.ask(chat.createConversation, { folderUri: null });
      const window = async () =>
        (await editor.ask(chat.readWindow, { conversation: conversation.id, limit: 200 })).messages;
      const ask = async (text: string): Promise<chat.ChatMessage> => {
        const { message } = await editor.ask(chat.appendMessage, { conversation: conversation.id, text });
        await editor.ask(answers.askQuestion, { question: message.id, model: 'openai:small-model' });
        await waitUntil(async () => (await window()).at(-1)?.status !== 'streaming');
        const answer = (await window()).at(-1);
        assert.ok(answer);
        return answer;
      };
      const isSummary = ({ messages }: CompletionsRequest): boolean =>
        messages[0]?.content?.startsWith('You sum up') === true;
      const words = 'that concern funds and their managers and all that follows from it for them. '.repeat(4);
      server.next((request) =>
        isSummary(request)
          ? { kind: 'answer', said: [{ kind: 'text', text: 'The person asks about funds.' }] }
          : { kind: 'answer', said: [{ kind: 'text', text: 'Six years.' }] },
      );
      for (let round = 1; round <= 9; round++) {
        const answer = await ask(`Question ${round}: how long must records be kept ${words}`);
        assert.equal(answer.status, 'complete', answer.failure ?? '');
      }
      const sent = server.requests.map(({ body }) => body);
      const summaries = sent.filter(isSummary);
      assert.ok(summaries.length >= 1 && summaries.length <= 3, `${summaries.length} summaries`);
      assert.equal(sent.length, 9 + summaries.length);
      for (const { messages } of sent.filter((request) => !isSummary(request))) {
        const history = messages.slice(1, -1).map(({ content }) => content ?? '');
        assert.ok(history.join('').length <= 500 * 3.5, `${history.join('').length}`);
      }
      const last = sent.at(-1)?.messages.map(({ content }) => content ?? '') ?? [];
      assert.match(last[1] ?? '', /The person asks about funds\.$/);
      assert.ok(!last.some((text) => text.includes('Question 1:')));
      // All of it can be read and found, and the place is marked.
      const messages = await window();
      assert.equal(messages.length, 18);
      const marked = messages.filter(({ parts }) => parts.some(({ kind }) => kind === 'summary'));
      assert.equal(marked.length, summaries.length);
      assert.ok(marked.every(({ role }) => role === 'assistant'));
      const found = await editor.ask(chat.searchMessages, { words: 'Question 1 funds managers', limit: 50 });
      assert.ok(found.found.length > 0);
      // What cannot be summed up is left out, which is marked; the question is answered all the same.
      server.next((request) =>
        isSummary(request)
          ? { kind: 'refuse', status: 400, body: { error: 'too long' } }
          : { kind: 'answer', said: [{ kind: 'text', text: 'Six years.' }] },
      );
      let answer = await ask(`And then ${words}`);
      while (!server.requests.some(({ body }) => isSummary(body))) answer = await ask(`And then ${words}`);
      assert.equal(answer.status, 'complete');
      const omission = (await window()).flatMap(({ parts }) => parts).find((part) => part.kind === 'omission');
      assert.match(omission?.reason ?? '', /The model server refused the request \(400\)\. It said: too long\./);
    } finally {
      await editor.close();
    }
  });
});
