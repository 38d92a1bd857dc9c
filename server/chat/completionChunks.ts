/** Reads the stream of the Chat Completions API: text, calls of tools that come in fragments, and what it cost. */
import { createParser } from 'eventsource-parser';
import * as z from 'zod';
import { readErrorBody } from './askModelServer.ts';
import { reasonOf } from './modelFailure.ts';
import { ModelServerError } from './modelServerError.ts';

/** Servers differ in what they leave out. */
const completionChunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            /** Some models give pieces of several kinds, such as their thoughts, which are no answer. */
            content: z
              .union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))])
              .nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().nullish(),
                  id: z.string().nullish(),
                  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(null),
});
type CompletionChunk = z.output<typeof completionChunk>;

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON, if the model kept to it. */
  readonly input: string;
}

/** What one request came to; filled while its text is read. */
export class Completion {
  readonly #calls: { index: number | null; id: string; name: string; input: string }[] = [];
  #reason: string | null = null;
  #usage: { readonly input: number; readonly output: number } | null = null;

  /** The text as it comes. @throws ModelServerError; what the connection throws once the request is aborted */
  async *read(response: Response, onSign: () => void, signal: AbortSignal): AsyncGenerator<string> {
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
      await response.body?.cancel();
      throw new ModelServerError({ kind: 'unreadable' });
    }
    for await (const data of dataOf(response, onSign, signal)) {
      if (data === '[DONE]') {
        this.#reason ??= 'stop';
        break;
      }
      const chunk = readChunk(data);
      if (chunk.usage != null) {
        this.#usage = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens };
      }
      const [choice] = chunk.choices ?? [];
      for (const { index, id, function: call } of choice?.delta?.tool_calls ?? []) {
        this.#addCall(index ?? null, id ?? '', call?.name ?? '', call?.arguments ?? '');
      }
      this.#reason = choice?.finish_reason ?? this.#reason;
      const text = textOf(choice?.delta?.content ?? '');
      if (text !== '') yield text;
    }
    if (this.#reason === null) {
      throw new ModelServerError({ kind: 'broken', reason: 'the stream ended before the answer did' });
    }
  }

  get calls(): readonly ToolCall[] {
    return this.#calls.map(({ id, name, input }, at) => ({ id: id === '' ? `call_${at + 1}` : id, name, input }));
  }

  /** Whether the answer was cut because it became too long. */
  get isTooLong(): boolean {
    return this.#reason === 'length';
  }

  /** Tokens; null where the server does not count them. */
  get usage(): { readonly input: number; readonly output: number } | null {
    return this.#usage;
  }

  /** A fragment goes on with the call of its index; without one, with the last; another id begins another call. */
  #addCall(index: number | null, id: string, name: string, input: string): void {
    const known = index === null ? this.#calls.at(-1) : this.#calls.findLast((call) => call.index === index);
    if (known === undefined || (id !== '' && known.id !== '' && id !== known.id)) {
      this.#calls.push({ index, id, name, input });
      return;
    }
    known.id ||= id;
    known.name ||= name;
    known.input += input;
  }
}

function textOf(content: string | readonly { readonly type: string; readonly text?: string | undefined }[]): string {
  if (typeof content === 'string') return content;
  return content.map(({ type, text }) => (type === 'text' ? (text ?? '') : '')).join('');
}

function readChunk(data: string): CompletionChunk {
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch (error) {
    throw new ModelServerError({ kind: 'unreadable' }, { cause: error });
  }
  if (typeof body === 'object' && body !== null && 'error' in body && body.error != null) throw refusalIn(body);
  const parsed = completionChunk.safeParse(body);
  if (!parsed.success) throw new ModelServerError({ kind: 'unreadable' }, { cause: parsed.error });
  return parsed.data;
}

/** An error in the middle; some servers put the status of HTTP into its code. */
function refusalIn(body: unknown): ModelServerError {
  const told = readErrorBody(body);
  const code = Number(told?.code ?? Number.NaN);
  const status = Number.isInteger(code) && code >= 400 && code < 600 ? code : null;
  return new ModelServerError({
    kind: 'refused',
    status,
    type: told?.type ?? null,
    said: told?.said ?? null,
    retryAfter: null,
  });
}

/** The data of the events of a response. @param onSign called for whatever comes, comments that keep alive included */
async function* dataOf(response: Response, onSign: () => void, signal: AbortSignal): AsyncGenerator<string> {
  const waiting: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => void waiting.push(data) });
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) {
      onSign();
      parser.feed(decoder.decode(bytes as Uint8Array, { stream: true }));
      yield* waiting.splice(0);
    }
  } catch (error) {
    if (signal.aborted || error instanceof ModelServerError) throw error;
    throw new ModelServerError({ kind: 'broken', reason: reasonOf(error) }, { cause: error });
  }
  // The last event may lack the empty line that ends it.
  parser.reset({ consume: true });
  yield* waiting;
}
