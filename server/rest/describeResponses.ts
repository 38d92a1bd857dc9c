/** Says in the OpenAPI document which answers a route has. */
import type { RouteConfig } from '@hono/zod-openapi';
import type * as z from 'zod';
import { problemShape } from './problemDocument.ts';

/** The one for success, and problems; those that every route has are added. */
export function describeResponses(
  success: Readonly<Record<number, { readonly description: string; readonly shape?: z.ZodType }>>,
  ...problems: readonly number[]
): RouteConfig['responses'] {
  const entries = Object.entries(success).map(([status, { description, shape }]) => [
    status,
    shape === undefined ? { description } : { description, content: { 'application/json': { schema: shape } } },
  ]);
  const problemContent = { 'application/problem+json': { schema: problemShape } };
  const all = [...problems, ...alwaysPossible].map((status) => [
    String(status),
    { description: problemWords[status] ?? 'Failed', content: problemContent },
  ]);
  return Object.fromEntries([...entries, ...all]) as RouteConfig['responses'];
}

const alwaysPossible = [400, 401, 403, 415, 500, 503];

const problemWords: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'The token is missing or wrong',
  403: 'The Host or Origin is not allowed',
  404: 'There is no such thing',
  409: 'The same request is under way',
  412: 'It was changed since the version in If-Match',
  413: 'The body has more than 1 MB',
  415: 'The body is not JSON',
  422: 'The values cannot be, or the Idempotency-Key was used for another request',
  428: 'If-Match is missing',
  500: 'A mistake of Phasegate',
  503: 'The database cannot be reached at the moment',
};
