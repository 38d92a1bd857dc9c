/** The question whether the process that owns something still lives, answered by whoever knows processes. */
import type { RunOwner } from './phaseRun.ts';

/**
 * Must say true of owners on other hosts, of which nothing can be known here; their heartbeats tell.
 * It is never asked inside a transaction, because finding out is slow on some platforms.
 */
export type IsOwnerAlive = (owner: RunOwner) => boolean | Promise<boolean>;
