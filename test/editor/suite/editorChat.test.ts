/** The editor's own chat: the participant answers with a real server, and language models may look things up. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { answerInEditorChat, offerParticipant } from '../../../client/participant.ts';
import { offerModelTools } from '../../../client/modelTools.ts';
import { ServerConnection } from '../../../client/serverConnection.ts';
import { listConversations, readWindow } from '../../../protocol/chat.ts';
import { ingestRegulations } from '../../../protocol/regulations.ts';
import { uriOf, writePlan, writeText } from '../openFolder.ts';

const rulebook = `---
title: Vault Rulebook
id: VLT
version: "3"
---

# Keeping

4.1 The keeper of a vault must count the sealed caskets each morning.

4.2 A broken seal must be reported to the Warden within nine hours.
`;

/** What the participant has the editor's chat show, in order. */
class RecordedStream {
  readonly shown: (string | vscode.Location | vscode.Command)[] = [];
  readonly references: unknown[] = [];
  onMarkdown: () => void = () => undefined;

  get text(): string {
    return this.shown.map((one) => (typeof one === 'string' ? one : '⚓')).join('');
  }

  markdown(value: string | vscode.MarkdownString): void {
    this.shown.push(typeof value === 'string' ? value : value.value);
    this.onMarkdown();
  }
  anchor(value: vscode.Uri | vscode.Location, title?: string): void {
    if (value instanceof vscode.Location) this.shown.push(value);
    this.shown.push(title ?? '');
  }
  reference(value: unknown): void {
    this.references.push(value);
  }
  button(command: vscode.Command): void {
    this.shown.push(command);
  }
  progress(): void {
    // What is under way is no part of the answer.
  }
}

const none = new vscode.CancellationTokenSource().token;

interface Asked {
  readonly stream: RecordedStream;
  readonly result: vscode.ChatResult;
}

describe('the chat of the editor', function () {
  this.timeout(90_000);
  let server: ServerConnection;

  before(async () => {
    const extension = vscode.extensions.getExtension('phasegate.phasegate');
    await extension?.activate();
    await writePlan([{ id: '4V', gates: 'gates:\n  - { name: unit, run: "true" }' }]);
    await writeText('regs/vault.md', rulebook);
    const program = path.join(extension?.extensionPath ?? '', 'dist', 'server.cjs');
    server = new ServerConnection(program, (params, next) => next(params, none), 'Phasegate, for a test');
    await server.start();
    await server.ask(ingestRegulations, { dataset: 'vaults', fileUris: [uriOf('regs').toString()] });
  });
  after(() => server.stop());

  const ask = async (
    prompt: string,
    more: { readonly history?: readonly unknown[]; readonly references?: readonly unknown[] } = {},
    token: vscode.CancellationToken = none,
    stream = new RecordedStream(),
  ): Promise<Asked> => {
    const request = { prompt, command: undefined, references: (more.references ?? []).map((value) => ({ value })) };
    const result = await answerInEditorChat(server)(
      request as unknown as vscode.ChatRequest,
      { history: more.history ?? [] } as unknown as vscode.ChatContext,
      stream as unknown as vscode.ChatResponseStream,
      token,
    );
    return { stream, result: result ?? {} };
  };
  const conversationOf = ({ result }: Asked): string => String(result.metadata?.['conversation']);
  const messagesOf = async (conversation: string) =>
    (await server.ask(readWindow, { conversation, limit: 20 })).messages;

  it('is answered from the regulations, says that it quotes, and leads to the source', async () => {
    const asked = await ask('Within how many hours must a broken seal be reported to the Warden?');
    const { stream, result } = asked;
    assert.equal(result.errorDetails, undefined);
    assert.match(stream.text, /^Quoted from the regulations, chosen without a language model/);
    assert.match(stream.text, /A broken seal must be reported to the Warden within nine hours\.” \\\[1\\\]/);
    assert.match(stream.text, /\n- \\\[1\\\] ⚓Vault Rulebook, 4\.2/);
    const [location] = stream.references;
    assert.ok(location instanceof vscode.Location);
    const document = await vscode.workspace.openTextDocument(location.uri);
    assert.match(document.getText(location.range), /^A broken seal must be reported/);
    const [button] = stream.shown.filter((one) => typeof one === 'object' && 'command' in one);
    assert.deepEqual(button, {
      command: 'phasegate.newChat',
      title: 'Open in Phasegate',
      arguments: [conversationOf(asked)],
    });
  });

  it('keeps a thread as one conversation, with each word that was shown', async () => {
    const first = await ask('Who must count the sealed caskets of a vault?');
    const history = [{ participant: 'phasegate.regulations', result: first.result }];
    const second = await ask('And when must the keeper do so in the vault?', { history });
    assert.equal(conversationOf(second), conversationOf(first));
    const messages = await messagesOf(conversationOf(first));
    assert.deepEqual(
      messages.map(({ role, status }) => `${role} ${status}`),
      ['user complete', 'assistant complete', 'user complete', 'assistant complete'],
    );
    const kept = messages[1]?.parts.flatMap((part) =>
      part.kind === 'text' ? [part.text] : part.kind === 'citation' ? [` \\[${part.number}\\]`] : [],
    );
    assert.ok(first.stream.text.startsWith(kept?.join('') ?? 'nothing'), first.stream.text);
    const other = await ask('Who must count the sealed caskets?');
    assert.notEqual(conversationOf(other), conversationOf(first));
  });

  it('takes along what the person refers to, and says what it cannot', async () => {
    const asked = await ask('What does this say of a broken seal?', {
      references: [
        uriOf('regs/vault.md'),
        new vscode.Location(uriOf('regs/vault.md'), new vscode.Range(8, 0, 9, 0)),
        vscode.Uri.file('/etc/passwd'),
        'a word',
      ],
    });
    assert.match(asked.stream.text, /^passwd is in no folder that is open/);
    const [question] = await messagesOf(conversationOf(asked));
    const names = question?.parts.flatMap((part) => (part.kind === 'attachment' ? [part.name] : []));
    assert.deepEqual(names, ['regs/vault.md', 'regs/vault.md:9']);
  });

  it('stops when it is cancelled, and keeps the question', async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const asked = await ask('Who must count the sealed caskets?', {}, source.token);
    assert.equal(asked.stream.text, '');
    const messages = await messagesOf(conversationOf(asked));
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user'],
    );

    // While it is being answered: whatever has arrived by then is kept, and nothing is left under way.
    const late = new vscode.CancellationTokenSource();
    const stream = new RecordedStream();
    stream.onMarkdown = () => late.cancel();
    const stopped = await ask('Who must count the sealed caskets of a vault?', {}, late.token, stream);
    const [, answer] = await messagesOf(conversationOf(stopped));
    assert.ok(answer?.status === 'complete' || answer?.status === 'cancelled', answer?.status);
  });

  it('says what went wrong in words, and asks for a question where there is none', async () => {
    const empty = await ask('  ');
    assert.match(empty.stream.text, /^Ask about the regulations/);
    const { conversations: before } = await server.ask(listConversations, { limit: 200 });
    const tooLong = await ask('x'.repeat(1_100_000));
    assert.match(tooLong.result.errorDetails?.message ?? '', /the most is 1 MB/);
    const { conversations: after } = await server.ask(listConversations, { limit: 200 });
    assert.ok(after.length <= before.length + 1);
  });

  it('has the participant and the tools that package.json names, and needs neither', () => {
    const extension = vscode.extensions.getExtension('phasegate.phasegate');
    const { contributes } = extension?.packageJSON as {
      readonly contributes: {
        readonly chatParticipants: readonly { readonly id: string }[];
        readonly languageModelTools: readonly { readonly name: string }[];
      };
    };
    assert.deepEqual(
      contributes.chatParticipants.map(({ id }) => id),
      ['phasegate.regulations'],
    );
    const known = new Set(vscode.lm.tools.map(({ name }) => name));
    assert.equal(contributes.languageModelTools.length, 2);
    for (const { name } of contributes.languageModelTools) assert.ok(known.has(name), name);
    for (const editor of [{}, { chat: {}, lm: {} }]) {
      offerParticipant(server, uriOf('.'), editor).dispose();
      offerModelTools(server, editor).dispose();
    }
  });
});

describe('tools for language models', function () {
  this.timeout(90_000);
  const invoke = async (name: string, input: object): Promise<string> => {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
  };

  it('find passages, with their places and no more than were asked for', async () => {
    const text = await invoke('phasegate_searchRegulations', { words: 'broken seal reported to the Warden', count: 1 });
    assert.match(text, /^Vault Rulebook, version 3, .*4\.2\nAddress: regulation:vaults\/VLT#4\.2\n/);
    assert.match(text, /within nine hours/);
    assert.equal(text.match(/^Address: /gm)?.length, 1);
    const all = await invoke('phasegate_searchRegulations', { words: 'vault seal keeper', dataset: 'vaults' });
    assert.equal(all.match(/^Address: /gm)?.length, 2);
    assert.match(await invoke('phasegate_searchRegulations', { words: 'seal', dataset: 'none' }), /none/);
  });

  it('tell where the roadmap stands', async () => {
    const text = await invoke('phasegate_roadmapState', {});
    assert.match(text, /Phase 4V \(next\): Title of 4V\. TODO\. Goal: Goal of 4V/);
  });

  it('refuse what is no input of theirs', async () => {
    for (const input of [
      {},
      { words: '' },
      { words: 'x', count: 0 },
      { words: 'x', count: 99 },
      { words: 'x', sql: 1 },
    ])
      await assert.rejects(invoke('phasegate_searchRegulations', input), JSON.stringify(input));
    await assert.rejects(invoke('phasegate_roadmapState', { phase: '4V' }));
  });
});
