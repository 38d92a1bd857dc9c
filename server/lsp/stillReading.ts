/** Refuses what needs every spec of a plan while they are being read. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/** The answer to a request that would be wrong if it lacked a spec. */
export function stillReading(): ResponseError {
  const message = 'The specs of this roadmap are still being read. Ask again in a moment.';
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
