/** How a message between processes or frames is declared: its method, its sides and the shape of what it carries. */
import type * as z from 'zod';

/** The side that answers a request or receives a notification. */
export type Side = 'client' | 'server' | 'webview';

/** A question that is answered once: `params` go out, `result` comes back. */
export interface RequestMessage<Params extends z.ZodType, Result extends z.ZodType> {
  readonly kind: 'request';
  readonly method: string;
  readonly answeredBy: Side;
  readonly params: Params;
  readonly result: Result;
}

/** A statement that nobody answers. */
export interface NotificationMessage<Params extends z.ZodType> {
  readonly kind: 'notification';
  readonly method: string;
  readonly answeredBy: Side;
  readonly params: Params;
}

/** Declares a request; the receiver parses `params`, the sender parses `result`. */
export function request<Params extends z.ZodType, Result extends z.ZodType>(
  method: string,
  answeredBy: Side,
  params: Params,
  result: Result,
): RequestMessage<Params, Result> {
  return { kind: 'request', method, answeredBy, params, result };
}

/** Declares a notification; the receiver parses `params`. */
export function notification<Params extends z.ZodType>(
  method: string,
  answeredBy: Side,
  params: Params,
): NotificationMessage<Params> {
  return { kind: 'notification', method, answeredBy, params };
}
