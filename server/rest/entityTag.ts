/** The version of a conversation as an entity tag, and the condition that a change must be sent with. */
import { problem } from './problemDocument.ts';

export function entityTag(change: number): string {
  return `"${String(change)}"`;
}

/** `any` for `*`; a response that refuses the request when the condition is missing or none. */
export type Condition = { readonly ifChange: number | undefined } | { readonly refusal: Response };

export function readCondition(ifMatch: string | undefined): Condition {
  if (ifMatch === undefined) {
    return { refusal: problem(428, 'Send If-Match with the ETag of the version that you know, or "*" for any.') };
  }
  if (ifMatch.trim() === '*') return { ifChange: undefined };
  const [, written] = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch) ?? [];
  if (written !== undefined) return { ifChange: Number(written) };
  // A weak tag, or one of something else, never matches (RFC 9110, 13.1.1); several are more than one version.
  return /^\s*(?:W\/)?"[^"]*"\s*$/.test(ifMatch)
    ? { refusal: problem(412, 'The ETag in If-Match is no version of a conversation.') }
    : { refusal: problem(400, 'If-Match takes one ETag as it was received, with its quotes.') };
}
