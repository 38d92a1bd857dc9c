/** Opens the real regulations of ObliQA, where a copy is at hand, with what answers from them. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../server/base/clock.ts';
import { buildChatStores, type ChatStores } from '../server/chat/chatStores.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { ingestRegulations } from '../server/regulations/ingestRegulations.ts';
import { QuotedPassages } from '../server/regulations/quotedPassages.ts';
import { buildRegulations } from '../server/regulations/regulations.ts';

export interface Obliqa {
  /** The judged questions, as a file. */
  readonly questionsFile: string;
  readonly chat: ChatStores;
  readonly passages: QuotedPassages;
  close(): Promise<void>;
}

/** Beside the checkout; never part of it. */
const usualPlace = path.join(import.meta.dirname, '..', '..', 'shared', 'data', 'obliqa');
const workerScript = new URL('../server/regulations/regulationWorker.ts', import.meta.url);

/** @returns null where there is no copy, which is told */
export async function openObliqa(): Promise<Obliqa | null> {
  const place = process.env['PHASEGATE_OBLIQA'] ?? usualPlace;
  const questionsFile = path.join(place, 'dev-questions.json');
  if (!existsSync(questionsFile)) {
    console.log(
      `\nAnswers are not measured: ${place} is not there. PHASEGATE_OBLIQA names a copy of RegNLP/ObliQADataset.`,
    );
    return null;
  }
  const build = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(path.join(build, 'bench-chat-'));
  const source = path.join(folder, 'documents');
  cpSync(path.join(place, 'documents'), source, { recursive: true });
  const database = await openDatabase({ file: path.join(folder, 'phasegate.db'), clock: systemClock });
  const regulations = buildRegulations({
    database,
    clock: systemClock,
    dataDirectory: folder,
    workerScript,
    onProgress: () => undefined,
  });
  const { signal } = new AbortController();
  await ingestRegulations(
    { dataset: 'obliqa', paths: [source], isDryRun: false, signal, onProgress: () => undefined },
    { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
  );
  return {
    questionsFile,
    chat: buildChatStores(database, systemClock, { pid: process.pid, start: 'now', host: 'here' }),
    passages: new QuotedPassages(() => Promise.resolve(regulations)),
    close: async () => {
      await regulations.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
