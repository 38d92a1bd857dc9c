/** A conversation on the page: what is written before it is known whether the conversation exists is kept. */
import assert from 'node:assert/strict';
import type { Bridge } from '../../../webview/shared/bridge.ts';
import { OpenConversation } from '../../../webview/chat/openConversation.ts';

const conversation = {
  ...{ id: 'c', change: 1, title: '', hasGivenTitle: false, workspace: null, model: null, tags: [], place: 'open' },
  ...{ isPinned: false, isArchived: false, createdAtMs: 1, updatedAtMs: 1, activeLeaf: 'm', messageCount: 1 },
};
const message = {
  ...{ id: 'm', conversation: 'c', change: 1, depth: 0, role: 'user', status: 'complete', failure: null, model: null },
  ...{ parts: [], usage: null, createdAtMs: 1, endedAtMs: 1, alternatives: ['m'] },
};
const answers: Readonly<Record<string, unknown>> = {
  'chat/create': { conversation },
  'chat/append': { message },
  'chat/window': { conversation, messages: [message], length: 1 },
};

describe('a conversation on the page', () => {
  it('is begun by a message that is sent while it is still loading', async () => {
    const asked: string[] = [];
    const bridge: Bridge = {
      ask: async ({ method, result }) => {
        asked.push(method);
        // The first reading is still under way when the person writes.
        if (asked.length === 1) return new Promise(() => undefined);
        return result.parse(answers[method]);
      },
      tell: () => undefined,
      receive: () => () => undefined,
      readState: () => undefined,
      keepState: () => undefined,
    };
    const open = new OpenConversation('c', bridge, () => undefined);
    void open.load(null);
    assert.equal(open.state, 'loading');
    await open.send('First thought', 'm', [], { folderUri: null, model: null });
    assert.deepEqual(asked, ['chat/window', 'chat/create', 'chat/append', 'chat/window']);
    assert.deepEqual([open.state, open.length], ['there', 1]);
  });

  it('keeps what it holds while the branch grows, and nothing of a branch that is left', async () => {
    let branch = ['m0', 'm1', 'm2'];
    const bridge: Bridge = {
      ask: async ({ result }, params) => {
        const { from = 0 } = params as { readonly from?: number };
        const messages = branch.map((id, depth) => ({ ...message, id, depth, alternatives: [id] })).slice(from);
        const activeLeaf = branch.at(-1);
        return result.parse({ conversation: { ...conversation, activeLeaf }, messages, length: branch.length });
      },
      tell: () => undefined,
      receive: () => () => undefined,
      readState: () => undefined,
      keepState: () => undefined,
    };
    const seen: (string | undefined)[][] = [];
    const open = new OpenConversation(
      'c',
      bridge,
      () => void seen.push([0, 1, 2, 3].map((depth) => open.at(depth)?.id)),
    );
    await open.load(null);
    branch = ['m0', 'm1', 'm2', 'm3'];
    // An answer begins behind the last message.
    await open.readFrom(3);
    assert.deepEqual(seen.slice(1), Array<string[]>(seen.length - 1).fill(['m0', 'm1', 'm2', 'm3']));
    branch = ['m0', 'n1'];
    await open.refresh();
    assert.deepEqual(seen.at(-1), ['m0', 'n1', undefined, undefined]);
  });
});
