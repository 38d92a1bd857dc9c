/** A database with regulations and conversations, and what answers questions from them, for tests. */
import path from 'node:path';
import { systemClock } from '../../../server/base/clock.ts';
import type { AnswerSurroundings } from '../../../server/chat/answerQuestion.ts';
import { buildChatStores, type ChatStores } from '../../../server/chat/chatStores.ts';
import type { Message } from '../../../server/chat/message.ts';
import { ingestRegulations } from '../../../server/regulations/ingestRegulations.ts';
import { QuotedPassages } from '../../../server/regulations/quotedPassages.ts';
import { buildRegulations, type Regulations } from '../../../server/regulations/regulations.ts';
import type { TemporaryDatabase } from '../../long/drills/openTemporaryDatabase.ts';
import { passagesJson, RegulationFolder, workerScript } from '../regulations/regulationFolder.ts';

export const amlPassages = [
  ['8.', 'CUSTOMER DUE DILIGENCE'],
  [
    '8.1.1',
    'This Rule applies to all. A Relevant Person must undertake customer due diligence before it opens an account (see [1] and *note*).',
  ],
  ['8.1.2', 'Due diligence is repeated when an existing customer is suspected of money laundering.'],
  ['9.1.1', 'Records of transactions must be kept for six years after the business relationship ends.'],
  ['10.1', 'The Regulator may impose a fine for each contravention.'],
] as const;

export class AnsweringRegulations {
  readonly folder: RegulationFolder;
  readonly chat: ChatStores;
  readonly regulations: Regulations;
  readonly passages: QuotedPassages;

  constructor(database: TemporaryDatabase) {
    this.folder = new RegulationFolder();
    this.chat = buildChatStores(database, systemClock, { pid: 1, start: 'now', host: 'here' });
    this.regulations = buildRegulations({
      database,
      clock: systemClock,
      dataDirectory: this.folder.path,
      workerScript,
      onProgress: () => undefined,
    });
    this.passages = new QuotedPassages(() => Promise.resolve(this.regulations));
  }

  get surroundings(): AnswerSurroundings {
    return { ...this.chat, passages: this.passages, tools: [], clock: systemClock };
  }

  async ingest(passages: readonly (readonly [reference: string, text: string])[] = amlPassages): Promise<void> {
    this.folder.write('regs/aml.json', passagesJson('aml', passages));
    const { documents, reader } = this.regulations;
    await ingestRegulations(
      {
        dataset: 'd',
        paths: [path.join(this.folder.path, 'regs')],
        isDryRun: false,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
      { documents, read: (file, stop) => reader.read(file, stop) },
    );
  }

  async question(text: string, conversation?: string): Promise<Message> {
    const id = conversation ?? (await this.chat.conversations.create({})).id;
    return this.chat.messages.append(id, { role: 'user', parts: [{ kind: 'text', text }] });
  }

  async close(): Promise<void> {
    await this.regulations.close();
    this.folder.remove();
  }
}
