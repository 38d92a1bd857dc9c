/** Keeps who approved which gate of which text of a spec. */
import type { Kysely } from 'kysely';
import type { DatabaseSchema } from '../database/schema.ts';
import type { RoadmapKey } from './phaseRun.ts';

/** What an approval is bound to: when any of it changes, the approval counts no more. */
export interface ApprovalSubject {
  readonly key: RoadmapKey;
  readonly phase: string;
  readonly gate: string;
  readonly definitionHash: string;
  readonly specHash: string;
}

export interface Approval {
  /** Name of the person. */
  readonly by: string;
  readonly atMs: number;
}

export class ApprovalStore {
  readonly #queries: Kysely<DatabaseSchema>;

  constructor(queries: Kysely<DatabaseSchema>) {
    this.#queries = queries;
  }

  async record(approval: ApprovalSubject & Approval): Promise<void> {
    await this.#queries.transaction().execute((transaction) =>
      transaction
        .insertInto('approval')
        .values({
          workspace: approval.key.workspace,
          roadmap: approval.key.roadmap,
          phase: approval.phase,
          gate: approval.gate,
          definition_hash: approval.definitionHash,
          spec_hash: approval.specHash,
          approved_by: approval.by,
          approved_at_ms: Math.round(approval.atMs),
        })
        .execute(),
    );
  }

  /** The newest; null when nobody approved exactly this. */
  async find(subject: ApprovalSubject): Promise<Approval | null> {
    const row = await this.#queries
      .selectFrom('approval')
      .select(['approved_by', 'approved_at_ms'])
      .where('workspace', '=', subject.key.workspace)
      .where('roadmap', '=', subject.key.roadmap)
      .where('phase', '=', subject.phase)
      .where('gate', '=', subject.gate)
      .where('definition_hash', '=', subject.definitionHash)
      .where('spec_hash', '=', subject.specHash)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : { by: row.approved_by, atMs: row.approved_at_ms };
  }
}
