/** Brings writes that come at about the same time to the disk with one commit instead of one each. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { DatabaseSchema } from './schema.ts';

/** Reads and writes inside a transaction; must not wait for anything but the database. */
export type WriteAction<Result> = (transaction: Transaction<DatabaseSchema>) => Promise<Result>;

/** What stores write with: each write is committed as a whole, or is part of a transaction that somebody else commits. */
export interface Writes {
  /** @see GroupedWrites.write */
  write<Result>(action: WriteAction<Result>): Promise<Result>;
}

/** Writes inside a transaction that is under way, so that they are committed together with what else it does. */
export function writesWithin(transaction: Transaction<DatabaseSchema>): Writes {
  return { write: (action) => action(transaction) };
}

interface Job {
  readonly act: (transaction: Transaction<DatabaseSchema>) => Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * A commit costs a wait for the disk, however little it holds. All writes of one turn of the event loop, and those that
 * came while an earlier commit was under way, share a transaction. Each has a savepoint of its own, so that one which
 * throws takes back nothing but itself.
 */
export class GroupedWrites implements Writes {
  readonly #queries: Kysely<DatabaseSchema>;
  #waiting: Job[] = [];
  /** Joins whatever is written next. */
  #unhurried: Job[] = [];
  #isWorking = false;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  /**
   * @returns what the action returned, once that is on the disk
   * @throws what the action threw, with its changes taken back; what the commit threw
   */
  write<Result>(action: WriteAction<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const results: Result[] = [];
      this.#waiting.push({
        act: async (transaction) => {
          results.push(await action(transaction));
        },
        succeed: () => results.forEach(resolve),
        fail: reject,
      });
      if (this.#isWorking) return;
      this.#isWorking = true;
      // At the end of this turn, so that what follows from the same event is part of the same commit.
      setImmediate(() => void this.#work());
    });
  }

  /** Writes with the commit of the next `write`, or never: for what does no harm when it is not written. */
  writeSometime(action: WriteAction<void>): void {
    this.#unhurried.push({ act: action, succeed: () => undefined, fail: () => undefined });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const jobs = [...this.#unhurried, ...this.#waiting];
      this.#waiting = [];
      this.#unhurried = [];
      await this.#commit(jobs);
    }
    this.#isWorking = false;
  }

  /** Answers every job; never throws. */
  async #commit(jobs: readonly Job[]): Promise<void> {
    const failures = new Map<Job, unknown>();
    try {
      await this.#queries.transaction().execute(async (transaction) => {
        for (const job of jobs) {
          if (jobs.length === 1) await job.act(transaction);
          else await actAlone(job, transaction, failures);
        }
      });
    } catch (error) {
      for (const job of jobs) job.fail(failures.has(job) ? failures.get(job) : error);
      return;
    }
    for (const job of jobs) {
      if (failures.has(job)) job.fail(failures.get(job));
      else job.succeed();
    }
  }
}

/** @throws when the database has given up the whole transaction, as it does when the disk is full */
async function actAlone(
  job: Job,
  transaction: Transaction<DatabaseSchema>,
  failures: Map<Job, unknown>,
): Promise<void> {
  await sql`savepoint one_write`.execute(transaction);
  try {
    await job.act(transaction);
  } catch (error) {
    failures.set(job, error);
    await sql`rollback to savepoint one_write`.execute(transaction);
  }
  await sql`release savepoint one_write`.execute(transaction);
}
