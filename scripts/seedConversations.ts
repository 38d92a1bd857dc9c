/** Writes regulations and a few conversations about them into a data directory, for pictures of the chat. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../server/base/clock.ts';
import { buildAnswering } from '../server/chat/buildAnswering.ts';
import { buildChatStores } from '../server/chat/chatStores.ts';
import type { MessagePart } from '../server/chat/message.ts';
import { environmentProviders } from '../server/chat/modelProviders.ts';
import { openSqliteDatabase } from '../server/database/openSqliteDatabase.ts';
import { ingestRegulations } from '../server/regulations/ingestRegulations.ts';
import { QuotedPassages } from '../server/regulations/quotedPassages.ts';
import { buildRegulations } from '../server/regulations/regulations.ts';
import { seedRulebook } from './seedRulebook.ts';

const text = (words: string): readonly MessagePart[] => [{ kind: 'text', text: words }];

/**
 * @param home the data directory, whose database may be open elsewhere
 * @param workspace absolute path of the folder that the conversations belong to; the rulebook is written into it
 */
export async function seedConversations(home: string, workspace: string): Promise<void> {
  const database = await openSqliteDatabase({ file: path.join(home, 'phasegate.db'), clock: systemClock });
  const regulations = buildRegulations({
    database,
    clock: systemClock,
    dataDirectory: home,
    workerScript: new URL('../server/regulations/regulationWorker.ts', import.meta.url),
    onProgress: () => undefined,
  });
  try {
    const folder = path.join(workspace, 'regulations');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'aml.md'), seedRulebook);
    const { signal } = new AbortController();
    await ingestRegulations(
      { dataset: 'adgm', paths: [folder], isDryRun: false, signal, onProgress: () => undefined },
      { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
    );
    const owner = { pid: process.pid, start: '', host: '' };
    const stores = buildChatStores(database, systemClock, owner);
    const answering = buildAnswering({
      stores,
      passages: new QuotedPassages(() => Promise.resolve(regulations)),
      clock: systemClock,
      providers: environmentProviders({}),
      families: [],
      roadmapState: null,
    });
    const { conversations, messages } = stores;
    for (const title of ['Onboarding of funds', 'Sanctions screening', 'Phase 3 questions']) {
      const { id } = await conversations.create({ title, workspace });
      await messages.append(id, { role: 'user', parts: text(`${title}: what is missing?`) });
    }
    const { id } = await conversations.create({ title: 'KYC for existing clients', workspace });
    await conversations.patch(id, { isPinned: true });
    const ask = async (words: string, parent?: null): Promise<string> => {
      const parts = text(words);
      const asked = await messages.append(id, { role: 'user', parts, ...(parent === undefined ? {} : { parent }) });
      await (
        await answering.begin({ question: asked.id }, null)
      ).ended;
      return asked.id;
    };
    const first = await ask('When must we undertake customer due diligence again for *existing clients*?');
    await ask('How long must the records of customer due diligence be kept?');
    await messages.append(id, { role: 'user', parent: null, parts: text('When must we re-verify?') });
    await messages.show(first);
  } finally {
    await regulations.close();
    await database.close();
  }
}
