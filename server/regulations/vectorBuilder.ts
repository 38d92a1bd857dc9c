/** Has the vectors of many passages made: texts are prepared and vectors kept in a thread, the embedder is asked here. */
import { Worker } from 'node:worker_threads';
import { Failure } from '../base/failure.ts';
import type { Embedder } from './embedder.ts';
import type { IndexBuilding } from './indexBuilder.ts';
import { sendPassages } from './indexBuilder.ts';
import type { RegulationAnswer, RegulationJob } from './regulationJob.ts';

export interface VectorBuilding extends Pick<IndexBuilding, 'page' | 'signal' | 'onProgress'> {
  readonly embedder: Embedder;
  /** Absolute path of the vectors. */
  readonly file: string;
}

export class VectorBuilder {
  readonly #script: URL;

  /** @param script the worker of regulations */
  constructor(script: URL) {
    this.#script = script;
  }

  /** @throws Failure `cancelled`, and whatever the embedder throws; what had been made by then is kept */
  async build(building: VectorBuilding): Promise<void> {
    const worker = new Worker(this.#script, { execArgv: [] });
    try {
      const built = settled(worker, building);
      built.catch(() => undefined);
      await sendPassages(worker, building.page, building.signal);
      // Some of the passages would pass for all of them.
      if (building.signal.aborted) throw cancelled();
      const { id, name } = building.embedder;
      post(worker, { kind: 'embed-passages', file: building.file, embedder: { id, name } });
      await built;
    } finally {
      await worker.terminate();
    }
  }
}

function settled(worker: Worker, { embedder, signal, onProgress }: VectorBuilding): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason = new Error('the thread that makes vectors gave up without a reason');
    const embed = async (texts: readonly string[]): Promise<void> => {
      try {
        if (signal.aborted) throw cancelled();
        const vectors = await embedder.embed(texts, 'passage', signal);
        post(worker, { kind: 'take-vectors', vectors });
      } catch (error) {
        reason = error instanceof Error ? error : new Error(String(error));
        post(worker, { kind: 'take-vectors', vectors: null });
      }
    };
    worker.on('message', (answer: RegulationAnswer) => {
      if (answer.kind === 'index-progress') onProgress(answer.progress);
      else if (answer.kind === 'texts-wanted') void embed(answer.texts);
      else if (answer.kind === 'vectors-built') resolve();
      else if (answer.kind === 'vectors-cut-short') reject(reason);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread that makes vectors ended before it was done')));
  });
}

function post(worker: Worker, job: RegulationJob): void {
  worker.postMessage(job);
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Embedding the passages was cancelled. The next ingest goes on with it.');
}
