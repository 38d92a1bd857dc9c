/** Answers to questions: quoted without a model, kept on every way of ending, and never invented. */
import assert from 'node:assert/strict';
import { Failure } from '../../../server/base/failure.ts';
import { answerText } from '../../../server/chat/answerParts.ts';
import { answerQuestion, type AnswerOrder } from '../../../server/chat/answerQuestion.ts';
import type { LanguageModel, ModelPiece, ModelRequest } from '../../../server/chat/languageModel.ts';
import type { Message, MessagePart } from '../../../server/chat/message.ts';
import { quotingModel } from '../../../server/chat/quotingModel.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { AnsweringRegulations } from './answeringRegulations.ts';

type Citation = Extract<MessagePart, { kind: 'citation' }>;
const citations = ({ parts }: Message): readonly Citation[] =>
  parts.flatMap((part) => (part.kind === 'citation' ? [part] : []));

/** A model that says what the test lets it say. */
function scripted(say: (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelPiece>): LanguageModel {
  return { id: 'scripted', title: 'Scripted', historyTokens: 1_000, answer: say };
}

describeOnDatabases('an answer', function (open) {
  let database: TemporaryDatabase;
  let home: AnsweringRegulations;

  before(async () => {
    database = await open();
    home = new AnsweringRegulations(database);
    await home.ingest();
  });
  after(async () => {
    await home.close();
    await database.remove();
  });

  const answer = async (question: Message, model = quotingModel(home.passages), rest: Partial<AnswerOrder> = {}) => {
    const underWay = await answerQuestion({ question: question.id, dataset: null, model, ...rest }, home.surroundings);
    return underWay.ended;
  };

  it('quotes the decisive sentence of the passage that answers, and says that it quotes', async () => {
    const message = await answer(await home.question('When must customer due diligence be undertaken for an account?'));
    assert.equal(message.status, 'complete');
    assert.equal(message.model, 'quotes');
    assert.match(answerText(message.parts), /^Quoted from the regulations, chosen without a language model/);
    const [first] = citations(message);
    assert.equal(first?.passage, '8.1.1');
    assert.equal(
      first.quote,
      'A Relevant Person must undertake customer due diligence before it opens an account (see [1] and *note*).',
    );
    assert.ok(citations(message).every(({ isVerified }) => isVerified));
    assert.deepEqual(first.source?.document, 'aml');
    assert.match(first.source.hash, /^[0-9a-f]{64}$/);
    // What the passage holds of Markdown says itself.
    assert.match(answerText(message.parts), /\(see \\\[1\\\] and \\\*note\\\*\)\.” \[1\]/);
  });

  it('tells what was found, what of it was used, and by which way', async () => {
    const { parts } = await answer(await home.question('How long are records of transactions kept?'));
    const found = parts.find((part) => part.kind === 'retrieval');
    assert.equal(found?.passages[0]?.passage, '9.1.1');
    assert.ok(found.passages[0].isUsed);
    assert.ok(found.passages[0].legs.some(({ leg, rank }) => leg === 'lexical' && rank === 1));
  });

  it('says so when no passage speaks of what is asked', async () => {
    const message = await answer(await home.question('Which wine goes with grilled salmon and asparagus?'));
    assert.deepEqual(citations(message), []);
    assert.match(answerText(message.parts), /No passage of the loaded regulations answers this/);
  });

  it('understands a short question with the one before it', async () => {
    const first = await home.question('How long are records of transactions kept?');
    const { id } = await answer(first);
    assert.ok(id);
    const { parts } = await answer(await home.question('And after that?', first.conversation));
    const found = parts.find((part) => part.kind === 'retrieval');
    assert.match(found?.query ?? '', /How long are records[^]*And after that\?/);
  });

  it('checks each quote against the passage as it is kept, and counts the same quote once', async () => {
    const model = scripted(async function* ({ passages }) {
      const passage = passages[0]?.passage;
      if (passage === undefined) return;
      const quote = passage.text.slice(0, 30);
      yield { kind: 'text', text: 'It is so' };
      yield { kind: 'citation', passage, quote };
      yield { kind: 'text', text: ', it is not' };
      yield { kind: 'citation', passage, quote: 'The moon is made of cheese.' };
      yield { kind: 'text', text: ', it is so.' };
      yield { kind: 'citation', passage, quote };
      yield { kind: 'usage', usage: { inputTokens: 10, outputTokens: 5, costMicros: 7 } };
    });
    const message = await answer(await home.question('Who may impose a fine for a contravention?'), model);
    assert.deepEqual(
      citations(message).map(({ number, isVerified }) => [number, isVerified]),
      [
        [1, true],
        [2, false],
        [1, true],
      ],
    );
    assert.equal(answerText(message.parts), 'It is so [1], it is not [2], it is so. [1]');
    assert.deepEqual(message.usage, { inputTokens: 10, outputTokens: 5, costMicros: 7 });
  });

  it('keeps what had arrived when the model fails, and says why', async () => {
    const model = scripted(async function* () {
      yield { kind: 'text', text: 'Half of ' };
      throw new Failure('model-unreachable', 'The connection ended. Ask again.');
    });
    const message = await answer(await home.question('Who may impose a fine?'), model);
    assert.equal(message.status, 'failed');
    assert.equal(message.failure, 'The connection ended. Ask again.');
    assert.equal(answerText(message.parts), 'Half of ');
  });

  it('aborts the request when it is stopped, and keeps what had arrived', async () => {
    let isAborted = false;
    const model = scripted(async function* (_, signal) {
      yield { kind: 'text', text: 'Half of ' };
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      isAborted = true;
      throw new Error('aborted');
    });
    const question = await home.question('Who may impose a fine?');
    const underWay = await answerQuestion({ question: question.id, dataset: null, model }, home.surroundings);
    await new Promise<void>((resolve) => {
      const { soFar } = underWay.streamed.follow((piece) => piece.kind === 'text' && resolve());
      if (soFar.parts.some(({ kind }) => kind === 'text')) resolve();
    });
    underWay.stop();
    const message = await underWay.ended;
    assert.ok(isAborted);
    assert.deepEqual([message.status, message.failure], ['cancelled', null]);
    assert.equal(answerText(message.parts), 'Half of ');
  });

  it('stands beside the one before it when it is given again', async () => {
    const question = await home.question('Who may impose a fine for a contravention?');
    const first = await answer(question);
    const second = await answer(question);
    const { messages } = await home.chat.paths.window(question.conversation, { limit: 5 });
    assert.deepEqual(messages.at(-1)?.alternatives, [first.id, second.id]);
    assert.equal(messages.at(-1)?.id, second.id);
  });

  it('is given to questions of people alone', async () => {
    const given = await answer(await home.question('Who may impose a fine?'));
    await assert.rejects(answer(given), { code: 'usage' });
  });
});

describeOnDatabases('an answer without regulations', (open) => {
  it('says how to load some', async () => {
    const database = await open();
    const home = new AnsweringRegulations(database);
    try {
      const question = await home.question('When must a customer be verified?');
      const model = quotingModel(home.passages);
      const { ended } = await answerQuestion({ question: question.id, dataset: null, model }, home.surroundings);
      assert.match(answerText((await ended).parts), /phasegate ingest/);
    } finally {
      await home.close();
      await database.remove();
    }
  });
});
