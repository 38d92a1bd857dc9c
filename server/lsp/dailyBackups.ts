/** Has the backup of each day made while the server runs, beside its work and never in front of it. */
import path from 'node:path';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import { describeFailure } from '../base/failure.ts';
import { isBackupDue } from '../database/dailyBackup.ts';
import type { Database } from '../database/database.ts';

/** Milliseconds after the database was opened: the editor that starts has other things to do. */
const firstLookMs = 5_000;
/** Milliseconds between looks whether the next backup is due. */
const lookEveryMs = 60 * 60 * 1000;

const answer = z.object({ written: z.boolean(), checks: z.array(z.object({ ok: z.boolean(), message: z.string() })) });

export class DailyBackups {
  readonly #clock: Clock;
  readonly #database: () => Pick<Database, 'kind' | 'name'> | null;
  readonly #make: (signal: AbortSignal) => Promise<unknown>;
  readonly #tell: (message: string) => void;
  readonly #stopped = new AbortController();
  #hasWarned = false;

  /**
   * @param database null while there is none that is open
   * @param make makes the backup, and returns the document of `phasegate backup --daily`
   * @param tell tells the person; called once at most
   */
  constructor(
    clock: Clock,
    database: () => Pick<Database, 'kind' | 'name'> | null,
    make: (signal: AbortSignal) => Promise<unknown>,
    tell: (message: string) => void,
  ) {
    this.#clock = clock;
    this.#database = database;
    this.#make = make;
    this.#tell = tell;
  }

  begin(): void {
    this.#schedule(firstLookMs);
  }

  stop(): void {
    this.#stopped.abort();
  }

  #schedule(delayMs: number): void {
    this.#clock.after(delayMs, () => {
      if (this.#stopped.signal.aborted) return;
      void this.#look().finally(() => this.#schedule(lookEveryMs));
    });
  }

  /** Never throws. */
  async #look(): Promise<void> {
    const current = this.#database();
    if (current?.kind !== 'sqlite' || !isBackupDue(path.dirname(current.name), this.#clock.nowMs())) return;
    try {
      const { checks } = answer.parse(await this.#make(this.#stopped.signal));
      const bad = checks.find(({ ok }) => !ok);
      if (bad !== undefined) this.#warn(`${bad.message} Older backups stay. "Phasegate: Doctor" looks closer.`);
    } catch (error) {
      if (!this.#stopped.signal.aborted) this.#warn(describeFailure(error).message);
    }
  }

  #warn(reason: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#tell(`The backup of this day could not be made: ${reason}`);
  }
}
