/** Shows that an answer is kept while it arrives and on every way of ending, at a cost that does not grow with it. */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Clock } from '../../../server/base/clock.ts';
import { buildChatStores, type ChatStores } from '../../../server/chat/chatStores.ts';
import type { MessagePart } from '../../../server/chat/message.ts';
import { StreamedAnswer } from '../../../server/chat/streamedAnswer.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

const text = (said: string): MessagePart => ({ kind: 'text', text: said });
const usage = { inputTokens: 1, outputTokens: 2, costMicros: null };
const complete = { status: 'complete', failure: null, usage } as const;

/** A clock whose timers go off when the test passes time. */
class SteppedClock implements Clock {
  #nowMs = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly dueMs: number; readonly action: () => void }>();
  nowMs = (): number => this.#nowMs;
  after = (delayMs: number, action: () => void): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };
  pass(ms: number): void {
    this.#nowMs += ms;
    for (const timer of this.#timers) {
      if (timer.dueMs > this.#nowMs) continue;
      this.#timers.delete(timer);
      timer.action();
    }
  }
}

describeOnDatabases('a streamed answer', (open) => {
  let database: TemporaryDatabase;
  let clock: SteppedClock;
  let chat: ChatStores;
  let conversation: string;

  beforeEach(async () => {
    clock = new SteppedClock();
    database = await open();
    chat = buildChatStores(database, clock, { pid: 1, start: 'now', host: 'here' });
    conversation = (await chat.conversations.create({})).id;
  });
  afterEach(() => database.remove());

  const begin = (id?: string): Promise<StreamedAnswer> =>
    StreamedAnswer.begin(chat.messages, clock, conversation, { model: 'large', ...(id === undefined ? {} : { id }) });
  const kept = async ({ message }: StreamedAnswer): Promise<readonly MessagePart[]> =>
    (await chat.messages.read(message.id)).parts;
  /** Passes a quarter of a second and waits for what that has written. */
  const keep = async (answer: StreamedAnswer): Promise<void> => {
    const before = await chunks();
    clock.pass(250);
    while ((await chunks()).length === before.length) await turn();
    assert.equal((await chat.messages.read(answer.message.id)).status, 'streaming');
  };
  const chunks = (): Promise<readonly { readonly parts: string }[]> =>
    database.queries.selectFrom('answer_chunk').select('parts').orderBy('ordinal').execute();

  it('is kept a quarter of a second after it arrived, and all of it when it ends', async () => {
    const answer = await begin();
    assert.deepEqual([answer.add(text('Two')), answer.add(text(' feet'))], [1, 2]);
    assert.deepEqual(await kept(answer), []);
    await keep(answer);
    assert.deepEqual(await kept(answer), [text('Two feet')]);
    answer.add(text(', or '));
    answer.add({ kind: 'tool-use', id: 't', name: 'look', input: { at: 'walls' } });
    answer.add(text('more.'));
    await keep(answer);
    answer.add(text(' Ask'));
    const all = [
      text('Two feet, or '),
      { kind: 'tool-use', id: 't', name: 'look', input: { at: 'walls' } },
      text('more. Ask'),
    ];
    const ended = await answer.end(complete);
    assert.deepEqual([ended.status, ended.parts, ended.usage], ['complete', all, usage]);
    assert.deepEqual(await chat.messages.read(answer.message.id), ended);
    assert.deepEqual(await chunks(), []);
    assert.equal((await chat.search.search('feet', 5)).length, 1);
  });

  it('keeps what had arrived when it is cancelled or fails, and takes no more', async () => {
    for (const end of [
      { status: 'cancelled', failure: null, usage: null },
      { status: 'failed', failure: 'The model is away.', usage: null },
    ] as const) {
      const answer = await begin();
      answer.add(text('Half an'));
      const ended = await answer.end(end);
      assert.deepEqual([ended.status, ended.failure, ended.parts], [end.status, end.failure, [text('Half an')]]);
      assert.throws(() => answer.add(text(' answer')), { code: 'answer-ended' });
      assert.deepEqual(await answer.end(complete), ended);
    }
  });

  it('writes each piece once, however long it is', async () => {
    const answer = await begin();
    const piece = 'A word and another. '.repeat(100);
    for (let index = 0; index < 20; index++) {
      answer.add(text(piece));
      await keep(answer);
    }
    assert.deepEqual(
      (await chunks()).map(({ parts }) => parts),
      Array.from({ length: 20 }, () => JSON.stringify([text(piece)])),
    );
    const { parts } = await database.queries.selectFrom('message').select('parts').executeTakeFirstOrThrow();
    assert.equal(parts, '[]');
    assert.deepEqual(await kept(answer), [text(piece.repeat(20))]);
  });

  it('tells a view the whole of it so far, and then what follows without a gap', async () => {
    const answer = await begin();
    answer.add(text('One'));
    await keep(answer);
    answer.add(text(', two'));
    let seen = '';
    const numbers: number[] = [];
    const { soFar, stop } = answer.follow((part, number) => {
      seen += part.kind === 'text' ? part.text : '';
      numbers.push(number);
    });
    assert.deepEqual(soFar, { message: answer.message.id, upTo: 2, parts: [text('One, two')] });
    answer.add(text(', three'));
    await keep(answer);
    answer.add(text(', four'));
    assert.deepEqual([seen, numbers], [', three, four', [3, 4]]);
    stop();
    answer.add(text(', five'));
    assert.deepEqual(numbers, [3, 4]);
    assert.deepEqual(answer.soFar().parts, [text('One, two, three, four, five')]);
  });

  it('is read by other processes, each piece once', async () => {
    const other = await database.openAgain();
    try {
      const there = buildChatStores(other, clock, { pid: 2, start: 'now', host: 'here' });
      const answer = await begin();
      assert.deepEqual(await there.messages.readPieces(answer.message.id, 0), []);
      answer.add(text('One'));
      await keep(answer);
      const { upTo, messages } = await there.lists.changesAfter(0, 10);
      assert.deepEqual(
        messages.map(({ status, parts }) => [status, parts]),
        [['streaming', [text('One')]]],
      );
      answer.add(text(', two'));
      await keep(answer);
      assert.deepEqual(await there.messages.readPieces(answer.message.id, 1), [[text(', two')]]);
      assert.deepEqual((await there.lists.changesAfter(upTo, 10)).messages[0]?.parts, [text('One, two')]);
      const window = await there.paths.window(conversation, { limit: 5 });
      assert.deepEqual(window.messages[0]?.parts, [text('One, two')]);
      await answer.end(complete);
      assert.equal(await there.messages.readPieces(answer.message.id, 2), null);
    } finally {
      await other.close();
    }
  });

  it('is given up when another process has ended it, with what was kept', async () => {
    const answer = await begin();
    answer.add(text('Kept'));
    await keep(answer);
    answer.add(text(' and lost'));
    assert.equal(await chat.messages.recover(() => false), 1);
    assert.deepEqual(await kept(answer), [text('Kept')]);
    clock.pass(250);
    for (let isRefused = false; !isRefused; await turn()) {
      try {
        answer.add(text('.'));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'answer-ended');
        isRefused = true;
      }
    }
    await assert.rejects(answer.end(complete), { code: 'answer-ended' });
    assert.deepEqual([await kept(answer), await chunks()], [[text('Kept')], []]);
  });

  it('is given once for an id', async () => {
    const answer = await begin('mine');
    answer.add(text('One'));
    await keep(answer);
    await assert.rejects(begin('mine'), { code: 'answer-ended' });
    await assert.rejects(chat.messages.extendAnswer('mine', 0, [text('Two')]), { code: 'answer-ended' });
    await chat.messages.extendAnswer('mine', 0, [text('One')]);
    await answer.end(complete);
    await assert.rejects(begin('mine'), { code: 'answer-ended' });
  });

  it('has at most a megabyte, and keeps that much', async () => {
    const answer = await begin();
    const piece = text('"'.repeat(50_000));
    for (let count = 0; count < 10; count++) answer.add(piece);
    assert.throws(() => answer.add(piece), { code: 'message-too-large' });
    assert.throws(() => answer.add({ kind: 'tool-use', id: '', name: '\ud83e', input: null }), {
      code: 'text-invalid',
    });
    answer.add(text('.'));
    const { parts } = await answer.end({ status: 'failed', failure: 'Too long.', usage: null });
    assert.deepEqual(parts, [text(`${'"'.repeat(500_000)}.`)]);
  });

  it('is the same text whatever pieces it came in and whenever they were kept', async () => {
    const pieces = fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 6 }), fc.nat({ max: 12 })), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(pieces, async (said) => {
        const answer = await begin();
        const whole = said.map(([piece]) => piece).join('');
        for (const [piece, keptAfter] of said) {
          // Half a character at a time, and kept between two of them.
          for (const [index, unit] of piece.split('').entries()) {
            answer.add(text(unit));
            if (index !== keptAfter) continue;
            clock.pass(250);
            await turn();
          }
        }
        const { parts } = await answer.end(complete);
        assert.equal(parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''), whole);
        assert.equal((await chunks()).length, 0);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});
