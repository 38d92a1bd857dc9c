/** Reads files of regulations in a thread of its own, which is ended when a file takes too long or too much memory. */
import { Worker } from 'node:worker_threads';
import { errorCode } from '../base/errorCode.ts';
import { Failure } from '../base/failure.ts';
import type { FileReading, FileToRead } from './readDocuments.ts';
import type { RegulationAnswer, RegulationJob } from './regulationJob.ts';

export interface ReadingLimits {
  /** Milliseconds for one file. Default 30,000. */
  readonly fileTimeoutMs?: number;
  /** Megabytes for one file. Default 512. */
  readonly memoryMb?: number;
}

export class FileReader {
  readonly #script: URL;
  readonly #fileTimeoutMs: number;
  readonly #memoryMb: number;
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** @param script the worker of regulations */
  constructor(script: URL, { fileTimeoutMs = 30_000, memoryMb = 512 }: ReadingLimits = {}) {
    this.#script = script;
    this.#fileTimeoutMs = fileTimeoutMs;
    this.#memoryMb = memoryMb;
  }

  /**
   * One file at a time: answers of the thread do not say which file they are about, and each has the time limit for itself.
   *
   * @returns what is in the file, or why it cannot be read
   * @throws Failure `cancelled`
   */
  read(file: FileToRead, signal: AbortSignal): Promise<FileReading> {
    const reading = this.#last.then(() => this.#read(file, signal));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #read(file: FileToRead, signal: AbortSignal): Promise<FileReading> {
    const worker = this.#start();
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        worker.off('message', take);
        worker.off('error', fail);
        act();
      };
      const abandon = (message: string): void => {
        settle(() => resolve({ kind: 'failed', message, line: null, column: null }));
        void this.close();
      };
      const cancel = (): void => {
        settle(() => reject(new Failure('cancelled', 'Reading was cancelled.')));
        void this.close();
      };
      const take = (answer: RegulationAnswer): void => {
        if (answer.kind === 'file-read') settle(() => resolve(answer.reading));
      };
      const fail = (error: unknown): void => {
        const isMemory = errorCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
        abandon(
          isMemory
            ? `reading it takes more than ${this.#memoryMb} MB of memory. Split it.`
            : `Phasegate could not read it: ${error instanceof Error ? error.message : String(error)}. Please report it.`,
        );
      };
      const timer = setTimeout(
        () => abandon(`reading it takes longer than ${this.#fileTimeoutMs / 1000} s. Split it.`),
        this.#fileTimeoutMs,
      );
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel);
      worker.on('message', take);
      worker.on('error', fail);
      worker.postMessage({ kind: 'read-file', file } satisfies RegulationJob);
    });
  }

  #start(): Worker {
    this.#worker ??= new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#memoryMb },
      // What the program was started with, such as a debugger, is not for this thread.
      execArgv: [],
    });
    return this.#worker;
  }
}
