/** Refuses texts that a database cannot keep or that are too large for one. */
import { Failure } from '../base/failure.ts';
import { messageLimitBytes, type MessagePart } from './message.ts';

/** Characters; of titles, tags and the like. */
const longestLabel = 1_000;

/** @throws Failure `text-invalid` */
export function requireLongText(text: string, what: string): string {
  if (!text.includes('\0') && isWellFormed(text)) return text;
  throw new Failure('text-invalid', `The ${what} holds a NUL or half a character. Take it out and try again.`);
}

/** @throws Failure `text-invalid` */
export function requireLabel(text: string, what: string): string {
  requireLongText(text, what);
  if (text.length > longestLabel) {
    throw new Failure('text-invalid', `The ${what} is longer than ${longestLabel} characters. Shorten it.`);
  }
  return text;
}

/**
 * @returns the parts as JSON
 * @throws Failure `message-too-large`, `text-invalid`
 */
export function writeParts(parts: readonly MessagePart[]): string {
  const json = JSON.stringify(parts);
  if (Buffer.byteLength(json) > messageLimitBytes) {
    throw new Failure(
      'message-too-large',
      `The message has ${(Buffer.byteLength(json) / 1024 / 1024).toFixed(1)} MB; the most is 1 MB. Attach a part of it, or send it in pieces.`,
    );
  }
  // JSON writes half a character as an escape, which another program would refuse to read.
  if (/\\ud[89a-f]/i.test(json) && !parts.every((part) => isWellFormed(Object.values(part).join('\n')))) {
    throw new Failure('text-invalid', 'The message holds half a character. Take it out and send it again.');
  }
  return json;
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
