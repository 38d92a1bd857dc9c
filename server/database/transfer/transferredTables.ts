/** Names what a copy of the data to another database takes along: every table, in an order that meets references. */
import type { DatabaseSchema } from '../schema.ts';

export interface TransferredTable {
  readonly name: Exclude<keyof DatabaseSchema, 'migration'>;
  /** Columns of the primary key, in which order the rows are walked. */
  readonly key: readonly string[];
  /** The column that the database counts up by itself. */
  readonly counted?: string;
  /** Rows whose column begins so say something of their own database and stay there. */
  readonly ownRows?: { readonly column: string; readonly prefix: string };
}

/** `upkeep` holds the note that its database was copied from another; it begins with this. */
export const copiedDuty = 'copied ';

/** A table comes after those that it refers to. `migration` is written by the migrations of the target itself. */
export const transferredTables: readonly TransferredTable[] = [
  { name: 'upkeep', key: ['duty'], ownRows: { column: 'duty', prefix: copiedDuty } },
  { name: 'counter', key: ['name'] },
  { name: 'phase_run', key: ['sequence'], counted: 'sequence' },
  { name: 'gate_run', key: ['run_id', 'name'] },
  { name: 'gate_report', key: ['sequence'], counted: 'sequence' },
  { name: 'test_case', key: ['report', 'ordinal'] },
  { name: 'reported_problem', key: ['report', 'ordinal'] },
  { name: 'phase_lease', key: ['workspace', 'roadmap'] },
  { name: 'gate_grant', key: ['workspace', 'phase', 'definitions_hash'] },
  { name: 'approval', key: ['sequence'], counted: 'sequence' },
  { name: 'gate_process', key: ['owner_host', 'pid', 'start'] },
  { name: 'conversation', key: ['id'] },
  { name: 'conversation_tag', key: ['tag', 'conversation_id'] },
  { name: 'message', key: ['sequence'] },
  { name: 'answer_chunk', key: ['message', 'ordinal'] },
  { name: 'draft', key: ['conversation_id'] },
  { name: 'purged_conversation', key: ['change'] },
  { name: 'idempotency_key', key: ['key'] },
  { name: 'dataset', key: ['name'] },
  { name: 'regulation_document', key: ['sequence'], counted: 'sequence' },
  { name: 'passage', key: ['sequence'], counted: 'sequence' },
];

/** Made of other tables, in the way of each database, so they are made anew in the target. */
export const derivedTables: readonly string[] = ['message_words', 'passage_words'];
