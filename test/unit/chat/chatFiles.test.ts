/** The contract of exporting and importing conversations. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildChatStores, type ChatStores } from '../../../server/chat/chatStores.ts';
import { exportConversations, type ExportFormat } from '../../../server/chat/exportConversations.ts';
import { importConversations, type ImportReport } from '../../../server/chat/importConversations.ts';
import type { MessagePart } from '../../../server/chat/message.ts';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';

const owner = { pid: 1, start: 'now', host: 'here' };
const text = (said: string): readonly MessagePart[] => [{ kind: 'text', text: said }];

const everyPart: readonly MessagePart[] = [
  { kind: 'text', text: 'See [1].\n\n```ts\nlet open = true;' },
  { kind: 'citation', number: 1, document: 'Doc', passage: '3.1', quote: 'Walls *stand*.', isVerified: false },
  { kind: 'tool-use', id: 't', name: 'search', input: { words: ['wall', null, 1.5], deep: [[[]]] } },
  { kind: 'tool-result', id: 't', text: 'found ``` it', isError: false },
  { kind: 'attachment', name: 'plan.md', mediaType: 'text/markdown', text: '# Plan', uri: 'file:///plan.md' },
  { kind: 'attachment', name: 'a.png', mediaType: 'image/png', text: null, uri: null },
];

/** The bytes in pieces that cut characters, strings and items anywhere. */
function inPieces(file: string | Uint8Array, length = 7): () => AsyncIterable<Uint8Array> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return async function* () {
    for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
  };
}

describeOnDatabases('files of conversations', (open) => {
  let here: TemporaryDatabase;
  let there: TemporaryDatabase;
  let chat: ChatStores;
  let other: ChatStores;

  beforeEach(async () => {
    here = await open();
    there = await open();
    chat = buildChatStores(here, here.clock, owner);
    other = buildChatStores(there, there.clock, owner);
  });
  afterEach(async () => {
    await here.remove();
    await there.remove();
  });

  const write = async (
    stores: ChatStores,
    id: string | null = null,
    format: ExportFormat = 'json',
  ): Promise<string> => {
    const pieces: string[] = [];
    for await (const piece of exportConversations(stores, id, format, 0)) pieces.push(piece);
    return pieces.join('');
  };
  const take = (stores: ChatStores, file: string | Uint8Array, isDryRun = false): Promise<ImportReport> =>
    importConversations(inPieces(file), stores, isDryRun);
  const say = async (
    stores: ChatStores,
    conversation: string,
    said: string,
    parent?: string | null,
  ): Promise<string> => {
    here.nowMs++;
    const place = parent === undefined ? {} : { parent };
    return (await stores.messages.append(conversation, { role: 'user', parts: text(said), ...place })).id;
  };
  const shown = async (stores: ChatStores, conversation: string): Promise<readonly string[]> => {
    const { messages } = await stores.paths.window(conversation, { limit: 100 });
    return messages.map(({ parts }) => (parts[0]?.kind === 'text' ? parts[0].text : ''));
  };
  const counted = (report: ImportReport): readonly number[] => [
    report.conversations.created,
    report.conversations.extended,
    report.conversations.unchanged,
    report.messages.added,
    report.messages.kept,
  ];
  const rows = async (database: TemporaryDatabase): Promise<unknown> => ({
    conversations: await database.queries.selectFrom('conversation').selectAll().orderBy('id').execute(),
    messages: await database.queries.selectFrom('message').selectAll().orderBy('sequence').execute(),
    tags: await database.queries.selectFrom('conversation_tag').selectAll().orderBy('tag').execute(),
    counter: await database.queries.selectFrom('counter').selectAll().execute(),
  });

  /** A conversation with three branches, of which the second is shown, and all that a conversation can have. */
  const fill = async (): Promise<string> => {
    const { id } = await chat.conversations.create({
      title: 'Walls | # and *more*',
      workspace: '/house',
      model: 'large',
      tags: ['stone', 'brick'],
      links: [{ kind: 'phase', id: '17A' }],
    });
    const first = await say(chat, id, 'How high may a wall be?');
    const answer = await chat.messages.append(id, {
      role: 'assistant',
      parts: everyPart,
      model: 'large',
      usage: { inputTokens: 3, outputTokens: 5, costMicros: null },
    });
    await say(chat, id, 'And a fence? 😀', answer.id);
    const edited = await say(chat, id, 'And a hedge?', answer.id);
    await say(chat, id, 'Another beginning', null);
    await chat.messages.show(edited);
    await chat.conversations.patch(id, { isPinned: true, isArchived: true });
    assert.equal((await chat.messages.read(first)).depth, 0);
    return id;
  };

  it('hold whole trees, which come out again as they went in', async () => {
    const id = await fill();
    const small = await chat.conversations.create({ workspace: null });
    const file = await write(chat);
    assert.deepEqual(counted(await take(other, file)), [2, 0, 0, 5, 0]);
    assert.equal(await write(other), file);
    const before = await chat.conversations.read(id);
    const after = await other.conversations.read(id);
    assert.deepEqual({ ...after, change: 0 }, { ...before, change: 0 });
    assert.deepEqual(await shown(other, id), await shown(chat, id));
    assert.equal((await other.conversations.read(small.id)).activeLeaf, null);
    const [found] = await other.search.search('hedge', 10);
    assert.equal(found?.conversationTitle, 'Walls | # and *more*');
    assert.deepEqual(
      (await other.lists.list({ place: 'archive', tag: 'stone', limit: 5 })).conversations.map((one) => one.id),
      [id],
    );
  });

  it('change nothing when they are imported again', async () => {
    await fill();
    const file = await write(chat);
    await take(other, file);
    const before = await rows(there);
    assert.deepEqual(counted(await take(other, file)), [0, 0, 1, 0, 5]);
    assert.deepEqual(await rows(there), before);
    assert.deepEqual(counted(await take(chat, file)), [0, 0, 1, 0, 5]);
  });

  it('bring what is lacking, and take nothing from what was changed here', async () => {
    const id = await fill();
    await take(other, await write(chat));
    await other.conversations.patch(id, { title: 'Mine', tags: ['mine'] });
    const mine = await say(other, id, 'only there');
    await say(chat, id, 'only here');
    const report = await take(other, await write(chat));
    assert.deepEqual(counted(report), [0, 1, 0, 1, 5]);
    const merged = await other.conversations.read(id);
    assert.deepEqual([merged.title, merged.tags, merged.activeLeaf, merged.messageCount], ['Mine', ['mine'], mine, 7]);
    assert.equal((await shown(other, id)).at(-1), 'only there');
    const { messages } = await other.paths.window(id, { limit: 1 });
    assert.equal(messages[0]?.alternatives.length, 2);
  });

  it('go on showing a branch that goes on in the file', async () => {
    const { id } = await chat.conversations.create({});
    await say(chat, id, 'one');
    await take(other, await write(chat));
    await say(chat, id, 'two');
    await say(chat, id, 'three');
    await take(other, await write(chat));
    assert.deepEqual(await shown(other, id), ['one', 'two', 'three']);
    assert.deepEqual(await shown(other, id), await shown(chat, id));
  });

  it('leave what is in the trash there, and bring back what is gone for good', async () => {
    const { id } = await chat.conversations.create({ title: 'Gone' });
    await say(chat, id, 'one');
    const file = await write(chat);
    await chat.conversations.remove(id);
    assert.doesNotMatch(await write(chat), /Gone/);
    assert.match(await write(chat, id), /Gone/);
    assert.equal((await take(chat, file)).conversations.inTrash, 1);
    here.nowMs += 31 * 24 * 60 * 60 * 1000;
    assert.equal(await chat.conversations.purge(), 1);
    assert.deepEqual(counted(await take(chat, file)), [1, 0, 0, 1, 0]);
    const { conversations, purged } = await chat.lists.changesAfter(0, 10);
    assert.deepEqual([conversations.map((one) => one.id), purged], [[id], []]);
  });

  it('tell of an answer under way that it did not end', async () => {
    const { id } = await chat.conversations.create({});
    await say(chat, id, 'one');
    const answer = await chat.messages.beginAnswer(id, { model: null });
    await chat.messages.extendAnswer(answer.id, 0, text('half'));
    await take(other, await write(chat));
    const { status, failure, parts } = await other.messages.read(answer.id);
    assert.deepEqual([status, parts], ['failed', text('half')]);
    assert.match(failure ?? '', /still under way/);
    assert.match(await write(chat, id, 'markdown'), /half\n\n\*The answer was still under way\.\*/);
  });

  it('are only checked in a dry run', async () => {
    await fill();
    const file = await write(chat);
    const before = await rows(there);
    assert.deepEqual(counted(await take(other, file, true)), [1, 0, 0, 5, 0]);
    assert.deepEqual(await rows(there), before);
  });

  it('are refused as a whole, with the place of the fault, when anything is wrong', async () => {
    await chat.conversations.create({ title: 'in order' });
    here.nowMs++;
    await fill();
    const file = await write(chat);
    type Tree = { conversations: { id: string; activeLeaf: string | null; messages: Record<string, unknown>[] }[] };
    const changed = (change: (tree: Tree, messages: Record<string, unknown>[]) => void): string => {
      const tree = JSON.parse(file) as Tree;
      change(tree, tree.conversations[1]?.messages ?? []);
      return JSON.stringify(tree);
    };
    const before = await rows(there);
    const big = 'x'.repeat(1024 * 1024);
    const faulty: readonly (readonly [name: string, file: string | Uint8Array, message: RegExp])[] = [
      ['empty', '', /ends in the middle, after 0/],
      ['no JSON', 'hello', /ends in the middle|no JSON/],
      ['other JSON', '{"mapping":{}}', /no export of conversations/],
      ['a list', `[${'{"title":"a"},'.repeat(5)}1]`, /no export of conversations/],
      ['a foreign list', '{"conversations":[{"title":"a"}]}', /no export of conversations/],
      ['newer', file.replace('"schemaVersion":1', '"schemaVersion":2'), /newer version/],
      ['not UTF-8', Buffer.concat([Buffer.from(file.slice(0, 200)), Buffer.from([0xff, 0xfe])]), /no UTF-8/],
      ['cut off', file.slice(0, -20), /ends in the middle, after 1 whole/],
      ['more behind it', `${file}{}`, /no JSON/],
      ['broken inside', file.replace('"parts":[', '"parts":[,'), /Conversation 2 of the file: it is no JSON/],
      [
        'an unknown member',
        changed((_, [one]) => Object.assign(one ?? {}, { extra: 1 })),
        /messages\/0: Unrecognized key/,
      ],
      ['a wrong role', changed((_, [one]) => Object.assign(one ?? {}, { role: 'judge' })), /messages\/0\/role/],
      ['an unknown parent', changed((_, [, two]) => Object.assign(two ?? {}, { parent: 'nobody' })), /answers nobody/],
      ['a cycle', changed((_, [one, two]) => Object.assign(one ?? {}, { parent: two?.['id'] })), /below itself/],
      ['an id twice', changed((_, messages) => messages.push({ ...messages[0] })), /stands there twice/],
      ['a conversation twice', changed((tree) => tree.conversations.push(...tree.conversations)), /in the file twice/],
      [
        'an unknown leaf',
        changed((tree) => Object.assign(tree.conversations[1] ?? {}, { activeLeaf: 'x' })),
        /activeLeaf/,
      ],
      ['no leaf', changed((tree) => Object.assign(tree.conversations[1] ?? {}, { activeLeaf: null })), /activeLeaf/],
      [
        'too large',
        changed((_, [one]) => Object.assign(one ?? {}, { parts: text(big) })),
        /message \S+: The message has 1\.0 MB/,
      ],
      [
        'half a character',
        changed((_, [one]) => Object.assign(one ?? {}, { parts: text('\ud800') })),
        /half a character/,
      ],
      [
        'too deep',
        file.replace('"input":{', `"input":{"x":${'['.repeat(200)}${']'.repeat(200)},`),
        /more than 100 levels/,
      ],
    ];
    for (const [name, wrong, message] of faulty) {
      await assert.rejects(take(other, wrong), { code: 'import-invalid', message }, name);
    }
    assert.deepEqual(await rows(there), before);
    assert.deepEqual(counted(await take(other, file)), [2, 0, 0, 5, 0]);
  });

  it('refuse a message that stands in another conversation here', async () => {
    const id = await fill();
    const file = await write(chat);
    const { id: stranger } = await other.conversations.create({});
    await other.messages.append(stranger, {
      id: (await chat.conversations.read(id)).activeLeaf ?? '',
      role: 'user',
      parts: text('here'),
    });
    await assert.rejects(take(other, file), { code: 'import-invalid', message: /in another conversation here/ });
    assert.equal((await other.lists.list({ limit: 9 })).conversations.length, 1);
  });

  it('come out as Markdown that says what a person wants to know', async () => {
    const id = await fill();
    const markdown = await write(chat, id, 'markdown');
    assert.match(markdown, /^# Walls \\\| \\# and \\\*more\\\*\n/);
    assert.match(markdown, /- 3 messages; 2 more are on other branches/);
    assert.match(markdown, /## Assistant \(large\), 1970-01-01 00:16 UTC/);
    assert.match(markdown, /- \[1\] Doc, 3\.1: “Walls \\\*stand\\\*\.” \(not found in the source\)/);
    assert.match(markdown, /let open = true;\n```\n/);
    assert.match(markdown, /````\nfound ``` it\n````/);
    assert.match(markdown, /\*Branch 2 of 2\.\*\n\nAnd a hedge\?/);
    assert.doesNotMatch(markdown, /fence\?|Another beginning/);
  });

  it('carry any tree there and back', async () => {
    const parents = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(parents, fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }), async (choices, said) => {
        const { id } = await chat.conversations.create({});
        const ids: (string | null)[] = [null];
        for (const [at, choice] of choices.entries()) {
          ids.push(await say(chat, id, said[at % 3] ?? 'x', ids[choice % ids.length] ?? null));
        }
        const file = await write(chat, id);
        await take(other, file);
        assert.equal(await write(other, id), file);
      }),
      { numRuns: 15 },
    );
  });
});
