/** The error by which a page's question fails: a code of the closed list and a sentence for the person. */
import type { FailureCode } from '../../protocol/failure.ts';

export class PageFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.name = 'PageFailure';
    this.code = code;
  }
}
