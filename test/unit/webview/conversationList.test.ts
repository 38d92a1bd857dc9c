/** Tests which conversations a list begins with. */
import assert from 'node:assert/strict';
import { firstFilter } from '../../../webview/chat/conversationList.ts';

describe('a list of conversations', () => {
  it('begins with those that are open, wherever it was left', () => {
    const all = ['folder', 'everywhere', 'archive', 'trash', undefined] as const;
    assert.deepEqual(
      all.map((kept) => firstFilter(kept, true)),
      ['folder', 'everywhere', 'folder', 'folder', 'folder'],
    );
    assert.deepEqual(new Set(all.map((kept) => firstFilter(kept, false))), new Set(['everywhere']));
  });
});
