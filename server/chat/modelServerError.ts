/** What a model server did instead of an answer. */
import type { ModelFault } from './modelFailure.ts';

export class ModelServerError extends Error {
  readonly fault: ModelFault;

  constructor(fault: ModelFault, options?: ErrorOptions) {
    super(fault.kind, options);
    this.fault = fault;
  }
}
