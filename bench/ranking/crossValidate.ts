/** Ranks every judged question by a ranking that was fitted without it. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JudgedRanking } from './judgedRanking.ts';
import type { ValidationOrder } from './validationWorker.ts';

/** Fits the ranking so many times, each time without one part of the questions. */
const parts = 5;

/**
 * @param order the index as a file, and the questions
 * @returns one for each question, in their order
 */
export async function crossValidate(
  order: Omit<ValidationOrder, 'asked' | 'learnt'>,
): Promise<readonly JudgedRanking[]> {
  const numbers = [...order.questions.keys()];
  const rankings: JudgedRanking[] = [];
  const waiting = Array.from({ length: parts }, (_, part) => part);
  const work = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const asked = numbers.filter((number) => number % parts === part);
      const learnt = numbers.filter((number) => number % parts !== part);
      for (const [at, ranking] of (await runWorker({ ...order, asked, learnt })).entries())
        rankings[asked[at] ?? 0] = ranking;
    }
  };
  await Promise.all(Array.from({ length: Math.min(parts, availableParallelism()) }, work));
  return rankings;
}

function runWorker(order: ValidationOrder): Promise<readonly JudgedRanking[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('validationWorker.ts', import.meta.url), { workerData: order });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the fit ended with ${code}, and without a ranking`)));
  });
}
