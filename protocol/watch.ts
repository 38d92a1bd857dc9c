/** Messages about gates that run again whenever something that they depend on changed. */
import * as z from 'zod';
import { failureCode } from './failure.ts';
import { notification, request } from './message.ts';

/** What to watch: some gates of a phase, all of them, or without a phase those of every phase that may run. */
export const watchTarget = z.object({
  phase: z.string().optional(),
  gates: z.array(z.string()).min(1).optional(),
});
export type WatchTargetAddress = z.infer<typeof watchTarget>;

/**
 * Client asks the server to run gates at once and again after each change of what they depend on. No verdict is
 * written. Answered when the watch ends: when the request is cancelled, the folder is closed, or the watch fails.
 * Each run is told by `phases/event`, and what happens between them by `watch/event` under the id that the client
 * chose. A run that somebody asks for meanwhile comes first.
 */
export const watchGates = request(
  'watch/gates',
  'server',
  z.object({ folderUri: z.string(), watchId: z.string(), targets: z.array(watchTarget).min(1) }),
  z.object({}),
);

const watchAddress = z.object({ folderUri: z.string(), watchId: z.string() });

/** Server tells the client what a watch is doing, in order with the `phases/event` of its runs. */
export const watchEvent = notification(
  'watch/event',
  'client',
  z.discriminatedUnion('kind', [
    /** Everything has been run as it is now; the next change is waited for. */
    watchAddress.extend({ kind: z.literal('waiting'), gates: z.number().int() }),
    /** Gates are run again because these files changed, relative to the folder; a long list is cut. */
    watchAddress.extend({ kind: z.literal('changed'), files: z.array(z.string()), count: z.number().int() }),
    /** The next run of this phase that starts is one of this watch. */
    watchAddress.extend({ kind: z.literal('running'), phase: z.string(), gates: z.array(z.string()) }),
    /** A run could not begin; it is tried again after the next change. */
    watchAddress.extend({ kind: z.literal('hindered'), code: failureCode, message: z.string() }),
    /** The gates change what they depend on, so they are not run again by themselves until something else changes. */
    watchAddress.extend({ kind: z.literal('paused'), message: z.string() }),
  ]),
);
export type WatchReport = z.infer<typeof watchEvent.params>;
