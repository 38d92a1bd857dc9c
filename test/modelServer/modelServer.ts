/** A real server on this machine that embeds and ranks texts over HTTP as a test tells it to, faults included. */
import type http from 'node:http';
import { LocalServer } from '../httpServer/localServer.ts';

/** What the server does with one request. */
export type Behaviour =
  | { readonly kind: 'answer' }
  | { readonly kind: 'refuse'; readonly status: number; readonly headers?: http.OutgoingHttpHeaders }
  /** The connection is cut in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** Nothing comes, not even a status. */
  | { readonly kind: 'silence' }
  /** Comes once the test says so. */
  | { readonly kind: 'held'; readonly until: Promise<void> }
  /** This, whatever was asked. */
  | { readonly kind: 'say'; readonly text: string; readonly status?: number };

export interface ModelRequest {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: ModelBody;
}

/** Of both kinds of requests. */
export interface ModelBody {
  readonly model: string;
  readonly input?: readonly string[];
  readonly query?: string;
  readonly documents?: readonly string[];
}

export type Decide = (request: ModelRequest, index: number) => Behaviour;

const answers: Decide = () => ({ kind: 'answer' });

export class ModelServer extends LocalServer<ModelRequest, ModelRequest, Behaviour> {
  /** Of the vectors that it gives. */
  dimension = 64;
  /** Words that mean another one, so that texts are near each other without a word in common. */
  synonyms: Readonly<Record<string, string>> = {};
  readonly #arrivals: (() => void)[] = [];

  static start(): Promise<ModelServer> {
    return new ModelServer(answers).listen();
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  /** Settles when so many requests have come since `next`. */
  async arrived(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  /** Texts that were embedded since `next`. */
  get embedded(): readonly string[] {
    return this.requests.flatMap(({ body }) => body.input ?? []);
  }

  protected override async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = (await this.read(request, response)) as ModelBody;
    const received: ModelRequest = { path: request.url ?? '', headers: request.headers, body };
    const behaviour = this.take(received, received);
    for (const arrival of this.#arrivals.splice(0)) arrival();
    switch (behaviour.kind) {
      case 'silence':
        return;
      case 'refuse':
        response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
        // As real ones do, it repeats the key that it was given.
        response.end(JSON.stringify({ error: { message: `refused ${request.headers.authorization ?? ''}` } }));
        return;
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
        response.write('{"data": [', () => response.socket?.destroy());
        return;
      case 'say':
        response.writeHead(behaviour.status ?? 200, { 'content-type': 'application/json' });
        response.end(behaviour.text);
        return;
      case 'held':
        await behaviour.until;
        break;
      case 'answer':
        break;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(this.#answer(body)));
  }

  #answer({ model, input, query, documents }: ModelBody): unknown {
    if (input !== undefined) {
      const data = input.map((text, index) => ({
        object: 'embedding',
        index,
        embedding: vectorOf(text, this.dimension, this.synonyms),
      }));
      // Some servers answer in another order than they were asked in.
      return { object: 'list', model, data: data.toReversed(), usage: { prompt_tokens: 1, total_tokens: 1 } };
    }
    const results = (documents ?? [])
      .map((document, index) => ({ index, relevance_score: sharedWords(query ?? '', document) }))
      .toSorted((a, b) => b.relevance_score - a.relevance_score);
    return { model, results };
  }
}

/** Each word has a direction that follows from its letters, so texts of the same words are near each other. */
export function vectorOf(
  text: string,
  dimension: number,
  synonyms: Readonly<Record<string, string>> = {},
): readonly number[] {
  const vector = new Array<number>(dimension).fill(0.01);
  for (const word of wordsOf(text)) {
    let hash = 7;
    for (const letter of synonyms[word] ?? word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
    vector[hash % dimension] = (vector[hash % dimension] ?? 0) + 1;
  }
  return vector;
}

function sharedWords(query: string, document: string): number {
  const wanted = new Set(wordsOf(query));
  return wordsOf(document).filter((word) => wanted.has(word)).length;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
