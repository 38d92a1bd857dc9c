/** Builds the index of many passages in a thread of its own. */
import { Worker } from 'node:worker_threads';
import { Failure } from '../base/failure.ts';
import type { IndexedPassage } from './passageStore.ts';
import type { RegulationAnswer, RegulationJob } from './regulationJob.ts';
import type { IndexProgress } from './search/buildPassageIndex.ts';

export interface IndexBuilding {
  /** By sequence. @param after the sequence of the last one that was read; 0 for none */
  readonly page: (after: number, limit: number) => Promise<readonly IndexedPassage[]>;
  /** What the index is made from; it is believed only together with that. */
  readonly generation: string;
  /** Absolute path of the index. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IndexProgress) => void;
}

/** Passages of one message to the thread; reading them takes some milliseconds. */
const passagesAtOnce = 1_000;

export class IndexBuilder {
  readonly #script: URL;

  /** @param script the worker of regulations */
  constructor(script: URL) {
    this.#script = script;
  }

  /** @throws Failure `cancelled`; whatever made the thread end */
  async build({ page, generation, file, signal, onProgress }: IndexBuilding): Promise<void> {
    const worker = new Worker(this.#script, { execArgv: [] });
    try {
      const built = settled(worker, signal, onProgress);
      built.catch(() => undefined);
      await sendPassages(worker, page, signal);
      worker.postMessage({ kind: 'build-index', file, generation } satisfies RegulationJob);
      await built;
    } finally {
      await worker.terminate();
    }
  }
}

/** Sends all passages to the thread, a page at a time, unless it is aborted. */
export async function sendPassages(worker: Worker, page: IndexBuilding['page'], signal: AbortSignal): Promise<void> {
  for (let after = 0; !signal.aborted;) {
    const passages = await page(after, passagesAtOnce);
    const last = passages.at(-1);
    if (last === undefined) break;
    after = last.sequence;
    worker.postMessage({ kind: 'take-passages', passages } satisfies RegulationJob);
  }
}

function settled(worker: Worker, signal: AbortSignal, onProgress: IndexBuilding['onProgress']): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void =>
      reject(new Failure('cancelled', 'Building the index was cancelled. The next search builds it.'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    worker.on('message', (answer: RegulationAnswer) => {
      if (answer.kind === 'index-progress') onProgress(answer.progress);
      else if (answer.kind === 'index-built') {
        signal.removeEventListener('abort', cancel);
        resolve();
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread that builds the index ended before it was done')));
  });
}
