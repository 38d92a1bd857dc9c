/** The long forms of the proofs that no message is lost, and of an answer half a second at most. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { systemClock } from '../../server/base/clock.ts';
import { buildChatStores } from '../../server/chat/chatStores.ts';
import { describeOnDatabases } from '../databases/describeOnDatabases.ts';
import { contendConversation } from './drills/contendConversation.ts';
import { contendCounter } from './drills/contendCounter.ts';
import { countSyncs, whyNoStrace } from './drills/countSyncs.ts';
import { killChatWriters } from './drills/killChatWriters.ts';

/** Any text, and what means something to the languages of FTS5 and of tsquery, in any order. */
const query = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'cfr',
          '395.3',
          'near',
          'NEAR(',
          'AND',
          'OR',
          'NOT',
          '"',
          "'",
          '*',
          ':',
          ':*',
          '^',
          '-',
          '+',
          '(',
          ')',
          '{',
          '}',
        ],
        ...['&', '|', '!', '<->', '<2>', '\\', '\0', '?', 'words :', 'rowid', 'é', '\ud800', '🙂', '%', '_', ';', '--'],
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join(pieces.length % 2 === 0 ? ' ' : '')),
);

describeOnDatabases('conversations, long', (open, kind) => {
  beforeEach(function () {
    this.timeout(1_800_000);
    this.currentTest?.timeout(1_800_000);
  });

  it('lose no acknowledged message in 500 kills of two writers, and of an answer half a second at most', async function () {
    if (process.platform === 'win32') this.skip();
    const { kills, acknowledged, lost, interrupted, longestLostMs, recovered } = await killChatWriters(kind, 500);
    console.log(
      `      ${String(kills)} kills: ${String(acknowledged)} writes acknowledged, ${String(lost)} lost; ` +
        `${String(interrupted)} answers interrupted, at most the last ${longestLostMs.toFixed(0)} ms lost`,
    );
    assert.equal(lost, 0);
    assert.ok(kills === 500 && acknowledged > 1_000 && interrupted > 250);
    assert.ok(longestLostMs <= 500);
    assert.ok(recovered >= interrupted);
  });

  it('take 1,000 messages each from 8 processes', async () => {
    const { messages, length, texts, found, errors, longestMs, seconds } = await contendConversation(kind, 8, 1_000);
    console.log(
      `      ${String(messages)} messages, ${String(errors)} errors, longest wait ${longestMs.toFixed(0)} ms, ` +
        `${seconds.toFixed(0)} s`,
    );
    assert.deepEqual(
      { messages, length, texts, found, errors },
      { messages: 8_000, length: 8_000, texts: 8_000, found: 16, errors: 0 },
    );
  });

  it('are numbered right when 8 processes count to 1,000 each', async () => {
    const { counted, errors, longestMs, seconds } = await contendCounter(kind, 8, 1, 1_000);
    console.log(
      `      counted ${String(counted)}, ${String(errors)} errors, longest wait ${longestMs.toFixed(0)} ms, ` +
        `${seconds.toFixed(0)} s`,
    );
    assert.deepEqual({ counted, errors }, { counted: 8_000, errors: 0 });
  });

  it('are searched for 100,000 texts without an error', async () => {
    const database = await open();
    try {
      const chat = buildChatStores(database, systemClock, { pid: process.pid, start: '', host: '' });
      const { id } = await chat.conversations.create({});
      await chat.messages.append(id, {
        role: 'user',
        parts: [{ kind: 'text', text: 'What is 49 CFR 395.3? NEAR or not' }],
      });
      let found = 0;
      await fc.assert(
        fc.asyncProperty(query, async (text) => {
          found += (await chat.search.search(text, 5)).length;
        }),
        { numRuns: 100_000, seed: 2026 },
      );
      console.log(`      100,000 queries: ${String(found)} found the message, 0 errors`);
      assert.ok(found > 0 && found < 100_000);
    } finally {
      await database.remove();
    }
  });

  // What PostgreSQL brings to the disk is its own affair.
  if (kind === 'postgres') return;
  it('bring each of 1,000 messages to the disk', function () {
    const reason = whyNoStrace();
    if (reason !== null) {
      console.log(`      not run: ${reason}`);
      this.skip();
    }
    const { commits, syncs } = countSyncs('messageAppender', ['writer', '1000'], 1_000);
    console.log(`      ${String(commits)} commits: ${String(syncs)} syncs`);
    assert.ok(syncs >= commits);
  });
});
