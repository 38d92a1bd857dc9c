/** Lets nobody in but programs of this user: a page in a browser, a rebound name or a guess gets no further than here. */
import type { MiddlewareHandler } from 'hono';
import { problem } from './problemDocument.ts';

export interface GuardParts {
  /** The port that is served, by which a page of another local server is told apart. */
  readonly port: () => number;
  readonly matchesToken: (offered: string) => boolean;
}

const jsonType = /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i;
const patchType = /^application\/merge-patch\+json(?:\s*;\s*charset="?utf-8"?)?$/i;

/** Nothing of an answer is for a page, a cache or a guess at its type. */
const answerHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

/** Looks at headers only, before a byte of the body is read. There are no cookies and no CORS headers to be had. */
export function guardRequests({ port, matchesToken }: GuardParts): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const refusal = refuse((name) => req.header(name), req.method, port(), matchesToken);
    if (refusal === null) await next();
    else context.res = refusal;
    sealAnswer(context.res);
  };
}

/** Answers a request from whose Host no address can be made, so that no route was asked. */
export function refuseAddress(): Response {
  const refusal = problem(403, wrongHost);
  sealAnswer(refusal);
  return refusal;
}

function sealAnswer(answer: Response): void {
  for (const [name, value] of Object.entries(answerHeaders)) answer.headers.set(name, value);
}

const wrongHost = 'The Host of the request is not this server. Use its address as "phasegate serve" says it.';

function refuse(
  header: (name: string) => string | undefined,
  method: string,
  port: number,
  matchesToken: (offered: string) => boolean,
): Response | null {
  const hosts = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  if (!hosts.includes(header('host')?.toLowerCase() ?? '')) {
    return problem(403, wrongHost);
  }
  const origin = header('origin');
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return problem(403, 'Pages of other origins are not served.');
  }
  if (!['same-origin', 'none'].includes(header('sec-fetch-site') ?? 'none')) {
    return problem(403, 'Pages of other sites are not served.');
  }
  const [, offered] = /^Bearer +([\w-]+)$/i.exec(header('authorization') ?? '') ?? [];
  if (offered === undefined || !matchesToken(offered)) {
    const headers = { 'WWW-Authenticate': 'Bearer realm="phasegate"' };
    return problem(401, 'The request needs "Authorization: Bearer" with the token from the token file.', { headers });
  }
  const type = header('content-type');
  const hasBody = header('transfer-encoding') !== undefined || (header('content-length') ?? '0') !== '0';
  const isPatch = method === 'PATCH';
  if (type === undefined ? hasBody : !(isPatch ? patchType : jsonType).test(type)) {
    const wanted = isPatch ? 'application/merge-patch+json' : 'application/json';
    return problem(415, `The body must be JSON in UTF-8, with the Content-Type "${wanted}".`);
  }
  if ((header('content-encoding') ?? 'identity') !== 'identity') return problem(415, 'Bodies are not compressed here.');
  return null;
}
