/** Ranks texts again by asking a server with a `/rerank` in the form of Cohere: Jina, Voyage, vLLM, llama.cpp. */
import * as z from 'zod';
import { Failure } from '../../base/failure.ts';
import type { Reranker } from '../reranker.ts';
import { askModel, type ModelServer, type Patience, type PostJson } from './askModel.ts';
import { rerankerVariables, type EndpointSettings } from './modelSettings.ts';

/** Somebody waits for it, and without it the order is that of the legs. */
const defaultPatience: Patience = { attempts: 1, timeoutMs: 8_000, firstPauseMs: 250, longestPauseMs: 1_000 };

const rated = z.array(z.object({ index: z.number().int(), relevance_score: z.number() }));
/** Voyage calls `data` what the others call `results`. */
const replyShape = z.union([
  z.object({ results: rated }).transform(({ results }) => results),
  z.object({ data: rated }).transform(({ data }) => data),
]);

export class EndpointReranker implements Reranker {
  readonly name: string;
  readonly #server: ModelServer;
  readonly #model: string;
  readonly #patience: Patience;

  constructor({ url, model, key }: EndpointSettings, post: PostJson, patience = defaultPatience) {
    this.name = `${model} at ${new URL(url).host}`;
    this.#model = model;
    this.#patience = patience;
    const place = `"Set API Key" in the editor, or ${rerankerVariables.key} in a terminal`;
    const keyPlace = key === null ? `one with ${place}` : `another one with ${place}`;
    this.#server = { url, key, post, title: 'The server that ranks again', keyPlace };
  }

  async score(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    const count = texts.length;
    // Without `top_n`, which Voyage calls otherwise and refuses, all are rated by all.
    const body = { model: this.#model, query, documents: texts };
    const parsed = replyShape.safeParse(await askModel(this.#server, body, this.#patience, signal));
    const refuse = (what: string): Failure =>
      new Failure(
        'model-failed',
        `The server that ranks again (${this.#server.url}) ${what}. Look at its address and model.`,
      );
    if (!parsed.success) throw refuse('answered no ranking, but something else');
    const scores = new Map(parsed.data.map(({ index, relevance_score }) => [index, relevance_score]));
    if (parsed.data.length !== count || scores.size !== count)
      throw refuse(`rated ${scores.size} of ${count} passages`);
    return texts.map((_, index) => {
      const score = scores.get(index);
      if (score === undefined) throw refuse('rated passages that it was not asked about');
      return score;
    });
  }

  close(): void {
    // Requests end with the signals that they were given.
  }
}
