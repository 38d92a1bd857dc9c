/** The error that carries a code from the closed list and a message for the person who reads it. */
import type { FailureCode, FailureReport } from '../../protocol/failure.ts';

export type { FailureCode } from '../../protocol/failure.ts';

/** Thrown wherever a duty cannot be met; everything else that is thrown is a mistake of our own (`internal`). */
export class Failure extends Error {
  readonly code: FailureCode;

  /**
   * @param code which of the known failures this is
   * @param message what happened, where, and what to do next; a whole sentence, never a stack trace
   * @param options `cause` keeps the error behind it for the log
   */
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}

/** What to report of anything thrown: a Failure as it is, everything else as `internal` with its message. */
export function describeFailure(thrown: unknown): FailureReport {
  if (thrown instanceof Failure) return { code: thrown.code, message: thrown.message };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: `Phasegate made a mistake: ${message}. Please report it with the log.` };
}
