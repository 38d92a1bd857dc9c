/** The thread that reads files of regulations and builds indexes, and that can be ended at any moment. */
import { parentPort } from 'node:worker_threads';
import type { IndexedPassage } from './passageStore.ts';
import { readDocuments } from './readDocuments.ts';
import { RepeatedTexts } from './readers/repeatedTexts.ts';
import type { RegulationAnswer, RegulationJob } from './regulationJob.ts';
import { buildPassageIndex } from './search/buildPassageIndex.ts';
import { readEarlierEmbedder, writePassageIndex } from './search/passageIndex.ts';

function serve(port: NonNullable<typeof parentPort>): void {
  let passages: IndexedPassage[] = [];
  const repeated = new RepeatedTexts();
  const answer = (message: RegulationAnswer): void => port.postMessage(message);
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
      }
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

if (parentPort !== null) serve(parentPort);
