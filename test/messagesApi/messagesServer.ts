/** A real server on this machine that speaks the Messages API of Anthropic as a test tells it to, faults included. */
import { once } from 'node:events';
import type http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { LocalServer } from '../httpServer/localServer.ts';

/** Something that a model does in an answer. */
export type Said =
  | { readonly kind: 'text'; readonly text: string }
  /** Behind the text before it: which search result is cited, and in which words. */
  | { readonly kind: 'citation'; readonly source: string; readonly cited: string }
  | { readonly kind: 'thinking' }
  | { readonly kind: 'tool-use'; readonly name: string; readonly input: unknown };

/** What the server does with one request. */
export type Behaviour =
  /** Event by event, at the pace of a model where one is told. */
  | { readonly kind: 'answer'; readonly said: readonly Said[]; readonly everyMs?: number }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers?: http.OutgoingHttpHeaders;
      readonly type: string;
    }
  /** Nothing comes, not even a status. */
  | { readonly kind: 'silence' }
  /** A status comes, and nothing of a stream. */
  | { readonly kind: 'head' }
  /** So much comes, and then nothing more. */
  | { readonly kind: 'stall'; readonly said: readonly Said[] }
  /** So much comes, and the rest once the test says so. */
  | {
      readonly kind: 'held';
      readonly said: readonly Said[];
      readonly until: Promise<void>;
      readonly rest: string;
    }
  /** The connection is cut behind so much. */
  | { readonly kind: 'cut'; readonly said: readonly Said[] }
  /** The stream ends in good order, but not the answer. */
  | { readonly kind: 'end-early'; readonly said: readonly Said[] }
  /** Behind so much comes an event that is no JSON. */
  | { readonly kind: 'malformed'; readonly said: readonly Said[] }
  /** Behind so much comes an error. */
  | { readonly kind: 'error-event'; readonly said: readonly Said[]; readonly type: string };

export interface ReceivedRequest {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: MessagesRequest;
}

/** What of a request the tests look at. */
export interface MessagesRequest {
  readonly model: string;
  readonly system: readonly { readonly text: string; readonly cache_control?: object }[];
  readonly messages: readonly { readonly role: string; readonly content: string | readonly RequestBlock[] }[];
  readonly tools: readonly { readonly name: string }[];
}

export interface RequestBlock {
  readonly type: string;
  readonly text?: string;
  readonly source?: string;
  readonly title?: string;
  readonly content?: readonly RequestBlock[];
  readonly is_error?: boolean;
}

export type Decide = (request: MessagesRequest, index: number) => Behaviour;

export class MessagesServer extends LocalServer<MessagesRequest, ReceivedRequest, Behaviour> {
  static start(decide: Decide = () => ({ kind: 'answer', said: [] })): Promise<MessagesServer> {
    return new MessagesServer(decide).listen();
  }

  get url(): string {
    return this.origin;
  }

  protected override async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = (await this.read(request, response)) as MessagesRequest;
    const behaviour = this.take({ headers: request.headers, body }, body);
    if (behaviour.kind === 'silence') return;
    if (behaviour.kind === 'refuse') {
      const { status, headers = {}, type } = behaviour;
      // As real ones do, it repeats the key that it was given.
      const message = `refused ${request.headers.authorization ?? request.headers['x-api-key']?.toString() ?? ''}`;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ type: 'error', error: { type, message } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (behaviour.kind === 'head') {
      response.flushHeaders();
      return;
    }
    const everyMs = behaviour.kind === 'answer' ? behaviour.everyMs : undefined;
    for (const event of eventsOf(behaviour.said, body.model, behaviour.kind === 'answer')) {
      await write(response, event);
      if (everyMs !== undefined) await wait(everyMs);
    }
    if (behaviour.kind === 'held') {
      await behaviour.until;
      // The block of text is still open.
      const delta = { type: 'text_delta', text: behaviour.rest };
      response.write(asEvent({ type: 'content_block_delta', index: 0, delta }));
      for (const event of endOf('end_turn')) response.write(event);
      response.end();
      return;
    }
    switch (behaviour.kind) {
      case 'answer':
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
        response.end('event: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, "delta": {\n\n');
        break;
      case 'error-event':
        response.end(asEvent({ type: 'error', error: { type: behaviour.type, message: 'Overloaded' } }));
        break;
    }
  }
}

function* eventsOf(said: readonly Said[], model: string, isWhole: boolean): Generator<string> {
  const usage = { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 40, cache_creation_input_tokens: 20 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
  yield asEvent({ type: 'message_start', message: { ...message, stop_sequence: null } });
  yield asEvent({ type: 'ping' });
  let index = -1;
  let isText = false;
  const stop = (): string => (index >= 0 ? asEvent({ type: 'content_block_stop', index }) : '');
  for (const [at, one] of said.entries()) {
    switch (one.kind) {
      case 'text': {
        yield stop();
        index++;
        yield asEvent({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } });
        for (const text of one.text.match(/.{1,7}/gsu) ?? [])
          yield asEvent({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });
        isText = true;
        break;
      }
      case 'citation': {
        if (!isText) throw new Error('a citation stands behind a text');
        const { source, cited: cited_text } = one;
        const citation = { type: 'search_result_location', source, cited_text, title: null, search_result_index: 0 };
        const delta = { type: 'citations_delta', citation: { ...citation, start_block_index: 0, end_block_index: 1 } };
        yield asEvent({ type: 'content_block_delta', index, delta });
        break;
      }
      case 'thinking': {
        yield stop();
        index++;
        const content_block = { type: 'thinking', thinking: '', signature: '' };
        yield asEvent({ type: 'content_block_start', index, content_block });
        const delta = { type: 'signature_delta', signature: 'signed' };
        yield asEvent({ type: 'content_block_delta', index, delta });
        isText = false;
        break;
      }
      case 'tool-use': {
        yield stop();
        index++;
        const content_block = { type: 'tool_use', id: `tool_${at}`, name: one.name, input: {} };
        yield asEvent({ type: 'content_block_start', index, content_block });
        const delta = { type: 'input_json_delta', partial_json: JSON.stringify(one.input) };
        yield asEvent({ type: 'content_block_delta', index, delta });
        isText = false;
        break;
      }
    }
  }
  if (!isWhole) return;
  yield stop();
  yield* endOf(said.some(({ kind }) => kind === 'tool-use') ? 'tool_use' : 'end_turn');
}

function* endOf(stop_reason: string): Generator<string> {
  yield asEvent({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 50 } });
  yield asEvent({ type: 'message_stop' });
}

function asEvent(event: { readonly type: string; readonly [member: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

async function write(response: http.ServerResponse, text: string): Promise<void> {
  if (text !== '' && !response.write(text)) await once(response, 'drain');
}

/** The sources of the search results of a request, in order. */
export function sourcesOf({ messages }: MessagesRequest): readonly RequestBlock[] {
  const within = (blocks: readonly RequestBlock[]): readonly RequestBlock[] =>
    blocks.flatMap((block) =>
      block.type === 'search_result' ? [block] : block.type === 'tool_result' ? within(block.content ?? []) : [],
    );
  return messages.flatMap(({ content }) => (typeof content === 'string' ? [] : within(content)));
}
