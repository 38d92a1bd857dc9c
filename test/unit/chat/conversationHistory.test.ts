/** Long conversations: summed up once for the model and marked, per branch, with every message left as it is. */
import assert from 'node:assert/strict';
import { Failure } from '../../../server/base/failure.ts';
import { systemClock } from '../../../server/base/clock.ts';
import { answerQuestion } from '../../../server/chat/answerQuestion.ts';
import { buildChatStores } from '../../../server/chat/chatStores.ts';
import { exportConversations } from '../../../server/chat/exportConversations.ts';
import { estimateTokens } from '../../../server/chat/estimateTokens.ts';
import { importConversations } from '../../../server/chat/importConversations.ts';
import type { LanguageModel, ModelPiece, ModelRequest } from '../../../server/chat/languageModel.ts';
import type { HistoryMark, Message } from '../../../server/chat/message.ts';
import { quotingModel } from '../../../server/chat/quotingModel.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { AnsweringRegulations } from './answeringRegulations.ts';

const usage = { inputTokens: 10, outputTokens: 5, costMicros: 2 };

/** Says what it is asked for, and keeps each request. */
class RecordingModel implements LanguageModel {
  readonly id = 'recording';
  readonly title = 'Recording';
  readonly historyTokens = 200;
  readonly requests: ModelRequest[] = [];
  /** What it writes when it is to sum up; throws for null. */
  summary: string | null = 'The person keeps records.';

  async *answer(request: ModelRequest): AsyncGenerator<ModelPiece> {
    this.requests.push(request);
    await Promise.resolve();
    if (request.task === 'summary' && this.summary === null) {
      throw new Failure('model-overloaded', 'The model is overloaded. Ask again.');
    }
    yield { kind: 'text', text: request.task === 'summary' ? (this.summary ?? '') : 'For six years.' };
    yield { kind: 'usage', usage };
  }

  /** What it was asked to do since the last look, in order. */
  takeTasks(): readonly string[] {
    return this.requests.splice(0).map(({ task }) => task);
  }
}

const marksOf = (messages: readonly Message[]): readonly HistoryMark[] =>
  messages.flatMap(({ parts }) => parts.filter((part) => part.kind === 'summary' || part.kind === 'omission'));

describeOnDatabases('a long conversation', function (open) {
  let database: TemporaryDatabase;
  let home: AnsweringRegulations;
  let model: RecordingModel;

  before(async () => {
    database = await open();
    home = new AnsweringRegulations(database);
    await home.ingest();
  });
  after(async () => {
    await home.close();
    await database.remove();
  });
  beforeEach(() => {
    model = new RecordingModel();
  });

  /** Of exchanges with some 30 tokens each. @returns its id */
  const conversationOf = async (exchanges: number): Promise<string> => {
    const { id } = await home.chat.conversations.create({});
    for (let index = 1; index <= exchanges; index++) {
      const question = `Question ${index}: how long must the records of transactions be kept?`;
      await home.chat.messages.append(id, { role: 'user', parts: [{ kind: 'text', text: question }] });
      await home.chat.messages.append(id, { role: 'assistant', parts: [{ kind: 'text', text: `Answer ${index}.` }] });
    }
    return id;
  };
  const ask = async (conversation: string, by: LanguageModel = model, text = 'And how long for funds?') => {
    const question = await home.question(text, conversation);
    return (await answerQuestion({ question: question.id, dataset: null, model: by }, home.surroundings)).ended;
  };
  const read = async (conversation: string) => (await home.chat.paths.window(conversation, { limit: 1_000 })).messages;

  it('that fits goes to the model word by word', async () => {
    const conversation = await conversationOf(3);
    await ask(conversation);
    assert.deepEqual(model.requests[0]?.history.length, 6);
    assert.deepEqual(model.takeTasks(), ['answer']);
    assert.deepEqual(marksOf(await read(conversation)), []);
  });

  it('is summed up before the recent turns, which stay as they were said, and is marked there', async () => {
    const conversation = await conversationOf(12);
    const before = await read(conversation);
    const message = await ask(conversation);
    assert.equal(message.status, 'complete', message.failure ?? '');
    const [summary, answer] = model.requests;
    assert.deepEqual([summary?.task, summary?.tools, summary?.passages, answer?.task], ['summary', [], [], 'answer']);
    assert.match(summary?.question ?? '', /^<turn by="person">\nQuestion 1:[^]*Answer 8\.\n<\/turn>$/);
    const [told, known, ...recent] = answer?.history ?? [];
    assert.match(told?.text ?? '', /summed up:\n\nThe person keeps records\.$/);
    assert.equal(known?.role, 'assistant');
    assert.match(recent[0]?.text ?? '', /^Question 9:/);
    assert.equal(recent.at(-1)?.text, 'Answer 12.');
    assert.ok(answer !== undefined && estimateTokens(answer.history.map(({ text }) => text).join('')) <= 200);
    // What was said is there as before, and the mark stands at the last message that the summary covers.
    const now = await read(conversation);
    assert.deepEqual(
      now.slice(0, before.length).map(({ id, parts }) => [id, parts[0]]),
      before.map(({ id, parts }) => [id, parts[0]]),
    );
    const marked = now.find(({ parts }) => parts.some(({ kind }) => kind === 'summary'));
    assert.deepEqual(marked?.parts, [
      { kind: 'text', text: 'Answer 8.' },
      { kind: 'summary', text: 'The person keeps records.', model: 'recording' },
    ]);
    assert.deepEqual(message.usage, { inputTokens: 20, outputTokens: 10, costMicros: 4 });
    const found = await home.chat.search.search('"Question 1" records transactions', 100);
    assert.ok(found.some(({ message: { id } }) => id === before[0]?.id));
    assert.deepEqual(await home.chat.search.search('person keeps records', 10), []);
  });

  it('keeps the last exchange word by word, also when it is long', async () => {
    const conversation = await conversationOf(6);
    const text = 'Records of transactions must be kept for six years. '.repeat(9);
    await home.chat.messages.append(conversation, { role: 'user', parts: [{ kind: 'text', text: 'Why?' }] });
    await home.chat.messages.append(conversation, { role: 'assistant', parts: [{ kind: 'text', text }] });
    await ask(conversation);
    const history = model.requests.at(-1)?.history ?? [];
    assert.deepEqual(
      history.slice(2).map((turn) => turn.text),
      ['Why?', text],
    );
  });

  it('is summed up once: the summary is told again, and goes on where it ends', async () => {
    const conversation = await conversationOf(12);
    await ask(conversation);
    assert.deepEqual(model.takeTasks(), ['summary', 'answer']);
    await ask(conversation);
    const [{ history } = assert.fail()] = model.requests;
    assert.match(history[0]?.text ?? '', /The person keeps records\./);
    assert.match(history[2]?.text ?? '', /^Question 9:/);
    assert.deepEqual(model.takeTasks(), ['answer']);
    while (model.requests.every(({ task }) => task === 'answer')) await ask(conversation);
    const summary = model.requests.find(({ task }) => task === 'summary');
    assert.match(
      summary?.question ?? '',
      /^<summary>\nThe person keeps records\.\n<\/summary>\n\n<turn by="person">\nQuestion 9:/,
    );
  });

  it('has its summary on each branch behind it, and on none that leaves before it', async () => {
    const conversation = await conversationOf(12);
    const asked = await ask(conversation);
    model.takeTasks();
    const messages = await read(conversation);
    // Given again, and the question edited: both go through the message with the mark.
    const again = { question: asked.parent ?? '', dataset: null, model };
    await (
      await answerQuestion(again, home.surroundings)
    ).ended;
    const question = messages.find(({ id }) => id === asked.parent);
    const parts = [{ kind: 'text', text: 'And how long for banks?' }] as const;
    const edited = await home.chat.messages.append(conversation, {
      role: 'user',
      parent: question?.parent ?? null,
      parts,
    });
    await (
      await answerQuestion({ question: edited.id, dataset: null, model }, home.surroundings)
    ).ended;
    assert.deepEqual(model.takeTasks(), ['answer', 'answer']);
    const early = await home.chat.messages.append(conversation, {
      role: 'user',
      parent: messages[5]?.id ?? null,
      parts,
    });
    await (
      await answerQuestion({ question: early.id, dataset: null, model }, home.surroundings)
    ).ended;
    const [{ history } = assert.fail()] = model.requests;
    assert.deepEqual([history.length, history[0]?.text.slice(0, 11)], [6, 'Question 1:']);
    assert.deepEqual(model.takeTasks(), ['answer']);
    await home.chat.messages.show(messages.at(-1)?.id ?? '');
    await ask(conversation);
    assert.deepEqual(model.takeTasks(), ['answer']);
  });

  it('is told from the recent turns on when it cannot be summed up, which is marked until it can', async () => {
    const conversation = await conversationOf(12);
    model.summary = null;
    const message = await ask(conversation);
    assert.deepEqual([message.status, model.takeTasks()], ['complete', ['summary', 'answer']]);
    const reason = 'The model is overloaded. Ask again.';
    assert.deepEqual(marksOf(await read(conversation)), [{ kind: 'omission', reason, model: 'recording' }]);
    model.summary = '';
    await ask(conversation);
    assert.match(model.requests[1]?.history[0]?.text ?? '', /^Question \d+:/);
    model.takeTasks();
    model.summary = 'Now it can.';
    await ask(conversation);
    assert.deepEqual(model.takeTasks(), ['summary', 'answer']);
    const kinds = marksOf(await read(conversation)).map(({ kind }) => kind);
    assert.equal(kinds.at(-1), 'summary');
  });

  it('that is very long takes several requests, and says what is not in its summary', async () => {
    const conversation = await conversationOf(100);
    await ask(conversation);
    const tasks = model.requests.map(({ task }) => task);
    assert.ok(tasks.filter((task) => task === 'summary').length <= 9, `${tasks.length}`);
    assert.ok(model.requests.every(({ question }) => estimateTokens(question) <= 400));
    assert.match(model.requests[1]?.question ?? '', /^<summary>\nThe person keeps records\.\n<\/summary>/);
    const [mark] = marksOf(await read(conversation));
    assert.ok(mark?.kind === 'summary');
    assert.match(mark.text, /^The first \d+ messages are not in this summary\.\n\nThe person/);
  });

  it('is not summed up for the default, which only quotes', async () => {
    const conversation = await conversationOf(40);
    const message = await ask(conversation, quotingModel(home.passages));
    assert.equal(message.status, 'complete');
    assert.deepEqual(marksOf(await read(conversation)), []);
  });

  it('ends as cancelled when it is stopped while it is summed up', async () => {
    const conversation = await conversationOf(12);
    const question = await home.question('And for funds?', conversation);
    const slow: LanguageModel = {
      ...{ id: 'slow', title: 'Slow', historyTokens: 200 },
      async *answer({ task }, signal) {
        assert.equal(task, 'summary');
        yield { kind: 'text', text: 'Half ' };
        underWay.stop();
        signal.throwIfAborted();
      },
    };
    const underWay = await answerQuestion({ question: question.id, dataset: null, model: slow }, home.surroundings);
    assert.equal((await underWay.ended).status, 'cancelled');
    assert.deepEqual(marksOf(await read(conversation)), []);
  });

  it('takes its summary along into a file and out of it', async () => {
    const conversation = await conversationOf(12);
    await ask(conversation);
    const pieces: string[] = [];
    for await (const piece of exportConversations(home.chat, conversation, 'json', 0)) pieces.push(piece);
    const markdown: string[] = [];
    for await (const piece of exportConversations(home.chat, conversation, 'markdown', 0)) markdown.push(piece);
    assert.match(markdown.join(''), /\*Summarised for the model up to here:\*\n\nThe person keeps records\./);
    const other = await openTemporaryDatabase();
    try {
      const stores = buildChatStores(other, systemClock, { pid: 1, start: 'now', host: 'here' });
      const file = Buffer.from(pieces.join(''));
      await importConversations(
        async function* () {
          yield await Promise.resolve(file);
        },
        stores,
        false,
      );
      const { messages } = await stores.paths.window(conversation, { limit: 100 });
      assert.deepEqual(marksOf(messages), [{ kind: 'summary', text: 'The person keeps records.', model: 'recording' }]);
    } finally {
      await other.remove();
    }
  });
});
