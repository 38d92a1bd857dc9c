/** Tests that what stands in a composer is kept, survives a failed send under its id, and is not overtaken by a slow answer. */
import assert from 'node:assert/strict';
import type { DraftAttachmentReport } from '../../../protocol/attachments.ts';
import { Draft } from '../../../webview/chat/draft.ts';

interface Stored {
  text: string;
  attachments?: readonly DraftAttachmentReport[];
}

function draftOn(stored: Stored, read: () => Promise<string> = () => Promise.resolve(stored.text)): Draft {
  return new Draft({
    read: async () => ({ text: await read(), attachments: stored.attachments ?? [] }),
    keep: (text, dropped) => {
      stored.text = text;
      stored.attachments = stored.attachments?.filter(({ id }) => !dropped.includes(id)) ?? [];
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

  it('loses attachments that are taken away or sent, and no others', async () => {
    const names = ['one', 'two', 'three'] as const;
    const stored: Stored = { text: '', attachments: names.map((id) => ({ id, name: `${id}.md`, length: 3 })) };
    const draft = draftOn(stored);
    await draft.load();
    const ids = (): readonly string[] => draft.attachments.map(({ id }) => id);
    draft.drop(['one']);
    assert.deepEqual(ids(), ['two', 'three']);
    // What is read meanwhile does not bring it back.
    await draft.load();
    assert.deepEqual(ids(), ['two', 'three']);
    draft.sent(['two']);
    assert.deepEqual(ids(), ['three']);
    assert.deepEqual(
      stored.attachments?.map(({ id }) => id),
      ['three'],
    );
  });

  it('takes attachments away with the next attempt when the first one failed', async () => {
    const kept: (readonly string[])[] = [];
    let fails = true;
    const draft = new Draft({
      read: () => Promise.resolve({ text: '', attachments: [{ id: 'one', name: 'one.md', length: 3 }] }),
      keep: (_, dropped) => {
        kept.push(dropped);
        return fails ? Promise.reject(new Error('no database')) : Promise.resolve();
      },
      changed: () => undefined,
    });
    await draft.load();
    draft.drop(['one']);
    draft.flush();
    await new Promise((resolve) => setImmediate(resolve));
    fails = false;
    draft.write('a word');
    draft.flush();
    assert.deepEqual(kept, [['one'], ['one']]);
  });
});
