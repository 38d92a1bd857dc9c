/** Where a page of messages ended, as a text that only this file reads. */
import { Failure } from '../base/failure.ts';

export type WindowBegin = 'newest' | 'first';

export function windowCursor(begin: WindowBegin, depth: number): string {
  return Buffer.from(JSON.stringify([begin, depth])).toString('base64url');
}

/** @throws Failure `usage` when the cursor is none of pages that begin there */
export function readWindowCursor(cursor: string, begin: WindowBegin): number {
  try {
    const [of, depth] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as readonly unknown[];
    if (of === begin && typeof depth === 'number' && Number.isInteger(depth) && depth >= 0 && depth <= deepestDepth) {
      return depth;
    }
  } catch {
    // Said below.
  }
  throw new Failure('usage', 'The cursor belongs to no page of these messages. Begin with the first page again.');
}

/** What the column of depths can hold. */
const deepestDepth = 2 ** 31 - 1;
