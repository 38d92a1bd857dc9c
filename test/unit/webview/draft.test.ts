/** Tests that what stands in a composer is kept, survives a failed send under its id, and is not overtaken by a slow answer. */
import assert from 'node:assert/strict';
import { Draft } from '../../../webview/chat/draft.ts';

function draftOn(stored: { text: string }, read: () => Promise<string> = () => Promise.resolve(stored.text)): Draft {
  return new Draft({
    read,
    keep: (text) => {
      stored.text = text;
      return Promise.resolve();
    },
    changed: () => undefined,
  });
}

describe('a draft', () => {
  it('comes back as it was left', async () => {
    const stored = { text: '' };
    const draft = draftOn(stored);
    draft.write('half a thou');
    assert.equal(draft.isKept, false);
    draft.flush();
    await Promise.resolve();
    assert.equal(draft.isKept, true);
    const again = draftOn(stored);
    await again.load();
    assert.equal(again.text, 'half a thou');
  });

  it('is not replaced by a slow answer once somebody types', async () => {
    let answer: (text: string) => void = () => undefined;
    const draft = draftOn({ text: '' }, () => new Promise((resolve) => (answer = resolve)));
    const loading = draft.load();
    draft.write('typed');
    draft.flush();
    answer('old');
    await loading;
    assert.equal(draft.text, 'typed');
  });

  it('has one id until it is sent, and another one then', () => {
    const stored = { text: '' };
    const draft = draftOn(stored);
    draft.write('a message');
    const { messageId } = draft;
    draft.write('a message, longer');
    assert.equal(draft.messageId, messageId);
    draft.sent();
    assert.notEqual(draft.messageId, messageId);
    assert.equal(draft.text, '');
    assert.equal(stored.text, '');
  });
});
