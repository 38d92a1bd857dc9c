/** Answers over typed messages against the built server: asked, followed without a gap, stopped, and given again. */
import assert from 'node:assert/strict';
import * as answers from '../../protocol/answers.ts';
import * as chat from '../../protocol/chat.ts';
import { waitUntil } from '../e2e/waitUntil.ts';
import { Editor } from './languageServer.ts';
import { TerminalWorkspace } from './terminal.ts';

const regulation = (retention: string): string =>
  `---\ntitle: AML Rulebook\nid: AML\nversion: "7"\n---\n\n# Diligence\n\n8.1.1 A Relevant Person must verify a customer before it opens an account.\n\n8.1.2 Records must be kept for ${retention} years.\n`;

describe('answers over LSP', function () {
  this.timeout(120_000);
  let workspace: TerminalWorkspace;
  let editor: Editor;

  before(async () => {
    workspace = new TerminalWorkspace({});
    workspace.write('regs/aml.md', regulation('six'));
    const { exitCode, stderr } = await workspace.run('ingest', 'regs', '--dataset', 'adgm');
    assert.equal(exitCode, 0, stderr);
    editor = await Editor.open({ root: workspace.root, home: workspace.home });
  });
  after(async () => {
    await editor.close();
    workspace.dispose();
  });

  const question = async (text: string): Promise<chat.ChatMessage> => {
    const { conversation } = await editor.ask(chat.createConversation, { folderUri: null });
    return (await editor.ask(chat.appendMessage, { conversation: conversation.id, text })).message;
  };
  const last = async (conversation: string): Promise<chat.ChatMessage> => {
    const { messages } = await editor.ask(chat.readWindow, { conversation, limit: 1 });
    assert.ok(messages[0]);
    return messages[0];
  };
  const ended = async (conversation: string): Promise<chat.ChatMessage> => {
    await waitUntil(async () => (await last(conversation)).status !== 'streaming');
    return last(conversation);
  };

  it('stand behind their question, with checked citations, and are told piece by piece', async () => {
    const asked = await question('When must a customer be verified?');
    const { message } = await editor.ask(answers.askQuestion, { question: asked.id });
    assert.deepEqual([message.role, message.status, message.depth], ['assistant', 'streaming', 1]);
    const answer = await ended(asked.conversation);
    assert.equal(answer.id, message.id);
    const [citation] = answer.parts.filter((part) => part.kind === 'citation');
    assert.deepEqual([citation?.passage, citation?.isVerified], ['8.1.1', true]);
    const told = editor.answerPieces.filter((one) => one.message === message.id);
    // Without a gap and each once, from the first piece on.
    let next = 1;
    for (const { from, upTo } of told) {
      assert.equal(from, next);
      next = upTo + 1;
    }
    const said = told.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])));
    const kept = answer.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
    assert.equal(said.join(''), kept.join(''));
  });

  it('are given once to what is asked twice, and beside each other when asked again', async () => {
    const asked = await question('How long must records be kept?');
    const order = { question: asked.id, id: '0193aaaa-0000-7000-8000-0000000000a1' };
    const [one, two] = await Promise.all([
      editor.ask(answers.askQuestion, order),
      editor.ask(answers.askQuestion, order),
    ]);
    assert.equal(one.message.id, two.message.id);
    const first = await ended(asked.conversation);
    const late = (await editor.ask(answers.askQuestion, order)).message;
    assert.deepEqual([late.id, late.status], [first.id, 'complete']);
    const other = await question('And for how long?');
    assert.equal(await editor.askFailing(answers.askQuestion, { ...order, question: other.id }), 'answer-ended');
    await editor.ask(answers.askQuestion, { question: asked.id });
    assert.equal((await ended(asked.conversation)).alternatives.length, 2);
  });

  it('tell what they cite as it is now, and where it stands', async () => {
    const asked = await question('How long must records be kept?');
    await editor.ask(answers.askQuestion, { question: asked.id });
    const { id } = await ended(asked.conversation);
    const read = async () => (await editor.ask(answers.readSources, { message: id })).sources;
    const [before] = await read();
    assert.ok(before);
    assert.deepEqual(
      [before.state, before.document, before.version, before.reference],
      ['same', 'AML Rulebook', '7', '8.1.2'],
    );
    assert.equal(before.text.slice(before.quoted?.start, before.quoted?.end), 'Records must be kept for six years.');
    const place = await editor.ask(answers.findSource, { message: id, number: 1 });
    assert.match(workspace.read('regs/aml.md').slice(place.start, place.end), /Records must be kept for six years\./);
    workspace.write('regs/aml.md', regulation('ten'));
    await workspace.run('ingest', 'regs', '--dataset', 'adgm');
    assert.deepEqual(
      (await read()).map(({ state, quoted }) => [state, quoted]),
      [['changed', null]],
    );
  });

  it('are given by what a person may pick', async () => {
    const { models } = await editor.ask(answers.listModels, {});
    assert.deepEqual(models[0], { id: 'quotes', title: 'Quotes only (no model)' });
    const asked = await question('How long must records be kept?');
    const order = { question: asked.id, model: 'nothing' };
    assert.equal(await editor.askFailing(answers.askQuestion, order), 'unknown-model');
    assert.equal(await editor.askFailing(answers.askQuestion, { question: 'nobody' }), 'unknown-message');
  });

  it('that have ended are not followed, and stopping them changes nothing', async () => {
    const asked = await question('How long must records be kept?');
    const { message } = await editor.ask(answers.askQuestion, { question: asked.id });
    await ended(asked.conversation);
    assert.equal((await editor.ask(answers.followAnswer, { message: message.id })).isHere, false);
    await editor.ask(answers.stopAnswer, { message: message.id });
    assert.equal((await last(asked.conversation)).status, 'complete');
  });
});
