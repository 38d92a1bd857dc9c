/** What an error of Anthropic's library means. */
import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { reasonOf, type ModelFault } from './modelFailure.ts';

/** @param hasBegun whether something of the answer had arrived */
export function anthropicFault(thrown: unknown, hasBegun: boolean): ModelFault {
  const error = unwrapped(thrown);
  if (error instanceof APIConnectionTimeoutError) return { kind: 'no-answer' };
  if (error instanceof APIConnectionError && !hasBegun) {
    return { kind: 'no-connection', reason: reasonOf(error.cause ?? error) };
  }
  if (isRefusal(error)) {
    return {
      kind: 'refused',
      status: error.status ?? null,
      type: error.type,
      said: error.apiMessage,
      retryAfter: error.headers?.get('retry-after') ?? null,
    };
  }
  if (error instanceof SyntaxError) return { kind: 'unreadable' };
  return { kind: 'broken', reason: reasonOf(error) };
}

/** Whether the server answered, with an error. */
function isRefusal(error: unknown): error is APIError {
  return error instanceof APIError && !(error instanceof APIConnectionError);
}

/** A stream wraps what is none of the library's own errors. */
function unwrapped(error: unknown): unknown {
  const isWrapper = error instanceof AnthropicError && !(error instanceof APIError) && error.cause !== undefined;
  return isWrapper ? error.cause : error;
}
