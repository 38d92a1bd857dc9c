/** Runs a verb of the terminal program in a thread of the server, so that reading the whole database holds up nothing. */
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { failureReport } from '../../protocol/failure.ts';
import { Failure } from '../base/failure.ts';

const failed = z.object({ kind: z.literal('failure'), failure: failureReport });

/**
 * @param words the command line, without the name of the program
 * @returns the one JSON document of the verb
 * @throws Failure that the verb reported; `cancelled` when the signal ended it; `internal` when it gave no answer
 */
export async function runTerminal(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<unknown> {
  // The terminal program is a neighbour of this bundle.
  const thread = new Worker(new URL('./terminal.cjs', import.meta.url), {
    argv: ['--json', ...words],
    env: environment,
    stdout: true,
    stderr: true,
  });
  const end = (): void => void thread.terminate();
  signal?.addEventListener('abort', end);
  let complaints = '';
  thread.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      thread.on('error', reject);
      thread.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
      thread.stdout.on('end', () => resolve(text));
    });
    if (signal?.aborted === true) throw new Failure('cancelled', 'Cancelled.');
    if (answer === '') throw new Error(`the thread gave no answer: ${complaints}`);
    const document: unknown = JSON.parse(answer);
    const failure = failed.safeParse(document);
    if (failure.success) throw new Failure(failure.data.failure.code, failure.data.failure.message);
    return document;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
