/** Remembers which gate definitions a person agreed to execute, outside the workspace that holds them. */
import type { Kysely } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { DatabaseSchema } from '../database/schema.ts';

/** A grant is bound to the hash of the whole set of definitions, so any change asks again. It never ends by itself. */
export class GateGrantStore {
  readonly #queries: Kysely<DatabaseSchema>;
  readonly #clock: Clock;

  constructor(queries: Kysely<DatabaseSchema>, clock: Clock) {
    this.#queries = queries;
    this.#clock = clock;
  }

  /** @param definitionsHash SHA-256 of exactly what would be executed */
  async isGranted(workspace: string, definitionsHash: string): Promise<boolean> {
    const row = await this.#queries
      .selectFrom('gate_grant')
      .select('phase')
      .where('workspace', '=', workspace)
      .where('definitions_hash', '=', definitionsHash)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Whether anything was ever granted for the phase; if so, asking again means that the definitions changed. */
  async hasGrants(workspace: string, phase: string): Promise<boolean> {
    const row = await this.#queries
      .selectFrom('gate_grant')
      .select('phase')
      .where('workspace', '=', workspace)
      .where('phase', '=', phase)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** @param description what the person read when agreeing */
  async grant(workspace: string, phase: string, definitionsHash: string, description: string): Promise<void> {
    await this.#queries.transaction().execute((transaction) =>
      transaction
        .insertInto('gate_grant')
        .values({
          workspace,
          phase,
          definitions_hash: definitionsHash,
          description,
          granted_at_ms: this.#clock.nowMs(),
        })
        .onConflict((conflict) => conflict.columns(['workspace', 'phase', 'definitions_hash']).doNothing())
        .execute(),
    );
  }
}
