/** The models of Anthropic against a real server that speaks their API: answers, tools, costs, and every fault. */
import assert from 'node:assert/strict';
import { systemClock } from '../../server/base/clock.ts';
import { answerText } from '../../server/chat/answerParts.ts';
import { answerQuestion } from '../../server/chat/answerQuestion.ts';
import { anthropicModels } from '../../server/chat/anthropicModels.ts';
import type { AnthropicSettings } from '../../server/chat/anthropicSettings.ts';
import type { Message, MessagePart } from '../../server/chat/message.ts';
import { readingTools } from '../../server/chat/readingTools.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../long/drills/openTemporaryDatabase.ts';
import { MessagesServer, sourcesOf, type Behaviour, type Said } from '../messagesApi/messagesServer.ts';
import { AnsweringRegulations } from '../unit/chat/answeringRegulations.ts';

const secret = 'sk-ant-test-secret';
const half: readonly Said[] = [{ kind: 'text', text: 'Records must be kept ' }];

function partsOf<Kind extends MessagePart['kind']>({ parts }: Message, kind: Kind) {
  return parts.filter((part): part is Extract<MessagePart, { kind: Kind }> => part.kind === kind);
}

describe('a model of Anthropic', function () {
  this.timeout(60_000);
  let server: MessagesServer;
  let database: TemporaryDatabase;
  let home: AnsweringRegulations;

  before(async () => {
    server = await MessagesServer.start();
    database = await openTemporaryDatabase();
    home = new AnsweringRegulations(database);
    await home.ingest();
  });
  after(async () => {
    await home.close();
    await database.remove();
    await server.close();
  });

  const begin = async (text: string, settings: Partial<AnthropicSettings> = {}, conversation?: string) => {
    const family = anthropicModels({ key: () => secret, baseUrl: () => server.url, clock: systemClock, ...settings });
    const model = await family.find('claude-sonnet-5-5');
    assert.ok(model);
    const { passages, chat, surroundings } = home;
    const tools = readingTools({
      passages,
      search: chat.search,
      roadmapState: () => Promise.resolve('Phase 1 is next.'),
    });
    const question = await home.question(text, conversation);
    return answerQuestion({ question: question.id, dataset: null, model }, { ...surroundings, tools });
  };
  const ask = async (settings: Partial<AnthropicSettings> = {}, conversation?: string): Promise<Message> =>
    (await begin('How long must records be kept?', settings, conversation)).ended;

  it('answers with its own citations, which are checked, and tells what it cost', async () => {
    server.next((request) => {
      const [result] = sourcesOf(request);
      const cited = (result?.content ?? []).map(({ text }) => text).join('');
      return {
        kind: 'answer',
        said: [
          { kind: 'thinking' },
          { kind: 'text', text: 'For six years' },
          { kind: 'citation', source: result?.source ?? '', cited },
          { kind: 'text', text: ', or never' },
          { kind: 'citation', source: result?.source ?? '', cited: 'Nothing must be kept.' },
          { kind: 'text', text: '.' },
          { kind: 'citation', source: 'regulation:d/unknown#1', cited },
        ],
      };
    });
    const message = await ask();
    assert.deepEqual([message.status, message.failure, message.model], ['complete', null, 'claude-sonnet-5-5']);
    assert.equal(answerText(message.parts), 'For six years [1], or never [2].');
    assert.deepEqual(
      partsOf(message, 'citation').map(({ passage, isVerified }) => [passage, isVerified]),
      [
        ['9.1.1', true],
        ['9.1.1', false],
      ],
    );
    // 100 × 2 + 50 × 10 + 40 × 0.1 + 20 × 2.5
    assert.deepEqual(message.usage, { inputTokens: 160, outputTokens: 50, costMicros: 754 });
    const [{ headers, body } = assert.fail()] = server.requests;
    assert.equal(headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', ''), secret);
    assert.ok(body.system[0]?.cache_control);
    assert.deepEqual(
      body.tools.map(({ name }) => name),
      ['search_regulations', 'read_passage', 'search_memory', 'roadmap_state'],
    );
  });

  it('gets the conversation before the question', async () => {
    server.next({ kind: 'answer', said: [{ kind: 'text', text: 'For six years.' }] });
    const { conversation } = await ask();
    await ask({}, conversation);
    const [{ body } = assert.fail()] = server.requests.slice(-1);
    assert.deepEqual(
      body.messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    // The next question repeats the request up to here, and pays less for it.
    const said = { type: 'text', text: 'For six years.', cache_control: { type: 'ephemeral' } };
    assert.deepEqual(body.messages[1]?.content, [said]);
  });

  it('gets a summary of its own in place of a conversation that is too long', async () => {
    const text = 'Records are kept because the Regulator wants to see them. '.repeat(1_500);
    const { id } = await home.chat.conversations.create({});
    for (const role of ['user', 'assistant', 'user', 'assistant'] as const)
      await home.chat.messages.append(id, { role, parts: [{ kind: 'text', text }] });
    const said = (words: string): Behaviour => ({ kind: 'answer', said: [{ kind: 'text', text: words }] });
    server.next(said('It is about records.'), said('For six years.'));
    const message = await ask({}, id);
    assert.equal(message.status, 'complete', message.failure ?? '');
    const [summary, answer] = server.requests.map(({ body }) => body);
    assert.match(summary?.system[0]?.text ?? '', /^You sum up/);
    assert.equal(summary?.tools, undefined);
    assert.match(JSON.stringify(answer?.messages[0]), /It is about records\./);
    assert.equal(answer?.tools.length, 4);
    assert.equal(server.requests.length, 2);
    // Both requests are paid for.
    assert.equal(message.usage?.costMicros, 2 * 754);
  });

  it('looks things up itself, and cites what it found', async () => {
    server.next(
      {
        kind: 'answer',
        said: [{ kind: 'tool-use', name: 'search_regulations', input: { query: 'fine contravention' } }],
      },
      (request) => {
        const result = sourcesOf(request).findLast(({ source }) => source?.endsWith('#10.1'));
        const cited = (result?.content ?? []).map(({ text }) => text).join('');
        const citation = { kind: 'citation', source: result?.source ?? '', cited } as const;
        return { kind: 'answer', said: [{ kind: 'text', text: 'A fine may follow.' }, citation] };
      },
    );
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.equal(partsOf(message, 'tool-use')[0]?.name, 'search_regulations');
    assert.match(partsOf(message, 'tool-result')[0]?.text ?? '', /10\.1/);
    assert.deepEqual(
      partsOf(message, 'citation').map(({ passage, isVerified }) => [passage, isVerified]),
      [['10.1', true]],
    );
    assert.equal(message.usage?.outputTokens, 100);
  });

  it('is told of a tool that does not exist, of a wrong input, and of what each tool reads', async () => {
    const uses: readonly Said[] = [
      { kind: 'tool-use', name: 'write_file', input: { path: '/etc/passwd' } },
      { kind: 'tool-use', name: 'read_passage', input: { document: 7 } },
      { kind: 'tool-use', name: 'read_passage', input: { dataset: 'd', document: 'aml', passage: '8.1.2', around: 1 } },
      { kind: 'tool-use', name: 'search_memory', input: { words: 'records kept' } },
      { kind: 'tool-use', name: 'roadmap_state', input: {} },
    ];
    server.next({ kind: 'answer', said: uses }, { kind: 'answer', said: [{ kind: 'text', text: 'Done.' }] });
    const message = await ask();
    const results = partsOf(message, 'tool-result');
    assert.deepEqual(
      results.map(({ isError }) => isError),
      [true, true, false, false, false],
    );
    assert.match(results[2]?.text ?? '', /8\.1\.1\n.*8\.1\.2\n.*9\.1\.1/);
    assert.match(results[3]?.text ?? '', /user in ".*": How long must records be kept/);
    assert.equal(results[4]?.text, 'Phase 1 is next.');
  });

  it('that never stops using tools is made to answer', async () => {
    server.next({ kind: 'answer', said: [{ kind: 'tool-use', name: 'roadmap_state', input: {} }] });
    const message = await ask();
    assert.equal(server.requests.length, 8);
    assert.equal(message.status, 'complete');
  });

  const faults: readonly (readonly [name: string, behaviour: Behaviour, kept: string, failure: RegExp])[] = [
    [
      '401',
      { kind: 'refuse', status: 401, type: 'authentication_error' },
      '',
      /^Anthropic refused the API key\. It said: refused Bearer ….*Set another one with "Set API Key"/,
    ],
    [
      '429 with retry-after',
      { kind: 'refuse', status: 429, headers: { 'retry-after': '7' }, type: 'rate_limit_error' },
      '',
      /takes no more requests.*Ask again in 7 s\.$/,
    ],
    [
      '529',
      { kind: 'refuse', status: 529, type: 'overloaded_error' },
      '',
      /^Anthropic is overloaded\..*Ask again in a minute\.$/,
    ],
    ['500', { kind: 'refuse', status: 500, type: 'api_error' }, '', /has a fault of its own \(500\)/],
    ['400', { kind: 'refuse', status: 400, type: 'invalid_request_error' }, '', /refused the request \(400\)/],
    ['a timeout', { kind: 'silence' }, '', /did not answer in time\. Ask again\.$/],
    ['nothing behind the head', { kind: 'head' }, '', /has said nothing for 1 s\. Ask again\.$/],
    [
      'silence in the middle',
      { kind: 'stall', said: half },
      'Records must be kept ',
      /has said nothing for 1 s\. What had arrived is kept\. Ask again\.$/,
    ],
    [
      'a malformed stream',
      { kind: 'malformed', said: half },
      'Records must be kept ',
      /answered what cannot be read\. What had arrived is kept\. Ask again/,
    ],
    [
      'a connection cut after half an answer',
      { kind: 'cut', said: half },
      'Records must be kept ',
      /ended in the middle of the answer.*What had arrived is kept\. Ask again\.$/,
    ],
    [
      'a stream that ends before its answer',
      { kind: 'end-early', said: half },
      'Records must be kept ',
      /ended in the middle of the answer.*What had arrived is kept\. Ask again\.$/,
    ],
    [
      'an overload in the middle',
      { kind: 'error-event', said: half, type: 'overloaded_error' },
      'Records must be kept ',
      /^Anthropic is overloaded\. .*What had arrived is kept\. Ask again in a minute\.$/,
    ],
  ];
  for (const [name, behaviour, kept, failure] of faults) {
    it(`ends in a message with a next step, and in no lost word: ${name}`, async () => {
      server.next(behaviour);
      const message = await ask({ silenceMs: 500, retries: 0 });
      assert.equal(message.status, 'failed');
      assert.match(message.failure ?? '', failure);
      assert.equal(answerText(message.parts), kept);
      assert.ok(!JSON.stringify(message).includes(secret));
    });
  }

  it('that is not there is told with the address', async () => {
    const message = await ask({ baseUrl: () => 'http://127.0.0.1:1', retries: 0 });
    assert.match(
      message.failure ?? '',
      /^Anthropic \(http:\/\/127\.0\.0\.1:1\) cannot be reached: .*Look at the network/,
    );
  });

  it('is asked again, as often and as late as it says', async () => {
    server.next(
      { kind: 'refuse', status: 429, headers: { 'retry-after-ms': '20' }, type: 'rate_limit_error' },
      { kind: 'refuse', status: 529, headers: { 'retry-after-ms': '20' }, type: 'overloaded_error' },
      { kind: 'answer', said: [{ kind: 'text', text: 'Six years.' }] },
    );
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.equal(server.requests.length, 3);
  });

  it('is no longer asked once the person stops', async () => {
    server.next({ kind: 'stall', said: half });
    const before = server.abandoned;
    const underWay = await begin('How long must records be kept?');
    await new Promise<void>((resolve) => {
      underWay.streamed.follow((piece) => piece.kind === 'text' && resolve());
    });
    underWay.stop();
    const message = await underWay.ended;
    assert.deepEqual([message.status, message.failure], ['cancelled', null]);
    assert.match(answerText(message.parts), /^Records/);
    while (server.abandoned === before) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is neither offered nor asked without a key', async () => {
    const family = anthropicModels({ key: () => null, baseUrl: () => null, clock: systemClock });
    assert.deepEqual(await family.offered(), []);
    await assert.rejects(async () => family.find('claude-opus-5-5'), { code: 'model-key-refused' });
    assert.equal(await family.find('gpt'), null);
  });
});
