/** Words what goes wrong with a language model, with the next step. */
import { Failure } from '../base/failure.ts';

/** What went wrong, whatever told so. */
export type ModelFault =
  /** Nothing came at all. */
  | { readonly kind: 'no-answer' }
  /** Nothing came for so long. */
  | { readonly kind: 'silence'; readonly silenceMs: number }
  | { readonly kind: 'no-connection'; readonly reason: string }
  /** The server said no, at the beginning or in the middle. */
  | {
      readonly kind: 'refused';
      /** Of HTTP; null when the answer had begun. */
      readonly status: number | null;
      /** The provider's own name of it. */
      readonly type: string | null;
      readonly said: string | null;
      /** As the header has it. */
      readonly retryAfter: string | null;
    }
  | { readonly kind: 'unreadable' }
  /** The answer became longer than the model may answer at once. */
  | { readonly kind: 'too-long' }
  /** The connection ended before the answer did. */
  | { readonly kind: 'broken'; readonly reason: string };

/** What a failure is about. */
export interface ModelAddress {
  /** As a person knows it, such as `Anthropic`; stands at the beginning of sentences. */
  readonly provider: string;
  /** Where it was asked. */
  readonly url: string;
  /** The variable that has the key in a terminal. */
  readonly keyVariable: string;
  /** Never told, wherever the provider repeats it. */
  readonly secret: string;
}

/**
 * @param hasBegun whether something of the answer had arrived
 * @param cause what was thrown
 * @returns a Failure of the codes `model-…`
 */
export function describeModelFault(
  fault: ModelFault,
  address: ModelAddress,
  hasBegun: boolean,
  cause: unknown,
): Failure {
  const { provider, url, secret } = address;
  const kept = hasBegun ? ' What had arrived is kept.' : '';
  const fail = (code: ConstructorParameters<typeof Failure>[0], message: string): Failure =>
    new Failure(code, secret === '' ? message : message.replaceAll(secret, '…'), { cause });
  switch (fault.kind) {
    case 'no-answer':
      return fail('model-unreachable', `${provider} (${url}) did not answer in time.${kept} Ask again.`);
    case 'silence': {
      const seconds = Math.ceil(fault.silenceMs / 1000);
      return fail('model-unreachable', `${provider} (${url}) has said nothing for ${seconds} s.${kept} Ask again.`);
    }
    case 'no-connection':
      return fail(
        'model-unreachable',
        `${provider} (${url}) cannot be reached: ${fault.reason}.${kept} Look at the network, then ask again; without a network "Quotes only" answers.`,
      );
    case 'refused':
      return describeRefusal(fault, address, kept, fail);
    case 'unreadable':
      return fail(
        'model-failed',
        `${provider} (${url}) answered what cannot be read.${kept} Ask again; if it happens each time, look at the base URL.`,
      );
    case 'too-long':
      return fail('model-failed', 'The answer became longer than the model may answer at once. Ask it to go on.');
    case 'broken':
      return fail(
        'model-unreachable',
        `${provider} (${url}): the connection ended in the middle of the answer: ${fault.reason}.${kept} Ask again.`,
      );
  }
}

function describeRefusal(
  { status, type, said: words, retryAfter }: Extract<ModelFault, { kind: 'refused' }>,
  { provider, keyVariable }: ModelAddress,
  kept: string,
  fail: (code: ConstructorParameters<typeof Failure>[0], message: string) => Failure,
): Failure {
  const said = words === null ? '' : ` It said: ${words.replace(/\.$/, '')}.`;
  if (status === 401 || status === 403) {
    return fail(
      'model-key-refused',
      `${provider} refused the API key.${said}${kept} Set another one with "Set API Key", or ${keyVariable} in a terminal, and ask again.`,
    );
  }
  const isOverloaded = status === 529 || type === 'overloaded_error';
  if (status === 429 || type === 'rate_limit_error' || isOverloaded) {
    const when = retryAfter !== null && /^\d+$/.test(retryAfter) ? `in ${retryAfter} s` : 'in a minute';
    const what = isOverloaded ? 'is overloaded' : 'takes no more requests of this key for now';
    return fail('model-overloaded', `${provider} ${what}.${said}${kept} Ask again ${when}.`);
  }
  if (status === null || status >= 500) {
    const number = status === null ? '' : ` (${status})`;
    return fail(
      'model-unreachable',
      `${provider} has a fault of its own${number}.${said}${kept} Ask again in a minute.`,
    );
  }
  const next =
    status === 404 ? 'Pick another model, or look at the base URL.' : 'Pick another model, or ask something shorter.';
  return fail('model-failed', `${provider} refused the request (${status}).${said}${kept} ${next}`);
}

/** Why something was thrown, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.trim().replace(/\.$/, '') || 'no reason was given';
}
