/** Writes a few conversations into a data directory, for pictures of the chat. */
import path from 'node:path';
import { systemClock } from '../server/base/clock.ts';
import { buildChatStores } from '../server/chat/chatStores.ts';
import type { MessagePart } from '../server/chat/message.ts';
import { openSqliteDatabase } from '../server/database/openSqliteDatabase.ts';

const text = (words: string): readonly MessagePart[] => [{ kind: 'text', text: words }];

/**
 * @param home the data directory, whose database may be open elsewhere
 * @param workspace absolute path of the folder that the conversations belong to
 */
export async function seedConversations(home: string, workspace: string): Promise<void> {
  const database = await openSqliteDatabase({ file: path.join(home, 'phasegate.db'), clock: systemClock });
  try {
    const owner = { pid: process.pid, start: '', host: '' };
    const { conversations, messages } = buildChatStores(database, systemClock, owner);
    for (const title of ['Onboarding of funds', 'Sanctions screening', 'Phase 3 questions']) {
      const { id } = await conversations.create({ title, workspace });
      await messages.append(id, { role: 'user', parts: text(`${title}: what is missing?`) });
    }
    const { id } = await conversations.create({ title: 'KYC for existing clients', workspace });
    await conversations.patch(id, { isPinned: true });
    const first = await messages.append(id, {
      role: 'user',
      parts: text(
        'When must we re-verify *existing clients*? Compare `AML 8.1.1` with [the rulebook](https://example.com/aml).',
      ),
    });
    await messages.append(id, {
      role: 'user',
      parts: text(
        'To be settled before the review:\n\n1. who signs off when the documents are **in doubt**\n2. the date from which the new form counts\n\n> at any time when it doubts the veracity of the documents\n\n| Rule | Applies |\n|---|---|\n| 8.1.1 | to new clients |\n| 8.1.2 | to existing ones |',
      ),
    });
    await messages.append(id, { role: 'user', parent: null, parts: text('When must we re-verify?') });
    await messages.show(first.id);
  } finally {
    await database.close();
  }
}
