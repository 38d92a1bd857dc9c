/** The contract of the stores of conversations and messages. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../../server/base/clock.ts';
import { buildChatStores, type ChatStores } from '../../../server/chat/chatStores.ts';
import type { Message, MessagePart } from '../../../server/chat/message.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

const text = (said: string): readonly MessagePart[] => [{ kind: 'text', text: said }];
const owner = { pid: 1, start: 'now', host: 'here' };
const dayMs = 24 * 60 * 60 * 1000;

/** A clock that stands still until it is moved. */
class StandingClock implements Clock {
  #nowMs = 1_700_000_000_000;
  nowMs = (): number => this.#nowMs;
  after = (): (() => void) => () => undefined;
  pass(ms: number): void {
    this.#nowMs += ms;
  }
}

describeOnDatabases('the stores of conversations', (open) => {
  let database: TemporaryDatabase;
  let clock: StandingClock;
  let chat: ChatStores;

  beforeEach(async () => {
    clock = new StandingClock();
    database = await open();
    chat = buildChatStores(database, clock, owner);
  });
  afterEach(() => database.remove());

  const say = async (conversation: string, said: string, parent?: string | null): Promise<Message> => {
    clock.pass(1);
    return chat.messages.append(conversation, {
      role: 'user',
      parts: text(said),
      ...(parent === undefined ? {} : { parent }),
    });
  };
  const saidIn = async (conversation: string): Promise<readonly string[]> => {
    const { messages } = await chat.paths.window(conversation, { limit: 100 });
    return messages.map(({ parts }) => (parts[0]?.kind === 'text' ? parts[0].text : ''));
  };

  it('keep what is half written, until it is sent or its conversation is gone for good', async () => {
    const { id, change } = await chat.conversations.create({});
    assert.equal((await chat.drafts.read(id)).text, '');
    await chat.drafts.keep(id, 'When must');
    await chat.drafts.keep(id, 'When must we \ud83d \u0000');
    assert.equal((await chat.drafts.read(id)).text, 'When must we \ud83d \u0000');
    assert.equal((await chat.conversations.read(id)).change, change);
    await chat.conversations.remove(id);
    assert.notEqual((await chat.drafts.read(id)).text, '');
    clock.pass(31 * dayMs);
    assert.equal(await chat.conversations.purge(), 1);
    assert.equal((await chat.drafts.read(id)).text, '');
    await assert.rejects(chat.drafts.keep('half \ud83d', 'again'), { code: 'text-invalid' });
    await chat.drafts.keep('not-begun', 'first words');
    clock.pass(29 * dayMs);
    assert.equal(await chat.drafts.purge(), 0);
    assert.equal((await chat.drafts.read('not-begun')).text, 'first words');
    clock.pass(2 * dayMs);
    assert.equal(await chat.drafts.purge(), 1);
    assert.equal((await chat.drafts.read('not-begun')).text, '');
    const other = await chat.conversations.create({});
    await chat.drafts.keep(other.id, 'gone');
    await chat.drafts.keep(other.id, '');
    assert.equal((await chat.drafts.read(other.id)).text, '');
  });

  it('keep a conversation as it was made, and give it back when it is made again', async () => {
    const made = await chat.conversations.create({
      title: ' Walls ',
      workspace: '/house',
      model: 'large',
      tags: ['stone', 'stone', ' '],
      links: [{ kind: 'phase', id: '17A' }],
    });
    assert.deepEqual(
      { ...made, id: '' },
      {
        id: '',
        change: 1,
        title: 'Walls',
        titleOrigin: 'given',
        workspace: '/house',
        model: 'large',
        tags: ['stone'],
        links: [{ kind: 'phase', id: '17A' }],
        isPinned: false,
        isArchived: false,
        deletedAtMs: null,
        createdAtMs: clock.nowMs(),
        updatedAtMs: clock.nowMs(),
        activeLeaf: null,
        messageCount: 0,
      },
    );
    assert.deepEqual(await chat.conversations.read(made.id), made);
    assert.deepEqual(await chat.conversations.create({ id: made.id, title: 'Other' }), made);
    await assert.rejects(chat.conversations.read('none'), { code: 'unknown-conversation' });
  });

  it('change what is asked for and nothing else, and refuse a change of something older', async () => {
    const made = await chat.conversations.create({ title: 'Walls' });
    const pinned = await chat.conversations.patch(made.id, { isPinned: true, tags: ['a', 'b'] });
    assert.deepEqual(pinned, { ...made, isPinned: true, tags: ['a', 'b'], change: 2 });
    assert.deepEqual(await chat.conversations.patch(made.id, { isPinned: true }), pinned);
    const changed = { code: 'conversation-changed' };
    await assert.rejects(chat.conversations.patch(made.id, { title: 'Roof', tags: ['c'] }, made.change), changed);
    await assert.rejects(chat.conversations.patch(made.id, { isPinned: false }, made.change), changed);
    await assert.rejects(chat.conversations.patch(made.id, { title: 'Roof' }, pinned.change + 1), changed);
    await assert.rejects(chat.conversations.remove(made.id, made.change), changed);
    // Nobody has changed the title since.
    assert.equal((await chat.conversations.patch(made.id, { title: 'Roof' }, made.change)).title, 'Roof');
    await assert.rejects(chat.conversations.patch(made.id, { title: 'Door' }, pinned.change), changed);
    await assert.rejects(chat.conversations.patch('none', {}), { code: 'unknown-conversation' });
  });

  it('derive a title from what a person says first, and again when it is taken away', async () => {
    const { id } = await chat.conversations.create({});
    await say(
      id,
      '\n> ## How thick is a wall of stone\u0301, if it has to carry two floors and a heavy roof?\nThanks.',
    );
    const derived = 'How thick is a wall of stone\u0301, if it has to carry two floors…';
    assert.equal((await chat.conversations.read(id)).title, derived);
    await say(id, 'And of brick?');
    assert.equal((await chat.conversations.read(id)).title, derived);
    await chat.conversations.patch(id, { title: 'Stone' });
    assert.deepEqual(await chat.conversations.patch(id, { title: '' }), {
      ...(await chat.conversations.read(id)),
      title: derived,
      titleOrigin: 'derived',
    });
  });

  it('branch where something is said again, and destroy nothing', async () => {
    const { id } = await chat.conversations.create({});
    const one = await say(id, 'one');
    const two = await say(id, 'two');
    const three = await say(id, 'three');
    assert.deepEqual([two.parent, two.depth, three.parent], [one.id, 1, two.id]);
    const other = await say(id, 'two, better', one.id);
    assert.deepEqual(await saidIn(id), ['one', 'two, better']);
    const root = await say(id, 'another beginning', null);
    assert.deepEqual(await saidIn(id), ['another beginning']);
    await chat.messages.show(two.id);
    assert.deepEqual(await saidIn(id), ['one', 'two', 'three']);
    assert.equal((await chat.conversations.read(id)).activeLeaf, three.id);
    const { messages, length } = await chat.paths.window(id, { limit: 10 });
    assert.equal(length, 3);
    assert.deepEqual(
      messages.map(({ alternatives }) => alternatives),
      [[one.id, root.id], [two.id, other.id], [three.id]],
    );
    assert.equal((await chat.conversations.read(id)).messageCount, 5);
    await chat.messages.show(other.id);
    await say(id, 'after the better one');
    assert.deepEqual(await saidIn(id), ['one', 'two, better', 'after the better one']);
  });

  it('show after any branching the way from the active leaf to its root', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.nat()), { minLength: 1, maxLength: 25 }), async (steps) => {
        const { id } = await chat.conversations.create({});
        const known: Message[] = [];
        let leaf: Message | null = null;
        for (const [isShown, pick] of steps) {
          if (isShown && known.length > 0) {
            const { activeLeaf } = await chat.messages.show(known[pick % known.length]?.id ?? '');
            leaf = known.find((message) => message.id === activeLeaf) ?? null;
          } else {
            const parent = pick % (known.length + 1);
            leaf = await say(id, String(known.length), known[parent]?.id ?? null);
            known.push(leaf);
          }
          const way: string[] = [];
          const byId = new Map(known.map((message) => [message.id, message]));
          for (let at: Message | null | undefined = leaf; at != null; at = byId.get(at.parent ?? ''))
            way.unshift(at.id);
          const { messages } = await chat.paths.window(id, { limit: 100 });
          assert.deepEqual(
            messages.map((message) => message.id),
            way,
          );
        }
      }),
      { numRuns: 25, seed: 5 },
    );
  }).timeout(60_000);

  it('read a long conversation a window at a time, from both ends', async () => {
    const { id } = await chat.conversations.create({});
    for (let index = 0; index < 10; index++) await say(id, String(index));
    const depths = async (request: { before?: number; from?: number; limit: number }) =>
      (await chat.paths.window(id, request)).messages.map(({ depth }) => depth);
    assert.deepEqual(await depths({ limit: 3 }), [7, 8, 9]);
    assert.deepEqual(await depths({ before: 7, limit: 3 }), [4, 5, 6]);
    assert.deepEqual(await depths({ before: 1, limit: 3 }), [0]);
    assert.deepEqual(await depths({ from: 2, limit: 3 }), [2, 3, 4]);
    await assert.rejects(chat.paths.window('none', { limit: 3 }), { code: 'unknown-conversation' });
  });

  it('keep an answer while it streams, and refuse more once it has ended', async () => {
    const { id } = await chat.conversations.create({});
    const question = await say(id, 'How thick?');
    const answer = await chat.messages.beginAnswer(id, { model: 'large' });
    assert.deepEqual([answer.parent, answer.status, answer.endedAtMs], [question.id, 'streaming', null]);
    await chat.messages.extendAnswer(answer.id, 0, text('Two'));
    assert.deepEqual((await chat.messages.read(answer.id)).parts, text('Two'));
    const usage = { inputTokens: 10, outputTokens: 3, costMicros: 7 };
    clock.pass(5);
    const ended = await chat.messages.endAnswer(answer.id, {
      status: 'complete',
      parts: text('Two feet.'),
      failure: null,
      usage,
    });
    assert.deepEqual([ended.status, ended.usage, ended.endedAtMs], ['complete', usage, clock.nowMs()]);
    const late = { code: 'answer-ended' };
    await assert.rejects(chat.messages.extendAnswer(answer.id, 1, text('More')), late);
    await assert.rejects(chat.messages.endAnswer(answer.id, { status: 'cancelled', failure: null, usage: null }), late);
    await assert.rejects(chat.messages.extendAnswer('none', 0, []), { code: 'unknown-message' });
    assert.equal((await chat.messages.read(answer.id)).change, ended.change);
  });

  it('end the answers of a process that is gone, and keep what had arrived', async () => {
    const { id } = await chat.conversations.create({});
    const answer = await chat.messages.beginAnswer(id, { model: null });
    await chat.messages.extendAnswer(answer.id, 0, text('Half an ans'));
    assert.equal(await chat.messages.recover(() => true), 0);
    assert.equal(await chat.messages.recover(({ pid }) => pid !== owner.pid), 1);
    const { status, failure, parts } = await chat.messages.read(answer.id);
    assert.deepEqual([status, parts], ['failed', text('Half an ans')]);
    assert.match(failure ?? '', /What had arrived is kept/);
    assert.equal((await chat.search.search('half', 5)).length, 1);
  });

  it('write a message once, however often it is sent', async () => {
    const { id } = await chat.conversations.create({});
    const wanted = { id: 'mine', role: 'user', parts: text('Once') } as const;
    const first = await chat.messages.append(id, wanted);
    assert.deepEqual(await chat.messages.append(id, wanted), first);
    assert.equal((await chat.conversations.read(id)).messageCount, 1);
  });

  it('refuse what cannot be kept, and write nothing of it', async () => {
    const { id } = await chat.conversations.create({});
    const other = await chat.conversations.create({});
    const elsewhere = await say(other.id, 'elsewhere');
    const before = await chat.conversations.read(id);
    const refused: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['message-too-large', () => say(id, 'x'.repeat(1024 * 1024))],
      ['text-invalid', () => say(id, 'half \ud83e')],
      ['unknown-message', () => say(id, 'x', 'none')],
      ['unknown-message', () => say(id, 'x', elsewhere.id)],
      ['unknown-conversation', () => say('none', 'x')],
      ['text-invalid', () => chat.conversations.create({ title: 'a\0b' })],
      ['text-invalid', () => chat.conversations.patch(id, { tags: ['\udc00'] })],
      ['text-invalid', () => chat.conversations.patch(id, { title: 'x'.repeat(1_001) })],
      ['usage', () => chat.lists.list({ limit: 2, cursor: 'nonsense' })],
    ];
    for (const [code, attempt] of refused) await assert.rejects(attempt(), { code });
    assert.deepEqual(await chat.conversations.read(id), before);
    const odd = 'NUL \0, 🧱, \u2028, "quoted", \\ud83e, e\u0301';
    await say(id, odd);
    assert.deepEqual(await saidIn(id), [odd]);
  });

  it('list pages that neither repeat nor leave out anything, in every order', async () => {
    for (const title of ['b', 'É', 'a', 'e', 'C', 'd', 'a']) {
      await chat.conversations.create({ title });
      if (title !== 'd') clock.pass(1);
    }
    for (const [order, expected] of [
      ['title', ['a', 'a', 'b', 'C', 'd', 'É', 'e']],
      ['created', ['a', 'd', 'C', 'e', 'a', 'É', 'b']],
      ['updated', ['a', 'd', 'C', 'e', 'a', 'É', 'b']],
    ] as const) {
      const titles: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<ChatStores['lists']['list']>> = await chat.lists.list({
          order,
          limit: 2,
          ...(cursor === null ? {} : { cursor }),
        });
        titles.push(...page.conversations.map(({ title }) => title));
        cursor = page.next;
      } while (cursor !== null);
      assert.deepEqual(titles, expected);
    }
  });

  it('list the thousandth page for what the first one costs', async function () {
    this.timeout(60_000);
    const pages = 1_000;
    const limit = 20;
    const rows = Array.from({ length: pages * limit + limit }, (_, at) => ({
      id: `c${String(at).padStart(6, '0')}`,
      change: at + 1,
      title: `Title ${at}`,
      title_key: `title ${at}`,
      title_origin: 'given',
      tags: '[]',
      links: '[]',
      place: 'open',
      is_pinned: 0,
      is_archived: 0,
      created_at_ms: at,
      updated_at_ms: at,
      message_count: 0,
    }));
    for (let start = 0; start < rows.length; start += 1_000) {
      await database.queries
        .insertInto('conversation')
        .values(rows.slice(start, start + 1_000))
        .execute();
    }
    const first = await chat.lists.list({ limit });
    let cursor = first.next;
    for (let page = 1; page < pages && cursor !== null; page++)
      cursor = (await chat.lists.list({ limit, cursor })).next;
    assert.ok(cursor !== null);
    // The fastest of many: whatever else the machine does, it does not make anything faster.
    const fastestMs = async (filter: Parameters<ChatStores['lists']['list']>[0]): Promise<number> => {
      let fastest = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 60; round++) {
        const beganMs = performance.now();
        assert.equal((await chat.lists.list(filter)).conversations.length, limit);
        fastest = Math.min(fastest, performance.now() - beganMs);
      }
      return fastest;
    };
    const [one, thousand] = [await fastestMs({ limit }), await fastestMs({ limit, cursor })];
    assert.ok(thousand < 3 * one, `${thousand} ms and ${one} ms`);
  });

  it('list by place, pin, folder and tag', async () => {
    const make = async (title: string, workspace: string | null, tags: readonly string[]): Promise<string> => {
      clock.pass(1);
      return (await chat.conversations.create({ title, workspace, tags })).id;
    };
    const house = await make('house', '/house', ['stone']);
    const barn = await make('barn', '/barn', ['wood', 'stone']);
    const shed = await make('shed', null, []);
    await chat.conversations.patch(house, { isPinned: true });
    await chat.conversations.patch(barn, { isArchived: true });
    await chat.conversations.remove(shed);
    const titles = async (filter: Omit<Parameters<ChatStores['lists']['list']>[0], 'limit'>) =>
      (await chat.lists.list({ ...filter, limit: 10 })).conversations.map(({ title }) => title);
    assert.deepEqual(await titles({}), ['house']);
    assert.deepEqual(await titles({ place: 'archive' }), ['barn']);
    assert.deepEqual(await titles({ place: 'trash' }), ['shed']);
    assert.deepEqual(await titles({ isPinned: false }), []);
    await chat.conversations.patch(barn, { isArchived: false });
    await chat.conversations.restore(shed);
    assert.deepEqual(await titles({}), ['shed', 'barn', 'house']);
    assert.deepEqual(await titles({ workspace: '/barn' }), ['barn']);
    assert.deepEqual(await titles({ workspace: null }), ['shed']);
    assert.deepEqual(await titles({ tag: 'stone' }), ['barn', 'house']);
    assert.deepEqual(await titles({ tag: 'wood', isPinned: true }), []);
  });

  it('keep what is in the trash for thirty days, as it was', async () => {
    const { id } = await chat.conversations.create({ title: 'Old' });
    await say(id, 'something');
    const archived = await chat.conversations.patch(id, { isArchived: true });
    await chat.conversations.remove(id);
    assert.deepEqual(await chat.search.search('something', 5), []);
    clock.pass(30 * dayMs - 1);
    assert.equal(await chat.conversations.purge(), 0);
    const restored = await chat.conversations.restore(id);
    assert.deepEqual({ ...restored, change: 0 }, { ...archived, change: 0 });
    await chat.conversations.remove(id);
    const { upTo } = await chat.lists.changesAfter(0, 100);
    clock.pass(30 * dayMs);
    assert.equal(await chat.conversations.purge(), 1);
    await assert.rejects(chat.conversations.read(id), { code: 'unknown-conversation' });
    assert.deepEqual((await chat.lists.changesAfter(upTo, 100)).purged, [id]);
  });

  it('find messages by their words, with the place where they stand', async () => {
    const { id } = await chat.conversations.create({ title: 'Walls' });
    await say(id, `${'Nothing of interest. '.repeat(20)}The café wall is 60 cm thick. ${'More. '.repeat(60)}`);
    const best = await say(id, 'wall, wall, wall');
    await say(id, 'A roof.');
    const found = await chat.search.search('Wall', 10);
    assert.deepEqual(found.map(({ message }) => message.id).slice(0, 1), [best.id]);
    assert.equal(found.length, 2);
    const [cafe] = await chat.search.search('CAFE thi', 10);
    assert.ok(cafe);
    assert.match(cafe.snippet.text, /^….*café wall is 60 cm thick.*…$/);
    assert.deepEqual(
      cafe.snippet.marks.map(({ start, end }) => cafe.snippet.text.slice(start, end)),
      ['café', 'thick'],
    );
    assert.equal(cafe.conversationTitle, 'Walls');
  });

  it('find what is older than any number of messages in the trash', async () => {
    const kept = await chat.conversations.create({ title: 'kept' });
    await say(kept.id, 'walls of stone');
    const thrown = await chat.conversations.create({ title: 'thrown' });
    for (let said = 0; said < 1_100; said++) await say(thrown.id, 'walls of sand');
    assert.equal((await chat.search.search('walls', 200)).length, 200);
    await chat.conversations.remove(thrown.id);
    assert.deepEqual(
      (await chat.search.search('walls', 200)).map(({ conversationTitle }) => conversationTitle),
      ['kept'],
    );
  }).timeout(60_000);

  it('find the other messages when the row of one is spoilt', async () => {
    const { id } = await chat.conversations.create({});
    const spoilt = await say(id, 'walls of sand');
    await say(id, 'walls of stone');
    await database.queries.updateTable('message').set({ parts: '[{"kind"' }).where('id', '=', spoilt.id).execute();
    assert.deepEqual(
      (await chat.search.search('walls', 10)).map(({ message }) => message.parts),
      [text('walls of stone')],
    );
  });

  it('take any query', async () => {
    const { id } = await chat.conversations.create({});
    await say(id, 'what is 49 CFR 395.3?');
    assert.equal((await chat.search.search('what is 49 CFR 395.3?', 5)).length, 1);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (query) => {
        await chat.search.search(query, 5);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  }).timeout(60_000);

  it('tell who looks again what changed since, each thing once and nothing twice', async () => {
    const one = await chat.conversations.create({ title: 'one' });
    const two = await chat.conversations.create({ title: 'two' });
    await say(one.id, 'a');
    const b = await say(two.id, 'b');
    const seen = { conversations: new Map<string, string>(), messages: new Set<string>() };
    let after = 0;
    for (;;) {
      const changes = await chat.lists.changesAfter(after, 1);
      for (const { id, title } of changes.conversations) seen.conversations.set(id, title);
      for (const { id } of changes.messages) seen.messages.add(id);
      after = changes.upTo;
      if (!changes.hasMore) break;
    }
    assert.deepEqual([...seen.conversations.values()].sort(), ['one', 'two']);
    assert.equal(seen.messages.size, 2);
    assert.deepEqual(await chat.lists.changesAfter(after, 10), {
      conversations: [],
      messages: [],
      purged: [],
      upTo: after,
      hasMore: false,
    });
    await chat.messages.show(b.id);
    assert.equal((await chat.lists.changesAfter(after, 10)).upTo, after);
    await chat.conversations.patch(two.id, { title: 'second' });
    assert.deepEqual(
      (await chat.lists.changesAfter(after, 10)).conversations.map(({ title }) => title),
      ['second'],
    );
  });
});
