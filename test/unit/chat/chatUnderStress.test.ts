/** Shows in short that conversations lose nothing to kills and among several processes. */
import assert from 'node:assert/strict';
import { describeOnDatabases } from '../../databases/describeOnDatabases.ts';
import { contendConversation } from '../../long/drills/contendConversation.ts';
import { killChatWriters } from '../../long/drills/killChatWriters.ts';

describeOnDatabases('conversations under stress', (_open, kind) => {
  it('lose no acknowledged message in 10 kills of two writers', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(60_000);
    const { acknowledged, lost, interrupted, recovered } = await killChatWriters(kind, 10);
    assert.equal(lost, 0);
    assert.ok(acknowledged > 10 && interrupted > 0 && recovered >= interrupted);
  });

  it('take 50 messages each from 3 processes', async function () {
    this.timeout(60_000);
    const { messages, length, texts, found, errors } = await contendConversation(kind, 3, 50);
    assert.deepEqual(
      { messages, length, texts, found, errors },
      { messages: 150, length: 150, texts: 150, found: 6, errors: 0 },
    );
  });
});
