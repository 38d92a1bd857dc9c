/** A real server on this machine that speaks the Chat Completions API of OpenAI as a test tells it to, faults included. */
import { once } from 'node:events';
import type http from 'node:http';
import { LocalServer } from '../httpServer/localServer.ts';

/** Something that a model does in an answer. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool-use'; readonly name: string; readonly input: string }
  /** Any object, as a further chunk. */
  | { readonly kind: 'chunk'; readonly chunk: object };

/** What the server does with one request. */
export type Behaviour =
  | {
      readonly kind: 'answer';
      readonly said: readonly Said[];
      /** Default `tool_calls` behind a use of a tool, otherwise `stop`. */
      readonly reason?: string;
      /** Whether it counts tokens. Default true. */
      readonly counts?: boolean;
    }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers?: http.OutgoingHttpHeaders;
      /** Default an error as OpenAI words it, which repeats the key. */
      readonly body?: unknown;
    }
  /** Nothing comes, not even a status. */
  | { readonly kind: 'silence' }
  /** So much comes, and then nothing more; with nothing said, the head of the response alone. */
  | { readonly kind: 'stall'; readonly said: readonly Said[] }
  /** The connection is cut behind so much. */
  | { readonly kind: 'cut'; readonly said: readonly Said[] }
  /** The stream ends in good order, but not the answer. */
  | { readonly kind: 'end-early'; readonly said: readonly Said[] }
  /** Behind so much comes an event that is no JSON. */
  | { readonly kind: 'malformed'; readonly said: readonly Said[] }
  /** No stream at all. */
  | { readonly kind: 'page'; readonly html: string };

export interface CompletionsRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly stream_options?: object;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | null;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string; readonly parameters: object } }[];
  readonly tool_choice?: string;
}

type Received = { readonly headers: http.IncomingHttpHeaders; readonly body: CompletionsRequest };

export class CompletionsServer extends LocalServer<CompletionsRequest, Received, Behaviour> {
  /** What it lists; null when it knows no list. */
  models: readonly string[] | null = ['small-model'];

  static start(): Promise<CompletionsServer> {
    return new CompletionsServer(() => ({ kind: 'answer', said: [] })).listen();
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  protected override async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const isList = request.url === '/v1/models' && this.models !== null;
    if (isList || request.url !== '/v1/chat/completions') {
      const data = (this.models ?? []).map((id) => ({ id, object: 'model' }));
      response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isList ? { object: 'list', data } : { error: 'no such path' }));
      return;
    }
    const body = (await this.read(request, response)) as CompletionsRequest;
    const behaviour = this.take({ headers: request.headers, body }, body);
    if (behaviour.kind === 'silence') return;
    if (behaviour.kind === 'refuse') {
      // As real ones do, it repeats the key that it was given.
      const message = `refused ${request.headers.authorization ?? ''}`;
      response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
      response.end(JSON.stringify(behaviour.body ?? { error: { message, type: 'some_error', code: null } }));
      return;
    }
    if (behaviour.kind === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(behaviour.html);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    if (behaviour.said.length > 0) response.write(': keep-alive\n\n');
    for (const event of eventsOf(behaviour.said)) {
      if (!response.write(event)) await once(response, 'drain');
    }
    switch (behaviour.kind) {
      case 'answer': {
        const isTool = behaviour.said.some(({ kind }) => kind === 'tool-use');
        response.write(asChunk({}, behaviour.reason ?? (isTool ? 'tool_calls' : 'stop')));
        if (behaviour.counts !== false) {
          response.write(asEvent({ choices: [], usage: { prompt_tokens: 160, completion_tokens: 50 } }));
        }
        response.end('data: [DONE]\n\n');
        break;
      }
      case 'end-early':
        response.end();
        break;
      case 'stall':
        break;
      case 'cut':
        // All that was said is on its way; the end of the response is not.
        response.socket?.end();
        break;
      case 'malformed':
        response.end('data: {"choices": [{"delta": {\n\n');
        break;
    }
  }
}

function* eventsOf(said: readonly Said[]): Generator<string> {
  yield asChunk({ role: 'assistant', content: '' });
  let index = 0;
  for (const one of said) {
    switch (one.kind) {
      case 'text':
        for (const content of one.text.match(/.{1,7}/gsu) ?? []) yield asChunk({ content });
        break;
      case 'tool-use': {
        const call = { index, id: `call_${index}`, type: 'function', function: { name: one.name, arguments: '' } };
        yield asChunk({ tool_calls: [call] });
        for (const fragment of one.input.match(/.{1,5}/gsu) ?? []) {
          yield asChunk({ tool_calls: [{ index, function: { arguments: fragment } }] });
        }
        index++;
        break;
      }
      case 'chunk':
        yield asEvent(one.chunk);
        break;
    }
  }
}

function asChunk(delta: object, finish_reason: string | null = null): string {
  return asEvent({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
}

function asEvent(event: object): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}

/** The number under which a passage was told in a request, or 0. */
export function numberOf({ messages }: CompletionsRequest, passage: string): number {
  const told = messages.map(({ content }) => content ?? '').join('\n');
  return Number(new RegExp(`number="(\\d+)"[^>]* passage="${passage.replaceAll('.', '\\.')}"`).exec(told)?.[1] ?? 0);
}
