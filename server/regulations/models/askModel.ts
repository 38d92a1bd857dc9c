/** Asks the server of a model, again where that may help, and words what goes wrong with the next step. */
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../../base/failure.ts';

export interface JsonRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export interface JsonReply {
  readonly status: number;
  /** As the header says it; null for none. */
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Sends JSON to another server by POST; rejects when no whole answer came. */
export type PostJson = (request: JsonRequest) => Promise<JsonReply>;

export interface ModelServer {
  readonly url: string;
  /** Null for none. It is in no message, also where the server repeats it. */
  readonly key: string | null;
  readonly post: PostJson;
  /** As a person knows it, at the beginning of a sentence, such as "The server of embeddings". */
  readonly title: string;
  /** Where a person sets the key. */
  readonly keyPlace: string;
}

export interface Patience {
  /** How often it is asked before it is given up. */
  readonly attempts: number;
  /** Milliseconds for one of them. */
  readonly timeoutMs: number;
  /** Milliseconds before the second one; it doubles each time. A server that says how long to wait is believed. */
  readonly firstPauseMs: number;
  /** Milliseconds; who is told to wait longer gives up. */
  readonly longestPauseMs: number;
}

/**
 * @returns what the server answered, as JSON
 * @throws Failure `cancelled`; `model-key-refused`, `model-overloaded`, `model-unreachable` or `model-failed`
 */
export async function askModel(
  server: ModelServer,
  body: unknown,
  { attempts, timeoutMs, firstPauseMs, longestPauseMs }: Patience,
  signal: AbortSignal,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(server, body, timeoutMs, signal);
    if (outcome.kind === 'answered') return outcome.value;
    const { failure, mayPass, waitMs } = outcome;
    const pauseMs = waitMs ?? Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
    if (!mayPass || attempt >= attempts || pauseMs > longestPauseMs) throw failure;
    try {
      await wait(pauseMs, undefined, { signal });
    } catch {
      throw cancelled();
    }
  }
}

/** A server's own no, with the status that it came with. */
export class Refusal extends Failure {
  readonly status: number;

  constructor(code: Failure['code'], message: string, status: number) {
    super(code, message);
    this.status = status;
  }
}

type Outcome =
  | { readonly kind: 'answered'; readonly value: unknown }
  /** `mayPass`: asking again may help. `waitMs`: as the server said; null when it did not. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly mayPass: boolean; readonly waitMs: number | null };

async function tryOnce(server: ModelServer, body: unknown, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
  const { url, key, post, title } = server;
  const hidden = (message: string): string => (key === null ? message : message.replaceAll(key, '…'));
  const unreachable = (message: string): Outcome => ({
    kind: 'failed',
    failure: new Failure('model-unreachable', hidden(message)),
    mayPass: true,
    waitMs: null,
  });
  const isGivenUp = (): boolean => signal.aborted;
  if (isGivenUp()) throw cancelled();
  const late = AbortSignal.timeout(timeoutMs);
  let reply: JsonReply;
  try {
    const headers = key === null ? {} : { authorization: `Bearer ${key}` };
    reply = await post({ url, headers, body, signal: AbortSignal.any([signal, late]) });
  } catch (error) {
    if (isGivenUp()) throw cancelled();
    if (late.aborted) return unreachable(`${title} (${url}) did not answer within ${timeoutMs / 1000} s.`);
    const where = `${title} (${url}) cannot be reached`;
    return unreachable(`${where}: ${reasonOf(error)}. Look whether it runs, and at its address.`);
  }
  const { status, text } = reply;
  const refused = (code: Failure['code'], what: string, mayPass: boolean, waitMs: number | null = null): Outcome => ({
    kind: 'failed',
    failure: new Refusal(code, hidden(`${title} (${url}) ${what}`), status),
    mayPass,
    waitMs,
  });
  const said = saidBy(text);
  if (status === 401 || status === 403)
    return refused('model-key-refused', `refused the key (${status}).${said} Set ${server.keyPlace}.`, false);
  const waitMs = readRetryAfter(reply.retryAfter, Date.now());
  if (status === 429) {
    const when = waitMs === null ? 'in a minute' : `in ${Math.ceil(waitMs / 1000)} s`;
    return refused('model-overloaded', `takes no more requests for now.${said} Ask again ${when}.`, true, waitMs);
  }
  if (status >= 500 || status === 408)
    return refused('model-unreachable', `has a fault of its own (${status}).${said} Ask again later.`, true, waitMs);
  if (status === 404) return refused('model-failed', `knows no such address or no such model (404).${said}`, false);
  if (status < 200 || status >= 300) return refused('model-failed', `refused the request (${status}).${said}`, false);
  try {
    return { kind: 'answered', value: JSON.parse(text) as unknown };
  } catch {
    return refused('model-failed', 'answered what is no JSON. Look at its address.', false);
  }
}

/** @returns milliseconds; null when the header is missing or says nothing */
export function readRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Bytes of it would fill a screen; the beginning says what is wrong. */
const longestSaid = 300;

function saidBy(text: string): string {
  const short = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  if (short === '') return '';
  return ` It said: ${short.length > longestSaid ? `${short.slice(0, longestSaid)}…` : short}`;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().replace(/\.$/, '') || 'no reason was given';
}

function cancelled(): Failure {
  return new Failure('cancelled', 'Asking the model was cancelled.');
}
