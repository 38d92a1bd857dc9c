/** Reads the body of a request within its limits, before anybody parses it. */
import type { HonoRequest, MiddlewareHandler } from 'hono';
import { problem } from './problemDocument.ts';

const bodyLimitBytes = 1024 * 1024;

/** Levels of lists and objects; what writes JSON goes down by itself, and fails at some thousands. */
const deepest = 100;

/** Refuses what is too large, no UTF-8 text or nested without end. Whoever asks for the body gets what was read here. */
export const readBody: MiddlewareHandler = async ({ req }, next) => {
  if (req.method === 'GET' || req.method === 'HEAD') return next();
  const bytes = await readUpTo(req, bodyLimitBytes);
  if (bytes === null) {
    return problem(413, 'The body has more than 1 MB. "phasegate chat import" takes larger files of conversations.');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isTooDeep(text)) return problem(400, `The body has more than ${deepest} levels of lists and objects.`);
  } catch {
    return problem(400, 'The body is no UTF-8 text.');
  }
  req.raw = new Request(req.url, { method: req.method, headers: req.raw.headers, body: bytes });
  return next();
};

/** @returns null when there is more; the rest is not read then */
async function readUpTo(req: HonoRequest, limitBytes: number): Promise<ArrayBuffer | null> {
  if (Number(req.header('content-length') ?? '0') > limitBytes) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body = req.raw.body as ReadableStream<Uint8Array> | null;
  if (body !== null) {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > limitBytes) return null;
      chunks.push(chunk);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.buffer;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}
