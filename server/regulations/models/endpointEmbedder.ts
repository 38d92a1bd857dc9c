/** Embeds texts by asking a server that speaks the wire format of OpenAI: Ollama, LM Studio, vLLM, llama.cpp, OpenAI, Voyage. */
import * as z from 'zod';
import { Failure } from '../../base/failure.ts';
import { sha256 } from '../../base/sha256.ts';
import type { EmbeddedAs, Embedder } from '../embedder.ts';
import { askModel, Refusal, type ModelServer, type Patience, type PostJson } from './askModel.ts';
import { embedderVariables, type EndpointSettings, type Prefixes } from './modelSettings.ts';
import { checkedVectors } from './checkedVectors.ts';

/** Somebody waits for a query; passages have time. */
export const embeddingPatience: Readonly<Record<EmbeddedAs, Patience>> = {
  query: { attempts: 2, timeoutMs: 5_000, firstPauseMs: 250, longestPauseMs: 2_000 },
  passage: { attempts: 6, timeoutMs: 120_000, firstPauseMs: 1_000, longestPauseMs: 60_000 },
};

/** Texts of one request; what arrives is read where people wait for other things, too, so it is kept small. */
const textsAtOnce = 32;
/** UTF-16 units of one request. */
const unitsAtOnce = 64_000;
/** Requests that are under way together. */
const requestsAtOnce = 2;
/** UTF-16 units; a text that is refused is cut by halves down to this. */
const leastUnits = 400;

const replyShape = z.object({
  data: z.array(z.object({ embedding: z.unknown(), index: z.number().int().optional() })),
});

export class EndpointEmbedder implements Embedder {
  readonly id: string;
  readonly name: string;
  readonly #server: ModelServer;
  readonly #settings: EndpointSettings & Prefixes;
  readonly #patience: Readonly<Record<EmbeddedAs, Patience>>;
  /** As the first answer had it; null before. */
  #dimension: number | null = null;

  constructor(settings: EndpointSettings & Prefixes, post: PostJson, patience = embeddingPatience) {
    const { url, model, key, queryPrefix, passagePrefix } = settings;
    this.id = sha256(JSON.stringify(['endpoint', url, model, queryPrefix, passagePrefix])).slice(0, 16);
    this.name = `${model} at ${new URL(url).host}`;
    this.#settings = settings;
    this.#patience = patience;
    this.#server = { url, key, post, title: 'The server of embeddings', keyPlace: keyPlaceOf(key) };
  }

  async embed(texts: readonly string[], as: EmbeddedAs, signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { queryPrefix, passagePrefix } = this.#settings;
    const prefix = as === 'query' ? queryPrefix : passagePrefix;
    const parts = partsOf(texts.map((text) => prefix + text));
    const results: (readonly Float32Array[])[] = [];
    // One that fails ends the others.
    const ending = new AbortController();
    const either = AbortSignal.any([signal, ending.signal]);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < parts.length; at = next++) results[at] = await this.#ask(parts[at] ?? [], as, either);
    };
    try {
      await Promise.all(Array.from({ length: Math.min(requestsAtOnce, parts.length) }, work));
    } catch (error) {
      ending.abort();
      throw error;
    }
    return results.flat();
  }

  close(): void {
    // Requests end with the signals that they were given.
  }

  /** Texts that a server refuses together may be too long together, or one of them alone. */
  async #ask(texts: readonly string[], as: EmbeddedAs, signal: AbortSignal): Promise<readonly Float32Array[]> {
    const { model } = this.#settings;
    let reply: unknown;
    try {
      // Nothing beside it: what one server takes for a default, another refuses.
      const body = { model, input: texts };
      reply = await askModel(this.#server, body, this.#patience[as], signal);
    } catch (error) {
      if (!isTooLong(error)) throw error;
      const [first] = texts;
      if (texts.length > 1) {
        const half = Math.ceil(texts.length / 2);
        const before = await this.#ask(texts.slice(0, half), as, signal);
        return [...before, ...(await this.#ask(texts.slice(half), as, signal))];
      }
      if (first === undefined || first.length <= leastUnits) throw error;
      return this.#ask([cut(first, Math.max(leastUnits, Math.floor(first.length / 2)))], as, signal);
    }
    return this.#read(reply, texts.length);
  }

  #read(reply: unknown, count: number): readonly Float32Array[] {
    const parsed = replyShape.safeParse(reply);
    const about = `The server of embeddings (${this.#server.url})`;
    if (!parsed.success)
      throw new Failure('model-failed', `${about} answered no embeddings, but something else. Look at its address.`);
    const { data } = parsed.data;
    const ordered = data.every(({ index }) => index !== undefined)
      ? data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0))
      : data;
    if (ordered.some(({ index }, at) => index !== undefined && index !== at))
      throw new Failure('model-failed', `${about} did not say which vector belongs to which text.`);
    const vectors = checkedVectors(
      ordered.map(({ embedding }) => embedding),
      { count, dimension: this.#dimension, about },
    );
    this.#dimension ??= vectors[0]?.length ?? null;
    return vectors;
  }
}

/** 400, 413 and 422 are what servers answer to what is too long for their model. */
function isTooLong(error: unknown): boolean {
  return error instanceof Refusal && (error.status === 400 || error.status === 413 || error.status === 422);
}

function partsOf(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let part: string[] = [];
  let units = 0;
  for (const text of texts) {
    if (part.length > 0 && (part.length === textsAtOnce || units + text.length > unitsAtOnce)) {
      parts.push(part);
      part = [];
      units = 0;
    }
    part.push(text);
    units += text.length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Never in the middle of a character. */
function cut(text: string, length: number): string {
  const end = /[\uD800-\uDBFF]/.test(text[length - 1] ?? '') ? length - 1 : length;
  return text.slice(0, end);
}

function keyPlaceOf(key: string | null): string {
  const place = `"Set API Key" in the editor, or ${embedderVariables.key} in a terminal`;
  return key === null ? `one with ${place}` : `another one with ${place}`;
}
