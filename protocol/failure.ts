/** The closed list of failures that any side can report, and their shape on the wire. */
import * as z from 'zod';

/**
 * Every way in which a request can fail, by name. A person reads the message that travels with the code;
 * a script and a test read the code. The list grows only here.
 */
export const failureCodes = [
  /** The command line or the request does not make sense. */
  'usage',
  /** The folder holds no roadmap. */
  'roadmap-missing',
  /** The roadmap is larger than the limit. */
  'roadmap-too-large',
  /** The roadmap is not UTF-8 text, so its bytes cannot be kept while editing. */
  'roadmap-not-utf8',
  /** The roadmap may not be written by this user. */
  'roadmap-read-only',
  /** The roadmap changed while a status was being written, and the write could not be rebased. */
  'roadmap-changed',
  /** A file that was to be created exists already. */
  'file-exists',
  /** A file could not be read. */
  'read-failed',
  /** A file could not be written (disk full, device gone). */
  'write-failed',
  /** The roadmap or the phase's spec has problems that forbid a run. */
  'plan-invalid',
  /** The roadmap, the spec or a gate definition changed while the phase ran. */
  'plan-changed',
  /** phasegate.yaml has problems. */
  'config-invalid',
  /** No phase has this id. */
  'unknown-phase',
  /** No gate has this name. */
  'unknown-gate',
  /** No run has this id. */
  'unknown-run',
  /** No dataset of regulations has this name. */
  'unknown-dataset',
  /** The index of a dataset is not there yet, and was not waited for. */
  'index-not-ready',
  /** No conversation has this id, or it is gone for good. */
  'unknown-conversation',
  /** No message of the conversation has this id. */
  'unknown-message',
  /** The conversation was changed by somebody else meanwhile. */
  'conversation-changed',
  /** An answer that has ended takes no more text. */
  'answer-ended',
  /** A message is larger than the limit. */
  'message-too-large',
  /** A text holds what no text may, such as half a character. */
  'text-invalid',
  /** No language model has this name, or none of this kind can be had here. */
  'unknown-model',
  /** A language model, embedder or reranker needs a key, and there is none or it was refused. */
  'model-key-refused',
  /** The model takes no more requests for now. */
  'model-overloaded',
  /** The model did not answer, or stopped answering. */
  'model-unreachable',
  /** The model refused the request, or answered what cannot be read. */
  'model-failed',
  /** A file is no export of conversations, or a damaged one. */
  'import-invalid',
  /** The phase has no gate, so nothing could prove it done. */
  'no-gates',
  /** A phase before this one is not done. */
  'order-violation',
  /** Another run holds the roadmap's lease. */
  'locked',
  /** This run lost its lease to another one. */
  'lease-lost',
  /** The workspace is not trusted, so nothing is executed. */
  'not-trusted',
  /** The person did not agree to execute the gates. */
  'not-granted',
  /** The executor could not start or said no. */
  'executor-failed',
  /** A path leads outside the workspace. */
  'path-outside-workspace',
  /** The database was written by a newer version. */
  'database-newer',
  /** The database that was to become a copy of another holds data of its own. */
  'database-not-empty',
  /** The file that is to be restored is no sound backup. */
  'backup-invalid',
  /** The database is damaged. */
  'database-damaged',
  /** The database cannot be opened or written. */
  'database-unavailable',
  /** The JavaScript runtime is too old for the database driver. */
  'runtime-too-old',
  /** The port that the REST API was to be served on is taken, or may not be used. */
  'port-unavailable',
  /** The workspace cannot be watched for changes. */
  'watch-failed',
  /** The person cancelled. */
  'cancelled',
  /** A mistake of Phasegate's own. */
  'internal',
] as const;

export const failureCode = z.enum(failureCodes);
export type FailureCode = z.infer<typeof failureCode>;

/** What crosses a process when a request fails; `message` is worded for the person who reads it. */
export const failureReport = z.object({ code: failureCode, message: z.string() });
export type FailureReport = z.infer<typeof failureReport>;
