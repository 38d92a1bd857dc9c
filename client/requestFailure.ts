/** The error by which a request to the server fails: a code of the closed list and a sentence for the person. */
import type { FailureCode } from '../protocol/failure.ts';

export class RequestFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RequestFailure';
    this.code = code;
  }
}
