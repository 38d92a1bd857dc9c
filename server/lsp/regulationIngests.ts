/** Loads regulations for an editor, one order after the other, with progress that the person can cancel. */
import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { IngestOutcome } from '../../protocol/regulations.ts';
import { describeFailure, Failure } from '../base/failure.ts';
import type { IngestReport } from '../regulations/ingestRegulations.ts';
import type { Regulations } from '../regulations/regulations.ts';
import { abortSignal } from './answer.ts';
import { fileAddress } from './fileAddress.ts';
import type { OpenedAnswering } from './openedAnswering.ts';
import type { RegulationNews } from './regulationNews.ts';

/** Of the whole, in percent, what reading the files takes; building the index takes the rest. */
const readingPercent = 60;

export interface EditorOrder {
  readonly dataset: string;
  /** Addresses of files and folders. */
  readonly fileUris: readonly string[];
  /** Where the client wants to hear of progress; null when it has no place for it. */
  readonly workDoneToken: string | number | null;
}

export class RegulationIngests {
  readonly #connection: Connection;
  readonly #opened: OpenedAnswering;
  readonly #news: RegulationNews;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection, opened: OpenedAnswering, news: RegulationNews) {
    this.#connection = connection;
    this.#opened = opened;
    this.#news = news;
  }

  /**
   * Waits for the one before.
   * @throws Failure `cancelled`, `usage` when there is nothing to ingest
   */
  ingest(order: EditorOrder, signal: AbortSignal): Promise<IngestOutcome> {
    const ingest = this.#last.then(() => this.#ingest(order, signal));
    this.#last = ingest.catch(() => undefined);
    return ingest;
  }

  async #ingest({ dataset, fileUris, workDoneToken }: EditorOrder, asked: AbortSignal): Promise<IngestOutcome> {
    const { window } = this.#connection;
    const created = workDoneToken === null ? await window.createWorkDoneProgress() : null;
    const progress = created ?? window.attachWorkDoneProgress(workDoneToken ?? undefined);
    progress.begin(`Loading regulations into ${dataset}`, 0, '', true);
    const pressed = created === null ? [] : [abortSignal(created.token)];
    const signal = AbortSignal.any([asked, ...pressed, this.#opened.lifetime]);
    const tell = (percent: number, message: string): void => progress.report(Math.floor(percent), message);
    this.#opened.onIndexing = (indexed, { stage, share }) => {
      if (indexed === dataset) tell(readingPercent + share * (100 - readingPercent), stage);
    };
    try {
      const regulations = await this.#opened.regulations();
      await regulations.removals.purge();
      const report = await this.#read(regulations, dataset, fileUris, signal, tell);
      this.#news.look();
      await this.#index(regulations, dataset, signal);
      return {
        ...report,
        dataset: { name: dataset, ...(await regulations.documents.size(dataset)) },
        failed: report.failed.map(({ file, line, message }) => ({ fileUri: fileAddress(file), line, message })),
      };
    } finally {
      this.#opened.onIndexing = () => undefined;
      progress.done();
      this.#news.look();
    }
  }

  async #read(
    { documents, reader }: Regulations,
    dataset: string,
    fileUris: readonly string[],
    signal: AbortSignal,
    tell: (percent: number, message: string) => void,
  ): Promise<IngestReport> {
    const onProgress = (filesDone: number, filesTotal: number): void =>
      tell((readingPercent * filesDone) / filesTotal, `${filesDone} of ${filesTotal} files`);
    // Its readers of files are loaded by nobody else in this process.
    const { ingestRegulations } = await import('../regulations/ingestRegulations.ts');
    return ingestRegulations(
      {
        dataset,
        paths: fileUris.map((uri) => URI.parse(uri).fsPath),
        isDryRun: false,
        signal,
        onProgress: ({ filesDone, filesTotal }) => onProgress(filesDone, filesTotal),
      },
      { documents, read: (file, stop) => reader.read(file, stop) },
    );
  }

  /** One that cannot be built is told by each search, and the documents are loaded all the same. */
  async #index({ documents, search }: Regulations, name: string, signal: AbortSignal): Promise<void> {
    try {
      const dataset = await documents.dataset(name);
      if (dataset === null) return;
      await search.prepare(dataset, signal);
      // With progress of its own; until it is done what there is answers.
      search.makeVectors(dataset, this.#opened.lifetime).catch((error: unknown) => {
        this.#connection.console.error(describeFailure(error).message);
      });
    } catch (error) {
      if (error instanceof Failure && error.code === 'cancelled') throw error;
      this.#connection.console.error(describeFailure(error).message);
    }
  }
}
