/** Attaching over typed messages against the built server: files inside the folder alone, text alone, of a size that a message can have. */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { URI } from 'vscode-uri';
import * as answers from '../../protocol/answers.ts';
import { attachToDraft, listPhases, type AttachmentSource } from '../../protocol/attachments.ts';
import * as chat from '../../protocol/chat.ts';
import { waitUntil } from '../e2e/waitUntil.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

describe('attachments over LSP', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  let editor: Editor;
  const turns: string[] = [];

  before(async () => {
    workspace = new TerminalWorkspace({
      'regs/aml.md': '---\ntitle: AML Rulebook\nid: AML\n---\n\n# Records\n\n8.1.2 Records are kept for six years.\n',
      'src/vault.ts': 'export const opensAt = 9;\n',
      'ROADMAP.md':
        '# Roadmap\n\n## Phase 1A: Begin\n**Status:** TODO\n**Spec:** stages/1a.md\n**Goal:** It has begun\n',
      'stages/1a.md': '---\nphase: 1A\ngates:\n  - { name: unit, run: "npm test" }\n---\n# Phase 1A: Begin\n',
    });
    const { exitCode, stderr } = await workspace.run('ingest', 'regs', '--dataset', 'adgm');
    assert.equal(exitCode, 0, stderr);
    editor = await Editor.open({
      root: workspace.root,
      home: workspace.home,
      modelSays: (turn) => {
        turns.push(turn);
        return ['Seen.'];
      },
    });
  });
  after(async () => {
    await editor.close();
    workspace.dispose();
  });

  let number = 0;
  const fresh = (): string => `0193aaaa-0000-7000-8000-00000000b${String(++number).padStart(3, '0')}`;
  const uriOf = (file: string): string => URI.file(path.join(workspace.root, file)).toString();
  const attach = async (conversation: string, source: AttachmentSource) =>
    (await editor.ask(attachToDraft, { conversation, source })).attachment;
  const refused = (source: AttachmentSource) => editor.askFailing(attachToDraft, { conversation: 'refused', source });
  const draftOf = (conversation: string) => editor.ask(chat.readDraft, { conversation });

  it('are kept with the draft, go with the message, and reach the model as data', async () => {
    const conversation = fresh();
    const file = await attach(conversation, { kind: 'file', fileUri: uriOf('src/vault.ts') });
    const selection = await attach(conversation, {
      kind: 'selection',
      fileUri: uriOf('src/vault.ts'),
      startLine: 1,
      endLine: 3,
      text: 'not saved yet \ud83d',
    });
    assert.deepEqual([file.name, selection.name], ['src/vault.ts', 'src/vault.ts:1-3']);
    await editor.ask(chat.keepDraft, { conversation, text: 'When does it open?' });
    assert.deepEqual(await draftOf(conversation), { text: 'When does it open?', attachments: [file, selection] });

    await editor.ask(chat.createConversation, { id: conversation, folderUri: editor.folderUri });
    const { message } = await editor.ask(chat.appendMessage, {
      conversation,
      id: fresh(),
      text: 'When does it open?',
      attachments: [file.id, selection.id],
    });
    assert.deepEqual(
      message.parts.map((part) => ('text' in part ? part.text : '')),
      ['When does it open?', 'export const opensAt = 9;\n', 'not saved yet \ufffd'],
    );
    await editor.ask(chat.keepDraft, { conversation, text: '', dropped: [file.id, selection.id] });
    assert.deepEqual(await draftOf(conversation), { text: '', attachments: [] });
    const [model] = (await editor.ask(answers.listModels, {})).models.filter(({ id }) => id.startsWith('editor:'));
    await editor.ask(answers.askQuestion, { question: message.id, model: model?.id ?? '' });
    await waitUntil(() => turns.length > 0);
    assert.match(turns[0] ?? '', /<attachment name="src\/vault\.ts">\nexport const opensAt = 9;/);
  });

  it('can be passages, phases and past messages', async () => {
    const conversation = fresh();
    const passage = await attach(conversation, {
      kind: 'passage',
      dataset: 'adgm',
      document: 'AML',
      passage: '8.1.2',
    });
    const phase = await attach(conversation, { kind: 'phase', folderUri: editor.folderUri, phase: '1a' });
    const all = await attach(conversation, { kind: 'phase', folderUri: editor.folderUri, phase: null });
    await editor.ask(chat.createConversation, { id: conversation, title: 'Vaults', folderUri: null });
    const said = await editor.ask(chat.appendMessage, { conversation, text: 'It opens at nine.' });
    const memory = await attach(conversation, { kind: 'message', message: said.message.id });
    assert.deepEqual(
      [passage, phase, all, memory].map(({ name }) => name),
      ['AML Rulebook 8.1.2', 'Phase 1A: Begin', 'All phases', 'You in Vaults'],
    );
    const { message } = await editor.ask(chat.appendMessage, {
      conversation,
      text: 'And?',
      attachments: [phase.id, memory.id],
    });
    const [, phaseText, memoryText] = message.parts.map((part) => ('text' in part ? part.text : ''));
    assert.match(phaseText ?? '', /^Phase 1A: Begin\nStatus: TODO.*\nGoal: It has begun\nGates:\n- unit \(npm test\)/);
    assert.equal(memoryText, 'It opens at nine.');
    assert.deepEqual(
      (await editor.ask(listPhases, { folderUri: editor.folderUri })).phases.map(({ id, title }) => [id, title]),
      [['1A', 'Begin']],
    );
  });

  it('are refused in words when they are outside, no text, too large or gone', async () => {
    workspace.write('src/large.txt', 'x'.repeat(300 * 1024));
    workspace.write('src/picture.bin', '\u0000');
    symlinkSync('/etc', path.join(workspace.root, 'elsewhere'));
    const file = (name: string): AttachmentSource => ({ kind: 'file', fileUri: uriOf(name) });
    const phase = (id: string): AttachmentSource => ({ kind: 'phase', folderUri: editor.folderUri, phase: id });
    assert.deepEqual(
      {
        outside: await refused({ kind: 'file', fileUri: 'file:///etc/passwd' }),
        dots: await refused({ kind: 'file', fileUri: `${editor.folderUri}/../../etc/passwd` }),
        link: await refused(file('elsewhere/passwd')),
        web: await refused({ kind: 'file', fileUri: 'https://example.com/passwd' }),
        large: await refused(file('src/large.txt')),
        picture: await refused(file('src/picture.bin')),
        missing: await refused(file('src/none.ts')),
        folder: await refused(file('src')),
        content: await refused({ kind: 'content', name: 'x', text: 'x'.repeat(300 * 1024) }),
        empty: await refused({
          kind: 'selection',
          fileUri: uriOf('src/vault.ts'),
          startLine: 1,
          endLine: 1,
          text: ' ',
        }),
        passage: await refused({ kind: 'passage', dataset: 'adgm', document: 'AML', passage: '99' }),
        phase: await refused(phase('99')),
        message: await refused({ kind: 'message', message: fresh() }),
      },
      {
        outside: 'path-outside-workspace',
        dots: 'path-outside-workspace',
        link: 'path-outside-workspace',
        web: 'path-outside-workspace',
        large: 'message-too-large',
        picture: 'text-invalid',
        missing: 'read-failed',
        folder: 'read-failed',
        content: 'message-too-large',
        empty: 'usage',
        passage: 'usage',
        phase: 'unknown-phase',
        message: 'unknown-message',
      },
    );
    assert.deepEqual(await draftOf('refused'), { text: '', attachments: [] });
    const sent = { conversation: 'refused', text: 'x', attachments: ['none'] };
    assert.equal(await editor.askFailing(chat.appendMessage, sent), 'usage');
  });
});
