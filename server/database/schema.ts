/** The tables as kysely sees them; the migrations make them. */
import type { Generated } from 'kysely';

// Portable on purpose: text ids, whole milliseconds since 1970 in columns named `_ms`, JSON as text, no booleans.

/** One row a migration that this database has been through. */
export interface MigrationTable {
  name: string;
  applied_at_ms: number;
}

/** When a recurring duty, such as checking the file for damage, was last done. */
export interface UpkeepTable {
  duty: string;
  done_at_ms: number;
}

export interface PhaseRunTable {
  /** Grows with each run, so it orders runs even where the clock does not. */
  sequence: Generated<number>;
  id: string;
  workspace: string;
  roadmap: string;
  phase: string;
  verb: string;
  owner_pid: number;
  owner_start: string;
  owner_host: string;
  status_before: string | null;
  commit_hash: string | null;
  tree_hash: string | null;
  roadmap_hash: string;
  spec_hash: string;
  gates_hash: string;
  started_at_ms: number;
  /** Null while it runs, as are the next two. */
  outcome: string | null;
  status_after: string | null;
  ended_at_ms: number | null;
  message: string;
}

/** A gate of a run, from its start. */
export interface GateRunTable {
  run_id: string;
  ordinal: number;
  name: string;
  kind: string;
  /** The whole definition as JSON, so that a verdict can always be read together with what gave it. */
  definition: string;
  definition_hash: string;
  started_at_ms: number;
  /** Null while it runs, as are the next three. */
  outcome: string | null;
  exit_code: number | null;
  duration_ms: number | null;
  log: string | null;
  message: string;
  /** Null when the gate wrote no test report, as are the next two. `tests_failed` counts the errored ones too. */
  tests_passed: number | null;
  tests_failed: number | null;
  tests_skipped: number | null;
  /** Null when nothing looked for problems. */
  problems: number | null;
}

/** What a gate reported when it ran last: one row a gate of a phase. */
export interface GateReportTable {
  /** Grows with each report, so it tells the newer of two. */
  sequence: Generated<number>;
  workspace: string;
  roadmap: string;
  phase: string;
  gate: string;
  run_id: string;
  cases_left_out: number;
}

/** Where in the workspace something was reported; `file` is null when nowhere. Lines and characters are zero-based. */
interface LocationColumns {
  /** Relative to the workspace, with forward slashes. */
  file: string | null;
  line: number | null;
  character: number | null;
  end_line: number | null;
  end_character: number | null;
}

export interface TestCaseTable extends LocationColumns {
  /** The report's sequence. */
  report: number;
  ordinal: number;
  /** Names of the suites as a JSON list, the outermost first. */
  suite: string;
  name: string;
  outcome: string;
  /** May have a fraction. */
  duration_ms: number | null;
  message: string;
  details: string;
}

export interface ReportedProblemTable extends LocationColumns {
  /** The report's sequence. */
  report: number;
  ordinal: number;
  severity: string;
  code: string | null;
  message: string;
}

/** One row a roadmap that ever had a run; it stays when the lease is released, so that the token never repeats. */
export interface PhaseLeaseTable {
  workspace: string;
  roadmap: string;
  token: number;
  /** Null while nobody holds the lease, as are the next six. */
  run_id: string | null;
  phase: string | null;
  owner_pid: number | null;
  owner_start: string | null;
  owner_host: string | null;
  since_ms: number | null;
  heartbeat_at_ms: number | null;
}

export interface GateGrantTable {
  workspace: string;
  phase: string;
  definitions_hash: string;
  description: string;
  granted_at_ms: number;
}

export interface ApprovalTable {
  sequence: Generated<number>;
  workspace: string;
  roadmap: string;
  phase: string;
  gate: string;
  definition_hash: string;
  spec_hash: string;
  approved_by: string;
  approved_at_ms: number;
}

/** Processes that gates started and that nobody has seen end. */
export interface GateProcessTable {
  pid: number;
  start: string;
  marker: string;
  run_id: string;
  gate: string;
  owner_pid: number;
  owner_start: string;
  owner_host: string;
  added_at_ms: number;
}

/** Numbers that grow with each change, in the transaction that makes the change. */
export interface CounterTable {
  name: string;
  value: number;
}

export interface ConversationTable {
  id: string;
  /** Number of its last change; the messages' changes are theirs alone. */
  change: number;
  title: string;
  title_key: string;
  title_origin: string;
  workspace: string | null;
  model: string | null;
  /** JSON lists. */
  tags: string;
  links: string;
  /** `open`, `archive` or `trash`: what the next three columns come to, for the indexes. */
  place: string;
  is_pinned: number;
  is_archived: number;
  deleted_at_ms: number | null;
  created_at_ms: number;
  updated_at_ms: number;
  /** Null while there is no message. */
  active_leaf: string | null;
  message_count: number;
  /** JSON: the number of the last change of each field that a person ever changed. */
  field_changes: Generated<string>;
}

export interface ConversationTagTable {
  tag: string;
  conversation_id: string;
}

export interface MessageTable {
  /** Number of the change that made it; orders all messages. */
  sequence: number;
  id: string;
  /** Number of its last change. */
  change: number;
  conversation_id: string;
  /** Null for the first of a branch from the root. */
  parent_id: string | null;
  /** 0 for a message without parent, otherwise one more than the parent's. */
  depth: number;
  /** 1 on the way from the conversation's active leaf to its root. */
  is_active: number;
  role: string;
  status: string;
  /** JSON list; of one that is streaming, what has arrived is in its chunks. */
  parts: string;
  failure: string | null;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  /** Millionths of a US dollar. */
  cost_micros: number | null;
  created_at_ms: number;
  /** Null while it is streaming. */
  ended_at_ms: number | null;
  /** The process that streams it; null otherwise, as are the next two. */
  owner_pid: number | null;
  owner_start: string | null;
  owner_host: string | null;
}

/** A piece of an answer that is streaming; they go when it has ended and its message has all of it. */
export interface AnswerChunkTable {
  /** The message's sequence. */
  message: number;
  /** From 0. */
  ordinal: number;
  /** JSON list. */
  parts: string;
}

/** What stands in the composer of a conversation. */
export interface DraftTable {
  conversation_id: string;
  /** JSON string. */
  text: string;
  updated_at_ms: number;
}

/** What is left of a conversation that is gone for good, so that who knew it learns that. */
export interface PurgedConversationTable {
  change: number;
  conversation_id: string;
  purged_at_ms: number;
}

/** What a request over REST was answered with, so that the same request sent again is answered the same. */
export interface IdempotencyKeyTable {
  key: string;
  /** SHA-256 of method, address and body. */
  fingerprint: string;
  status: number;
  /** JSON. */
  headers: string;
  body: string;
  created_at_ms: number;
}

/** A named set of regulations. */
export interface DatasetTable {
  name: string;
  /** A random text, another one after each change of what its passages say. */
  generation: string;
  created_at_ms: number;
  updated_at_ms: number;
}

export interface RegulationDocumentTable {
  sequence: Generated<number>;
  dataset: string;
  id: string;
  title: string;
  version: string | null;
  /** As `2024-01-31`. */
  effective_from: string | null;
  source: string | null;
  /** Absolute path. */
  file: string;
  file_hash: string;
  content_hash: string;
  passage_count: number;
  ingested_at_ms: number;
}

export interface PassageTable {
  sequence: Generated<number>;
  /** The document's sequence. */
  document: number;
  ordinal: number;
  id: string;
  reference: string;
  /** What all spellings of the reference have in common. */
  reference_key: string;
  /** The ordinal of the passage that it is part of. */
  parent: number | null;
  /** JSON list, as are `mentions` and `defines`. */
  headings: string;
  text: string;
  hash: string;
  /** UTF-16 offsets into the file. */
  range_start: number;
  range_end: number;
  /** Zero-based. */
  line: number;
  mentions: string;
  defines: string;
}

export interface DatabaseSchema {
  migration: MigrationTable;
  upkeep: UpkeepTable;
  phase_run: PhaseRunTable;
  gate_run: GateRunTable;
  gate_report: GateReportTable;
  test_case: TestCaseTable;
  reported_problem: ReportedProblemTable;
  phase_lease: PhaseLeaseTable;
  gate_grant: GateGrantTable;
  approval: ApprovalTable;
  gate_process: GateProcessTable;
  counter: CounterTable;
  conversation: ConversationTable;
  conversation_tag: ConversationTagTable;
  message: MessageTable;
  answer_chunk: AnswerChunkTable;
  draft: DraftTable;
  purged_conversation: PurgedConversationTable;
  idempotency_key: IdempotencyKeyTable;
  dataset: DatasetTable;
  regulation_document: RegulationDocumentTable;
  passage: PassageTable;
}
