/** Opens the real regulations of ObliQA, where a copy is at hand, in a database of their own. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { systemClock } from '../server/base/clock.ts';
import type { Database } from '../server/database/database.ts';
import { openDatabase } from '../server/database/openDatabase.ts';
import { ingestRegulations } from '../server/regulations/ingestRegulations.ts';
import { modelsOfEnvironment } from '../server/regulations/models/modelSettings.ts';
import { postJson } from '../server/rest/postJson.ts';
import { buildRegulations, type Regulations } from '../server/regulations/regulations.ts';

export interface Obliqa {
  readonly dataset: string;
  /** The judged questions, as a file. */
  readonly questionsFile: string;
  /** A copy of the documents, which may be changed. */
  readonly source: string;
  /** The documents as they were published. */
  readonly original: string;
  readonly database: Database;
  /** Where the database is; removed at the end. */
  readonly folder: string;
  readonly regulations: Regulations;
  /** Loads the documents of the copy, those that did not change since excepted. */
  ingest(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Beside the checkout; never part of it. */
const usualPlace = path.join(import.meta.dirname, '..', '..', 'shared', 'data', 'obliqa');
const transformersScript = new URL('../server/regulations/models/transformersScript.ts', import.meta.url);
const workerScript = new URL('../server/regulations/regulationWorker.ts', import.meta.url);
const dataset = 'obliqa';

/**
 * Nothing is ingested yet.
 * @param measured what cannot be measured without a copy, for who reads why
 * @returns null where there is no copy, which is told
 */
export async function openObliqa(measured: string): Promise<Obliqa | null> {
  const place = process.env['PHASEGATE_OBLIQA'] ?? usualPlace;
  const questionsFile = path.join(place, 'dev-questions.json');
  if (!existsSync(questionsFile)) {
    console.log(
      `\nNot measured: ${measured}. ${place} is not there. PHASEGATE_OBLIQA names a copy of RegNLP/ObliQADataset.`,
    );
    return null;
  }
  const build = path.join(import.meta.dirname, '..', '.build');
  mkdirSync(build, { recursive: true });
  const folder = mkdtempSync(path.join(build, 'bench-obliqa-'));
  const source = path.join(folder, 'documents');
  const original = path.join(place, 'documents');
  cpSync(original, source, { recursive: true });
  const database = await openDatabase({ file: path.join(folder, 'phasegate.db'), clock: systemClock });
  const regulations = buildRegulations({
    database,
    clock: systemClock,
    dataDirectory: folder,
    workerScript,
    onProgress: () => undefined,
    // Whoever has other models measures with them.
    models: modelsOfEnvironment(process.env),
    post: postJson,
    transformersScript,
    awaitsVectors: true,
  });
  return {
    dataset,
    questionsFile,
    source,
    original,
    database,
    folder,
    regulations,
    ingest: async (signal) => {
      await ingestRegulations(
        { dataset, paths: [source], isDryRun: false, signal, onProgress: () => undefined },
        { documents: regulations.documents, read: (file, stop) => regulations.reader.read(file, stop) },
      );
    },
    close: async () => {
      await regulations.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
