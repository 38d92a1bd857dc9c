/** A conversation that is too long for its model, in the real workbench: the mark where the summary ends, and what it says. */
import assert from 'node:assert/strict';
import { CompletionsServer } from '../completionsApi/completionsServer.ts';
import { ChatPage } from './chatPage.ts';
import { makeProject, type Project } from './project.ts';
import { openWorkbench, type OpenWorkbench } from './workbench.ts';

describe('a long conversation in the workbench', function () {
  this.timeout(180_000);
  let server: CompletionsServer;
  let project: Project;
  let workbench: OpenWorkbench;
  const undo: (() => Promise<void>)[] = [];

  before(async () => {
    server = await CompletionsServer.start();
    undo.push(() => server.close());
    project = await makeProject([]);
    undo.push(() => project.remove());
    workbench = await openWorkbench({
      folder: project.folder,
      environment: { PHASEGATE_OPENAI_BASE_URL: server.url, PHASEGATE_OPENAI_HISTORY_TOKENS: '200' },
    });
    undo.push(() => workbench.close());
    await workbench.window.openView('Phasegate');
  });
  after(async () => {
    for (const step of undo.reverse()) await step();
  });

  it('shows up to where it is summed up for the model, and every message as before', async () => {
    const { window } = workbench;
    const summary = 'The person keeps **records** of transactions.';
    const said = (text: string) => ({ kind: 'answer', said: [{ kind: 'text', text }] }) as const;
    server.next(({ messages }) =>
      said(messages[0]?.content?.startsWith('You sum up') === true ? summary : 'Six years.'),
    );
    await window.runCommand('View: Close All Editors');
    await window.runCommand('Phasegate: New Chat');
    const chat = await ChatPage.find(window, 'tab', 'New Chat');
    await chat.pickModel(`small-model (${new URL(server.url).host})`);
    const words = 'that concern funds and their managers and all that follows from it for them. '.repeat(3);
    for (let round = 1; round <= 4; round++) {
      await chat.send(`Question ${round}: how long must records be kept ${words}`);
      await chat
        .message('Six years.')
        .nth(round - 1)
        .waitFor();
      await chat.answered();
    }
    const mark = chat.frame.locator('.history-mark').first();
    await mark.waitFor();
    // It stands at an answer, before the question that needed it.
    const marked = chat.messages.filter({ has: chat.frame.locator('.history-mark') }).first();
    assert.match((await marked.textContent()) ?? '', /Six years\./);
    assert.equal(await chat.messages.count(), 8);
    await chat.message('Question 1:').waitFor();
    assert.equal(await chat.frame.getByText('The person keeps').first().isVisible(), false);
    await mark.getByText('Summarised for the model up to here').click();
    await mark.getByText('The person keeps records of transactions.').waitFor();
    assert.equal(await mark.locator('strong').textContent(), 'records');
    await window.screenshot('answer-summary');
  });

  it('says up to where the model got nothing, when it could not be summed up', async () => {
    const chat = await ChatPage.find(workbench.window, 'tab');
    server.next(({ messages }) =>
      messages[0]?.content?.startsWith('You sum up') === true
        ? { kind: 'refuse', status: 400, body: { error: 'too long' } }
        : { kind: 'answer', said: [{ kind: 'text', text: 'Ten years.' }] },
    );
    const omission = chat.frame.locator('.history-mark.is-omission');
    for (let round = 1; (await omission.count()) === 0; round++) {
      assert.ok(round < 6, 'the conversation should have become too long');
      await chat.send(`And what of funds ${'that concern all that follows from it for them. '.repeat(6)}`);
      await chat
        .message('Ten years.')
        .nth(round - 1)
        .waitFor();
      await chat.answered();
    }
    await omission.last().getByText('Not given to the model up to here').click();
    await omission.last().getByText('It said: too long').waitFor();
    await workbench.window.screenshot('answer-omission');
  });
});
