/** Reads the body of a request within its limits, before anybody parses it. */
import { bodyLimit } from 'hono/body-limit';
import type { MiddlewareHandler } from 'hono';
import { problem } from './problemDocument.ts';

export const bodyLimitBytes = 1024 * 1024;

/** Levels of lists and objects; what writes JSON goes down by itself, and fails at some thousands. */
const deepest = 100;

export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: bodyLimitBytes,
  onError: () =>
    problem(413, 'The body has more than 1 MB. Larger files of conversations are imported by "phasegate chat import".'),
});

/** Refuses what is no UTF-8 text or nested without end. The text is kept, so that it is read once. */
export const checkBody: MiddlewareHandler = async ({ req }, next) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    const bytes = await req.arrayBuffer();
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      if (isTooDeep(text)) return problem(400, `The body has more than ${deepest} levels of lists and objects.`);
    } catch {
      return problem(400, 'The body is no UTF-8 text.');
    }
  }
  return next();
};

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}
