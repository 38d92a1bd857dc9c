/** Binds typed messages to the connection: parameters are checked, failures travel as their code and message. */
import { ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import type * as z from 'zod';
import type { NotificationMessage, RequestMessage } from '../../protocol/message.ts';
import { describeFailure, Failure } from '../base/failure.ts';

/** LSP's code for a request that failed for a reason of the server's own (LSP 3.17, RequestFailed). */
export const requestFailed = -32803;

/** Answers a request; `signal` is aborted when the client cancels it. */
export function answer<Params extends z.ZodType, Result extends z.ZodType>(
  connection: Connection,
  message: RequestMessage<Params, Result>,
  handle: (params: z.output<Params>, signal: AbortSignal) => Promise<z.input<Result>>,
): void {
  connection.onRequest(message.method, async (params: unknown, token: CancellationToken) => {
    const parsed = message.params.safeParse(params ?? {});
    try {
      if (!parsed.success) throw new Failure('usage', `${message.method} was asked with wrong parameters.`);
      return await handle(parsed.data, abortSignal(token));
    } catch (error) {
      const failure = describeFailure(error);
      if (failure.code === 'internal')
        connection.console.error(error instanceof Error ? (error.stack ?? '') : String(error));
      return new ResponseError(requestFailed, failure.message, failure);
    }
  });
}

/** Receives a notification; one that does not fit its shape is logged and dropped. */
export function receive<Params extends z.ZodType>(
  connection: Connection,
  message: NotificationMessage<Params>,
  handle: (params: z.output<Params>) => void,
): void {
  connection.onNotification(message.method, (params: unknown) => {
    const parsed = message.params.safeParse(params);
    if (parsed.success) handle(parsed.data);
    else connection.console.error(`${message.method} came with wrong parameters.`);
  });
}

/** Asks the client. @throws Error when the client has no answer or one of the wrong shape */
export async function ask<Params extends z.ZodType, Result extends z.ZodType>(
  connection: Connection,
  message: RequestMessage<Params, Result>,
  params: z.input<Params>,
): Promise<z.output<Result>> {
  return message.result.parse(await connection.sendRequest(message.method, params));
}

/** Tells the client. A connection that is closing loses it, which is of no consequence. */
export function tell<Params extends z.ZodType>(
  connection: Connection,
  message: NotificationMessage<Params>,
  params: z.input<Params>,
): void {
  connection.sendNotification(message.method, params).catch(() => undefined);
}

/** Aborted when the client cancels the request. */
export function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
