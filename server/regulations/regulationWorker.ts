/** The thread that reads files of regulations and builds indexes, and that can be ended at any moment. */
import { parentPort } from 'node:worker_threads';
import type { IndexedPassage } from './passageStore.ts';
import { readDocuments } from './readDocuments.ts';
import { RepeatedTexts } from './readers/repeatedTexts.ts';
import type { RegulationAnswer, RegulationJob } from './regulationJob.ts';
import { buildPassageIndex } from './search/buildPassageIndex.ts';
import { embedPassages } from './search/embedPassages.ts';
import { readEarlierEmbedder, writePassageIndex } from './search/passageIndex.ts';

function serve(port: NonNullable<typeof parentPort>): void {
  let passages: IndexedPassage[] = [];
  const repeated = new RepeatedTexts();
  const answer = (message: RegulationAnswer): void => port.postMessage(message);
  const wanted = new WantedVectors((texts) => answer({ kind: 'texts-wanted', texts }));
  const act = async (job: RegulationJob): Promise<void> => {
    switch (job.kind) {
      case 'read-file':
        answer({ kind: 'file-read', reading: await readDocuments(job.file, repeated) });
        break;
      case 'take-passages':
        passages.push(...job.passages);
        break;
      case 'build-index': {
        const order = { generation: job.generation, passages, earlier: readEarlierEmbedder(job.file) };
        passages = [];
        const index = buildPassageIndex(order, (progress) => answer({ kind: 'index-progress', progress }));
        writePassageIndex(job.file, index);
        answer({ kind: 'index-built' });
        break;
      }
      case 'embed-passages': {
        const { file, embedder } = job;
        const asked = passages;
        passages = [];
        const report = (share: number): void =>
          answer({ kind: 'index-progress', progress: { stage: 'embedding', share } });
        try {
          await embedPassages({ passages: asked, embedder, file, embed: wanted.ask, report });
        } catch (error) {
          if (!(error instanceof CutShort)) throw error;
          answer({ kind: 'vectors-cut-short' });
          break;
        }
        answer({ kind: 'vectors-built' });
        break;
      }
      case 'take-vectors':
        wanted.take(job.vectors);
    }
  };
  port.on('message', (job: RegulationJob) => {
    // What is thrown here is a mistake of ours; it ends the thread, and who waits for an answer is told.
    act(job).catch((error: unknown) =>
      queueMicrotask(() => {
        throw error;
      }),
    );
  });
}

/** The embedder is asked from where its keys and processes are, which is not here. */
class WantedVectors {
  readonly #want: (texts: readonly string[]) => void;
  #take: ((vectors: readonly Float32Array[] | null) => void) | null = null;

  constructor(want: (texts: readonly string[]) => void) {
    this.#want = want;
  }

  /** @throws CutShort when they cannot be had */
  readonly ask = (texts: readonly string[]): Promise<readonly Float32Array[]> =>
    new Promise((resolve, reject) => {
      this.#take = (vectors) => (vectors === null ? reject(new CutShort()) : resolve(vectors));
      this.#want(texts);
    });

  take(vectors: readonly Float32Array[] | null): void {
    this.#take?.(vectors);
  }
}

class CutShort extends Error {}

if (parentPort !== null) serve(parentPort);
