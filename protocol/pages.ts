/** How typed messages travel between a page and the client: wrapped, with a number that leads an answer to its question. */
import * as z from 'zod';
import { failureReport } from './failure.ts';

/** What a page sends to the client. */
export const fromPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), number: z.number().int(), method: z.string(), params: z.unknown() }),
  z.object({ kind: z.literal('notification'), method: z.string(), params: z.unknown() }),
]);
export type FromPage = z.infer<typeof fromPage>;

/** What the client sends to a page. */
export const toPage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), number: z.number().int(), result: z.unknown() }),
  z.object({ kind: z.literal('failure'), number: z.number().int(), failure: failureReport }),
  z.object({ kind: z.literal('notification'), method: z.string(), params: z.unknown() }),
]);
export type ToPage = z.infer<typeof toPage>;

/** Bytes that one message of a page may have. */
export const pageMessageLimitBytes = 1024 * 1024;
