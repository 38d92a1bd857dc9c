/** Models behind the Chat Completions API against a real server that speaks it: answers, tools, the list, and every fault. */
import assert from 'node:assert/strict';
import { systemClock } from '../../server/base/clock.ts';
import { answerText } from '../../server/chat/answerParts.ts';
import { answerQuestion } from '../../server/chat/answerQuestion.ts';
import type { Message, MessagePart } from '../../server/chat/message.ts';
import { openAiModels } from '../../server/chat/openAiModels.ts';
import type { OpenAiSettings } from '../../server/chat/openAiSettings.ts';
import { readingTools } from '../../server/chat/readingTools.ts';
import {
  CompletionsServer,
  numberOf,
  type Behaviour,
  type CompletionsRequest,
  type Said,
} from '../completionsApi/completionsServer.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../long/drills/openTemporaryDatabase.ts';
import { AnsweringRegulations } from '../unit/chat/answeringRegulations.ts';

const secret = 'sk-test-secret';
const half: readonly Said[] = [{ kind: 'text', text: 'Records must be kept ' }];
const quote = 'Records of transactions must be kept for six years';
const sixYears = { kind: 'answer', said: [{ kind: 'text', text: 'Six years.' }] } as const satisfies Behaviour;

function partsOf<Kind extends MessagePart['kind']>({ parts }: Message, kind: Kind) {
  return parts.filter((part): part is Extract<MessagePart, { kind: Kind }> => part.kind === kind);
}

function toolResults({ messages }: CompletionsRequest): readonly string[] {
  return messages.flatMap(({ role, content }) => (role === 'tool' ? [content ?? ''] : []));
}

describe('a model of an OpenAI-compatible endpoint', function () {
  this.timeout(60_000);
  let server: CompletionsServer;
  let database: TemporaryDatabase;
  let home: AnsweringRegulations;

  before(async () => {
    server = await CompletionsServer.start();
    database = await openTemporaryDatabase();
    home = new AnsweringRegulations(database);
    await home.ingest();
  });
  after(async () => {
    await home.close();
    await database.remove();
    await server.close();
  });

  const familyWith = (settings: Partial<OpenAiSettings> = {}) =>
    openAiModels({
      key: () => secret,
      baseUrl: () => `${server.url}/`,
      model: () => null,
      historyTokens: () => null,
      clock: systemClock,
      ...settings,
    });
  const begin = async (settings: Partial<OpenAiSettings> = {}, conversation?: string) => {
    const model = await familyWith(settings).find('openai:small-model');
    assert.ok(model);
    const { passages, chat, surroundings } = home;
    const roadmapState = () => Promise.resolve('Phase 1 is next.');
    const tools = readingTools({ passages, search: chat.search, roadmapState });
    const question = await home.question('How long must records be kept?', conversation);
    return answerQuestion({ question: question.id, dataset: null, model }, { ...surroundings, tools });
  };
  const ask = async (settings: Partial<OpenAiSettings> = {}, conversation?: string): Promise<Message> =>
    (await begin(settings, conversation)).ended;

  it('cites by number, and what it cites is checked', async () => {
    server.next((request) => {
      const number = numberOf(request, '9.1.1');
      const text = `For six years [[${number}: "${quote}"]], or never [[${number}: "Nothing must be kept."]].`;
      return { kind: 'answer', said: [{ kind: 'text', text }] };
    });
    const message = await ask();
    assert.deepEqual([message.status, message.failure, message.model], ['complete', null, 'openai:small-model']);
    assert.equal(answerText(message.parts), 'For six years [1], or never [2].');
    assert.deepEqual(
      partsOf(message, 'citation').map(({ passage, isVerified }) => [passage, isVerified]),
      [
        ['9.1.1', true],
        ['9.1.1', false],
      ],
    );
    assert.deepEqual(message.usage, { inputTokens: 160, outputTokens: 50, costMicros: null });
    const [{ headers, body } = assert.fail()] = server.requests;
    assert.equal(headers.authorization, `Bearer ${secret}`);
    assert.deepEqual([body.model, body.stream], ['small-model', true]);
    assert.deepEqual(
      body.tools?.map((tool) => tool.function.name),
      ['search_regulations', 'read_passage', 'search_memory', 'roadmap_state'],
    );
    assert.deepEqual(
      body.messages.map(({ role }) => role),
      ['system', 'user'],
    );
  });

  it('gets the conversation before the question, and sends no key where there is none', async () => {
    server.next(sixYears);
    const { conversation } = await ask({ key: () => null });
    await ask({ key: () => null }, conversation);
    const [{ headers, body } = assert.fail()] = server.requests.slice(-1);
    assert.equal(headers.authorization, undefined);
    assert.deepEqual(
      body.messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.equal(body.messages[2]?.content, 'Six years.');
  });

  it('uses tools whose arguments come in fragments, and cites what they found', async () => {
    server.next(
      {
        kind: 'answer',
        said: [
          { kind: 'text', text: 'Let me look.' },
          { kind: 'tool-use', name: 'search_regulations', input: '{"query": "fine contravention"}' },
          { kind: 'tool-use', name: 'roadmap_state', input: '' },
        ],
      },
      (request) => {
        const text = ` A fine may follow [[${numberOf(request, '10.1')}: "The Regulator may impose a fine"]].`;
        return { kind: 'answer', said: [{ kind: 'text', text }] };
      },
    );
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.deepEqual(
      partsOf(message, 'tool-use').map(({ name, input }) => [name, input]),
      [
        ['search_regulations', { query: 'fine contravention' }],
        ['roadmap_state', {}],
      ],
    );
    assert.deepEqual(
      partsOf(message, 'citation').map(({ passage, isVerified }) => [passage, isVerified]),
      [['10.1', true]],
    );
    assert.deepEqual(message.usage, { inputTokens: 320, outputTokens: 100, costMicros: null });
    const [{ body } = assert.fail()] = server.requests.slice(-1);
    const calls = body.messages.find(({ role }) => role === 'assistant');
    assert.equal(calls?.content, 'Let me look.');
    assert.equal(calls.tool_calls?.[0]?.function.arguments, '{"query": "fine contravention"}');
    assert.match(toolResults(body)[0] ?? '', /passage="10\.1">\nThe Regulator/);
    assert.equal(toolResults(body)[1], 'Phase 1 is next.');
  });

  it('is told of tools that do not exist, of arguments that are no JSON, and of wrong ones', async () => {
    const uses: readonly Said[] = [
      { kind: 'tool-use', name: 'write_file', input: '{"path": "/etc/passwd"}' },
      { kind: 'tool-use', name: 'search_memory', input: '{"words": ' },
      { kind: 'tool-use', name: 'read_passage', input: '{"document": 7}' },
    ];
    server.next({ kind: 'answer', said: uses }, sixYears);
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.deepEqual(
      partsOf(message, 'tool-result').map(({ isError }) => isError),
      [true, true, true],
    );
    const [{ body } = assert.fail()] = server.requests.slice(-1);
    assert.deepEqual(toolResults(body).slice(0, 2), ['There is no tool write_file.', 'The arguments are no JSON.']);
  });

  it('takes calls without an index, and whole calls that share one', async () => {
    const call = (rest: object) => ({ choices: [{ delta: { tool_calls: [rest] } }] });
    const whole = (id: string, index?: number) =>
      call({ id, ...(index === undefined ? {} : { index }), function: { name: 'roadmap_state', arguments: '{}' } });
    const chunks = [whole('a'), whole('b'), whole('c', 0), whole('d', 0)];
    server.next({ kind: 'answer', said: chunks.map((chunk) => ({ kind: 'chunk', chunk })), reason: 'stop' }, sixYears);
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.deepEqual(
      partsOf(message, 'tool-result').map(({ id, isError }) => [id, isError]),
      ['a', 'b', 'c', 'd'].map((id) => [id, false]),
    );
  });

  it('takes text in pieces of several kinds, and a count that is none', async () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
      { type: 'text', text: 'Six ' },
    ];
    const chunks = [{ choices: [{ delta: { content, reasoning_content: 'Hm.' } }] }, { usage: { total_tokens: 7 } }];
    const said: readonly Said[] = [
      ...chunks.map((chunk) => ({ kind: 'chunk', chunk }) as const),
      { kind: 'text', text: 'years.' },
    ];
    server.next({ kind: 'answer', said, counts: false });
    const message = await ask();
    assert.deepEqual([message.status, answerText(message.parts), message.usage], ['complete', 'Six years.', null]);
  });

  it('that never stops using tools is made to answer', async () => {
    server.next({ kind: 'answer', said: [{ kind: 'tool-use', name: 'roadmap_state', input: '{}' }] });
    const message = await ask();
    assert.equal(server.requests.length, 8);
    assert.equal(server.requests.at(-1)?.body.tool_choice, 'none');
    assert.equal(message.status, 'complete');
  });

  it('that can use no tools is asked without them', async () => {
    const body = { error: { message: 'small-model does not support tools', type: 'api_error' } };
    server.next({ kind: 'refuse', status: 400, body }, sixYears);
    const message = await ask();
    assert.deepEqual([message.status, answerText(message.parts)], ['complete', 'Six years.']);
    assert.deepEqual(
      server.requests.map(({ body: { tools } }) => tools?.length),
      [4, undefined],
    );
  });

  it('that counts no tokens is asked without counting', async () => {
    const body = { detail: 'Extra inputs are not permitted: stream_options' };
    server.next({ kind: 'refuse', status: 422, body }, { ...sixYears, counts: false });
    const message = await ask();
    assert.deepEqual([message.status, answerText(message.parts), message.usage], ['complete', 'Six years.', null]);
    assert.deepEqual(
      server.requests.map(({ body: { stream_options: options, tools } }) => [options !== undefined, tools?.length]),
      [
        [true, 4],
        [false, 4],
      ],
    );
  });

  it('that tells no tokens has no usage, and an answer that became too long says so', async () => {
    server.next({ kind: 'answer', said: half, counts: false });
    assert.equal((await ask()).usage, null);
    server.next({ kind: 'answer', said: half, reason: 'length' });
    const message = await ask();
    assert.deepEqual([message.status, answerText(message.parts)], ['failed', 'Records must be kept ']);
    assert.match(message.failure ?? '', /became longer than the model may answer/);
  });

  it('that fails in the middle for its tools is not asked again, since what it said would stand there twice', async () => {
    const failing: Said = { kind: 'chunk', chunk: { error: { message: 'The tool parser failed', code: 500 } } };
    server.next({ kind: 'end-early', said: [...half, failing] }, sixYears);
    const message = await ask();
    assert.deepEqual([message.status, answerText(message.parts)], ['failed', 'Records must be kept ']);
    assert.equal(server.requests.length, 1);
  });

  const errorChunk: Said = { kind: 'chunk', chunk: { error: { message: 'Out of memory', code: 503 } } };
  const faults: readonly (readonly [name: string, behaviour: Behaviour, kept: string, failure: RegExp])[] = [
    [
      '401',
      { kind: 'refuse', status: 401 },
      '',
      /^The model server refused the API key\. It said: refused Bearer ….*or PHASEGATE_OPENAI_API_KEY in a terminal/,
    ],
    [
      '429 with retry-after',
      { kind: 'refuse', status: 429, headers: { 'retry-after': '7' } },
      '',
      /takes no more requests.*Ask again in 7 s\.$/,
    ],
    ['529', { kind: 'refuse', status: 529 }, '', /^The model server is overloaded\./],
    [
      '500',
      { kind: 'refuse', status: 500, body: { error: 'no memory' } },
      '',
      /fault of its own \(500\)\. It said: no memory\./,
    ],
    [
      '404',
      { kind: 'refuse', status: 404, body: { detail: 'no such model' } },
      '',
      /\(404\)\. It said: no such model\. .*base URL/,
    ],
    [
      '400 without words',
      { kind: 'refuse', status: 400, body: '?' },
      '',
      /refused the request \(400\)\. Pick another model/,
    ],
    ['a timeout', { kind: 'silence' }, '', /did not answer in time\. Ask again\.$/],
    ['nothing behind the head', { kind: 'stall', said: [] }, '', /did not answer in time\. Ask again\.$/],
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
      'events of another form',
      { kind: 'answer', said: [...half, { kind: 'chunk', chunk: { choices: 'none' } }] },
      'Records must be kept ',
      /answered what cannot be read\. What had arrived is kept/,
    ],
    ['a page in place of a stream', { kind: 'page', html: '<h1>Log in</h1>' }, '', /cannot be read.*base URL\.$/],
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
      'an error in the middle',
      { kind: 'end-early', said: [...half, errorChunk] },
      'Records must be kept ',
      /fault of its own \(503\)\. It said: Out of memory\. What had arrived is kept\./,
    ],
  ];
  for (const [name, behaviour, kept, failure] of faults) {
    it(`ends in a message with a next step, and in no lost word: ${name}`, async () => {
      server.next(behaviour);
      const message = await ask({ firstSignMs: 500, silenceMs: 500, retries: 0 });
      assert.equal(message.status, 'failed');
      assert.match(message.failure ?? '', failure);
      assert.equal(answerText(message.parts), kept);
      assert.ok(!JSON.stringify(message).includes(secret));
      assert.equal(server.requests.length, 1);
    });
  }

  it('that is not there is told with the address', async () => {
    const message = await ask({ baseUrl: () => 'http://127.0.0.1:1/v1', retries: 0 });
    assert.match(
      message.failure ?? '',
      /^The model server \(http:\/\/127\.0\.0\.1:1\/v1\) cannot be reached: .*Look at the network/,
    );
  });

  it('is asked again, as often and as late as it says, and not when it says too late', async () => {
    server.next(
      { kind: 'refuse', status: 429, headers: { 'retry-after-ms': '20' } },
      { kind: 'refuse', status: 503, headers: { 'retry-after': '0' } },
      sixYears,
    );
    const message = await ask();
    assert.equal(message.status, 'complete', message.failure ?? '');
    assert.equal(server.requests.length, 3);
    server.next({ kind: 'refuse', status: 429, headers: { 'retry-after': '3600' } });
    assert.match((await ask()).failure ?? '', /Ask again in 3600 s\.$/);
    assert.equal(server.requests.length, 1);
  });

  it('is no longer asked once the person stops', async () => {
    server.next({ kind: 'stall', said: half });
    const before = server.abandoned;
    const underWay = await begin();
    await new Promise<void>((resolve) => {
      underWay.streamed.follow((piece) => piece.kind === 'text' && resolve());
    });
    underWay.stop();
    const message = await underWay.ended;
    assert.deepEqual([message.status, message.failure], ['cancelled', null]);
    assert.match(answerText(message.parts), /^Records/);
    while (server.abandoned === before) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is offered as the endpoint lists it, the usual one first, and without those that do not chat', async () => {
    const ids = async (settings: Partial<OpenAiSettings>) => (await familyWith(settings).offered()).map(({ id }) => id);
    server.models = ['small-model', 'text-embedding-3', 'large-model'];
    assert.deepEqual(await ids({}), ['openai:small-model', 'openai:large-model']);
    assert.deepEqual(await ids({ model: () => 'large-model' }), ['openai:large-model', 'openai:small-model']);
    assert.equal((await familyWith().find('openai'))?.id, 'openai:small-model');
    assert.equal((await familyWith({ model: () => 'large-model' }).find('openai'))?.id, 'openai:large-model');
    const [offered] = await familyWith().offered();
    assert.equal(offered?.title, `small-model (${new URL(server.url).host})`);
    server.models = null;
    assert.deepEqual(await ids({ model: () => 'large-model' }), ['openai:large-model']);
    await assert.rejects(async () => familyWith().find('openai'), { code: 'unknown-model' });
  });

  it('is neither offered nor found without an endpoint', async () => {
    const family = familyWith({ baseUrl: () => null });
    assert.deepEqual(await family.offered(), []);
    await assert.rejects(async () => family.find('openai:small-model'), { code: 'unknown-model' });
    assert.equal(await family.find('claude-opus-5-5'), null);
  });
});
