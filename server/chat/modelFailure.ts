/** Words what goes wrong with a language model, with the next step. */
import { AnthropicError, APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import { Failure } from '../base/failure.ts';

/** What a failure is about. */
export interface ModelAddress {
  /** As a person knows it, such as `Anthropic`. */
  readonly provider: string;
  /** Where it was asked. */
  readonly url: string;
  /** Never told, wherever the provider repeats it. */
  readonly secret: string;
}

/**
 * @param hasBegun whether something of the answer had arrived
 * @returns a Failure of the codes `model-…`
 */
export function describeModelError(thrown: unknown, address: ModelAddress, hasBegun: boolean): Failure {
  const error = unwrapped(thrown);
  const { provider, url, secret } = address;
  const kept = hasBegun ? ' What had arrived is kept.' : '';
  const fail = (code: ConstructorParameters<typeof Failure>[0], message: string): Failure =>
    new Failure(code, secret === '' ? message : message.replaceAll(secret, '…'), { cause: thrown });
  if (error instanceof Failure) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return fail('model-unreachable', `${provider} (${url}) did not answer in time.${kept} Ask again.`);
  }
  if (error instanceof APIConnectionError && !hasBegun) {
    const reason = reasonOf(error.cause ?? error);
    return fail(
      'model-unreachable',
      `${provider} (${url}) cannot be reached: ${reason}.${kept} Look at the network, then ask again; without a network "Quotes only" answers.`,
    );
  }
  if (isRefusal(error)) return describeRefusal(error, provider, kept, fail);
  if (error instanceof SyntaxError) {
    return fail(
      'model-failed',
      `${provider} (${url}) answered what cannot be read.${kept} Ask again; if it happens each time, look at the base URL.`,
    );
  }
  return fail(
    'model-unreachable',
    `The connection to ${provider} (${url}) ended in the middle of the answer: ${reasonOf(error)}.${kept} Ask again.`,
  );
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

function describeRefusal(
  error: APIError,
  provider: string,
  kept: string,
  fail: (code: ConstructorParameters<typeof Failure>[0], message: string) => Failure,
): Failure {
  const said = error.apiMessage === null ? '' : ` It said: ${error.apiMessage.replace(/\.$/, '')}.`;
  const status = error.status;
  if (status === 401 || status === 403) {
    return fail(
      'model-key-refused',
      `${provider} refused the API key.${said}${kept} Set another one with "Set API Key", or ANTHROPIC_API_KEY in a terminal, and ask again.`,
    );
  }
  const isOverloaded = status === 529 || error.type === 'overloaded_error';
  if (status === 429 || error.type === 'rate_limit_error' || isOverloaded) {
    const headers = error.headers;
    const wait = headers?.get('retry-after');
    const when = wait != null && /^\d+$/.test(wait) ? `in ${wait} s` : 'in a minute';
    const what = isOverloaded ? 'is overloaded' : 'takes no more requests of this key for now';
    return fail('model-overloaded', `${provider} ${what}.${said}${kept} Ask again ${when}.`);
  }
  if (status === undefined || status >= 500) {
    const number = status === undefined ? '' : ` (${status})`;
    return fail(
      'model-unreachable',
      `${provider} has a fault of its own${number}.${said}${kept} Ask again in a minute.`,
    );
  }
  return fail(
    'model-failed',
    `${provider} refused the request (${status}).${said}${kept} Pick another model, or ask something shorter.`,
  );
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().replace(/\.$/, '') || 'no reason was given';
}
