/** Answers that say what is wrong, in the form of RFC 9457 (problem details). */
import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import type { FailureCode, FailureReport } from '../../protocol/failure.ts';

/** One fault of a request; `pointer` is a JSON Pointer (RFC 6901) into the body, or names a parameter or header. */
export interface ProblemError {
  readonly detail: string;
  readonly pointer: string;
}

export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().optional().meta({ description: 'The code of the failure, from docs/failures.md' }),
    errors: z.array(z.object({ detail: z.string(), pointer: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export function problem(
  status: number,
  detail: string,
  extra: {
    readonly errors?: readonly ProblemError[];
    readonly code?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Response {
  const { headers, ...members } = extra;
  const document = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...members };
  const answer = new Response(JSON.stringify(document), headers === undefined ? { status } : { status, headers });
  answer.headers.set('Content-Type', 'application/problem+json');
  return answer;
}

export function failureProblem({ code, message }: FailureReport): Response {
  return problem(statusOf(code), message, { code });
}

function statusOf(code: FailureCode): number {
  switch (code) {
    case 'usage':
      return 400;
    case 'unknown-conversation':
    case 'unknown-message':
    case 'unknown-dataset':
      return 404;
    case 'answer-ended':
      return 409;
    case 'conversation-changed':
      return 412;
    case 'message-too-large':
      return 413;
    case 'text-invalid':
    case 'import-invalid':
    case 'unknown-model':
    case 'model-key-refused':
      return 422;
    case 'database-unavailable':
    case 'cancelled':
      return 503;
    default:
      return 500;
  }
}

/** What a schema found wrong with a body: 400 for members that do not exist, 422 for values that cannot be. */
export function bodyProblem({ issues }: z.ZodError): Response {
  const errors = issues.map(({ path, message }) => ({ detail: message, pointer: jsonPointer(path) }));
  const isUnknown = issues.some(({ code }) => code === 'unrecognized_keys');
  const detail = isUnknown ? 'The body has members that do not exist here.' : 'The body holds values that cannot be.';
  return problem(isUnknown ? 400 : 422, detail, { errors });
}

/** @param where such as `query` */
export function parameterProblem({ issues }: z.ZodError, where: string): Response {
  const errors = issues.map(({ path, message }) => ({
    detail: message,
    pointer: [where, ...path.map(String)].join('/'),
  }));
  return problem(400, `The ${where} of the request is wrong.`, { errors });
}

function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
