/** Asks a model server over HTTP, and sends a request again while it is refused for now; nothing else here speaks HTTP. */
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { reasonOf } from './modelFailure.ts';
import { ModelServerError } from './modelServerError.ts';

/** Milliseconds before the second try where the server names none; doubled before each further one. */
const firstPauseMs = 500;
const longestPauseMs = 8_000;
/** A server that wants to be left alone for longer is not waited for: the person is told when to ask again. */
const mostPatienceMs = 60_000;
/** UTF-16 units of what the server said. */
const longestWords = 500;

/** Servers word their errors in all of these ways. */
const errorBody = z.union([
  z.object({
    error: z.object({
      message: z.string(),
      type: z.string().nullish(),
      code: z.union([z.string(), z.number()]).nullish(),
    }),
  }),
  z.object({ error: z.string() }).transform(({ error: message }) => ({ error: { message } })),
  z.object({ message: z.string(), type: z.string().nullish() }).transform((error) => ({ error })),
  z.object({ detail: z.string() }).transform(({ detail: message }) => ({ error: { message } })),
]);

/**
 * @param retries how often it is sent again
 * @returns a response of success whose body has not been read
 * @throws ModelServerError; what `fetch` throws once the signal is aborted
 */
export async function postPatiently(
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  retries: number,
  signal: AbortSignal,
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt >= retries;
    let response: Response | null = null;
    try {
      response = await fetch(url, { method: 'POST', ...request, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      if (isLast) throw new ModelServerError({ kind: 'no-connection', reason: reasonOf(error) }, { cause: error });
    }
    if (response?.ok === true) return response;
    const pauseMs = pauseBefore(attempt, response);
    if (response !== null && (isLast || !isForNow(response.status) || pauseMs > mostPatienceMs)) {
      throw await refusalOf(response);
    }
    await response?.body?.cancel();
    await wait(pauseMs, undefined, { signal });
  }
}

/**
 * @param limitMs milliseconds until it is given up
 * @throws what `fetch` throws; Error when the server says no, or answers no JSON
 */
export async function getJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<unknown> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(limitMs) });
  if (response.ok) return response.json();
  await response.body?.cancel();
  throw new Error(`${url} answered ${response.status}`);
}

/** What an error in the middle of an answer says, or null when it cannot be read. */
export function readErrorBody(body: unknown): {
  readonly type: string | null;
  readonly said: string;
  readonly code: string | number | null;
} | null {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return null;
  const error: { readonly message: string; readonly type?: string | null | undefined; readonly code?: unknown } =
    parsed.data.error;
  const code = typeof error.code === 'string' || typeof error.code === 'number' ? error.code : null;
  return { type: error.type ?? null, said: error.message.slice(0, longestWords), code };
}

async function refusalOf(response: Response): Promise<ModelServerError> {
  const text = await response.text().catch(() => '');
  const told = readErrorBody(parseJson(text));
  return new ModelServerError({
    kind: 'refused',
    status: response.status,
    type: told?.type ?? null,
    said: told?.said ?? null,
    retryAfter: response.headers.get('retry-after'),
  });
}

function isForNow(status: number): boolean {
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** Milliseconds; as the server says, or else doubled with each try, a quarter of it by chance. */
function pauseBefore(attempt: number, response: Response | null): number {
  const exactMs = Number.parseFloat(response?.headers.get('retry-after-ms') ?? '');
  if (exactMs >= 0) return exactMs;
  const after = response?.headers.get('retry-after') ?? '';
  const seconds = Number.parseFloat(after);
  if (seconds >= 0) return seconds * 1000;
  const untilMs = Date.parse(after) - Date.now();
  if (untilMs >= 0) return untilMs;
  return Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) * (1 - Math.random() / 4);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
