/** Tests what a page holds of a branch, and that it says which part of a stretch it has to ask for. */
import assert from 'node:assert/strict';
import type { ChatMessage } from '../../../protocol/chat.ts';
import { MessageCache } from '../../../webview/chat/messageCache.ts';

function messages(from: number, count: number): readonly ChatMessage[] {
  return Array.from({ length: count }, (_, step) => ({
    id: `m${from + step}`,
    conversation: 'c',
    change: 1,
    depth: from + step,
    role: 'user',
    status: 'complete',
    parts: [],
    failure: null,
    model: null,
    usage: null,
    createdAtMs: 0,
    endedAtMs: 0,
    alternatives: [`m${from + step}`],
  }));
}

describe('the messages that a page holds', () => {
  it('asks for the stretch between what it has at both ends', () => {
    const cache = new MessageCache();
    assert.deepEqual(cache.missing(3, 9), { from: 3, count: 7 });
    cache.put(messages(0, 5));
    cache.put(messages(8, 5));
    assert.deepEqual(cache.missing(3, 9), { from: 5, count: 3 });
    assert.equal(cache.missing(8, 12), null);
    assert.equal(cache.missing(5, 4), null);
  });

  it('forgets another branch from where it begins', () => {
    const cache = new MessageCache();
    cache.put(messages(0, 10));
    cache.dropFrom(4);
    assert.equal(cache.at(3)?.id, 'm3');
    assert.equal(cache.at(4), undefined);
    assert.equal(cache.size, 4);
  });

  it('keeps what is near the screen, and no more of a long branch than a few screens', () => {
    const cache = new MessageCache();
    cache.put(messages(0, 1_000));
    cache.keepNear(500, 510);
    assert.equal(cache.size, 300);
    assert.equal(cache.missing(400, 600), null);
    assert.equal(cache.at(0), undefined);
    assert.equal(cache.at(999), undefined);
  });
});
