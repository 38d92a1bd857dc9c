/** How a database is opened, wherever it is. */
import type { Clock } from '../base/clock.ts';
import type { Migration } from './migration.ts';

export interface OpeningSettings {
  readonly clock: Clock;
  /** How long a write waits for another process's, in milliseconds. Default 5,000. */
  readonly busyTimeoutMs?: number;
  /** Default: all that this build knows. */
  readonly migrations?: readonly Migration[];
  /** Gets a sentence for the person about what went wrong and keeps nobody from the data. Default: nobody is told. */
  readonly warn?: (message: string) => void;
  /** Whether another database is copied to it: then it may be unfinished, and nobody else may have it open. Default false. */
  readonly forCopy?: boolean;
}
