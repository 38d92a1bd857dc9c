/** Ranks texts again with a cross-encoder of this machine, in a process of its own. */
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../../base/failure.ts';
import type { Reranker } from '../reranker.ts';
import type { TransformersSettings } from './modelSettings.ts';
import { TransformersProcess, type TransformersLimits } from './transformersProcess.ts';

const textsAtOnce = 16;

export class TransformersReranker implements Reranker {
  readonly name: string;
  readonly #settings: TransformersSettings;
  readonly #process: TransformersProcess;

  /** @param script runs the model: a file that runs on this runtime */
  constructor(settings: TransformersSettings, script: URL, limits?: TransformersLimits) {
    this.name = path.basename(settings.model);
    this.#settings = settings;
    this.#process = new TransformersProcess(script, settings, 'rank', limits);
  }

  async score(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    const scores: number[] = [];
    for (let at = 0; at < texts.length; at += textsAtOnce) {
      const part = texts.slice(at, at + textsAtOnce);
      const answer = await this.#process.ask({ kind: 'rank', query, texts: part }, signal, true);
      const parsed = z.array(z.number()).length(part.length).safeParse(answer);
      if (!parsed.success)
        throw new Failure('model-failed', `The model ${this.#settings.model} gave no ranking. Is it a cross-encoder?`);
      scores.push(...parsed.data);
    }
    return scores;
  }

  close(): void {
    this.#process.close();
  }
}
