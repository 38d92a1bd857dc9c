/** Sends answers, and the same answer once more to a request that is sent again. */
import type { Context } from 'hono';
import { sha256 } from '../base/sha256.ts';
import type { ChatStores } from '../chat/chatStores.ts';
import type { RestAnswer } from './idempotencyStore.ts';
import { problem } from './problemDocument.ts';
import type { RestParts } from './restParts.ts';

export function jsonAnswer(
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): RestAnswer {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(document) };
}

export function send({ status, headers, body }: RestAnswer): Response {
  return new Response(status === 204 || status === 304 ? null : body, { status, headers });
}

/** Carries out what writes: once, however often it is sent, when it comes with an Idempotency-Key. */
export async function sendOnce(
  context: Context,
  { chat, chatWithin, answers }: RestParts,
  act: (chat: ChatStores) => Promise<RestAnswer>,
): Promise<Response> {
  const { req } = context;
  const written = req.header('idempotency-key');
  if (written === undefined) return send(await act(chat));
  // A string of RFC 9651 has quotes, and most clients send none.
  const [, quoted, bare] = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/.exec(written) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) return problem(400, 'An Idempotency-Key has 1 to 255 printable characters of ASCII.');
  const { pathname, search } = new URL(req.url);
  const content = [req.method, pathname + search, req.header('if-match') ?? '', await req.text()];
  const result = await answers.answerOnce(key, sha256(JSON.stringify(content)), (transaction) =>
    act(chatWithin(transaction)),
  );
  switch (result.kind) {
    case 'answer': {
      const response = send(result.answer);
      if (result.isRepeated) response.headers.set('Idempotency-Replayed', 'true');
      return response;
    }
    case 'other-request':
      return problem(422, 'This Idempotency-Key was used for another request. Take a new one for each.');
    case 'in-flight':
      return problem(409, 'The request with this Idempotency-Key is under way. Ask again in a moment.', {
        headers: { 'Retry-After': '1' },
      });
  }
}
