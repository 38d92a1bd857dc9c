/** Embeds texts with a transformer model of this machine, in a process of its own. */
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '../../base/failure.ts';
import { sha256 } from '../../base/sha256.ts';
import type { EmbeddedAs, Embedder } from '../embedder.ts';
import { checkedVectors } from './checkedVectors.ts';
import type { Prefixes, TransformersSettings } from './modelSettings.ts';
import { TransformersProcess, type TransformersLimits } from './transformersProcess.ts';

/** Texts of one question; between two of them a query has its turn, and somebody may cancel. */
const textsAtOnce = 16;

export class TransformersEmbedder implements Embedder {
  readonly id: string;
  readonly name: string;
  readonly #settings: TransformersSettings & Prefixes;
  readonly #process: TransformersProcess;
  #dimension: number | null = null;

  /** @param script runs the model: a file that runs on this runtime */
  constructor(settings: TransformersSettings & Prefixes, script: URL, limits?: TransformersLimits) {
    const { model, queryPrefix, passagePrefix } = settings;
    this.id = sha256(JSON.stringify(['transformers', model, queryPrefix, passagePrefix])).slice(0, 16);
    this.name = path.basename(model);
    this.#settings = settings;
    this.#process = new TransformersProcess(script, settings, 'embed', limits);
  }

  /** Of the process that runs the model; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  async embed(texts: readonly string[], as: EmbeddedAs, signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { queryPrefix, passagePrefix, model } = this.#settings;
    const prefix = as === 'query' ? queryPrefix : passagePrefix;
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += textsAtOnce) {
      const part = texts.slice(at, at + textsAtOnce).map((text) => prefix + text);
      const said = await this.#process.ask({ kind: 'embed', texts: part }, signal, as === 'query');
      const answer = z.array(z.unknown()).safeParse(said);
      if (!answer.success) throw new Failure('model-failed', `The model ${model} gave no vectors.`);
      const about = `The model ${model}`;
      vectors.push(...checkedVectors(answer.data, { count: part.length, dimension: this.#dimension, about }));
      this.#dimension ??= vectors[0]?.length ?? null;
    }
    return vectors;
  }

  close(): void {
    this.#process.close();
  }
}
