/** Messages about the roadmap as a whole: where each phase stands, as any view needs to show it. */
import * as z from 'zod';
import { notification, request } from './message.ts';

export const phaseStatus = z.enum(['TODO', 'IN_PROGRESS', 'DONE', 'FAILED']);

/** How one gate of one run ended. */
export const gateOutcome = z.enum([
  'passed',
  'failed',
  'timed-out',
  'cancelled',
  'could-not-run',
  'awaiting-approval',
  'skipped',
]);
export type GateOutcome = z.infer<typeof gateOutcome>;

export const gateKind = z.enum(['run', 'checklist', 'files', 'approve']);

/** One gate as a view shows it. `summary` is ready to print, such as "3.1 s" or "failed: exit code 1, 41 s". */
export const gateOverview = z.object({
  name: z.string(),
  kind: gateKind,
  state: z.union([gateOutcome, z.enum(['never-run', 'queued', 'running'])]),
  summary: z.string(),
  /** What the gate does, in one line: the command, the heading, the globs or the statement. */
  detail: z.string(),
  /** The run whose log exists for this gate; null where no run is known. */
  runId: z.string().nullable(),
  /** Zero-based line of the gate in the spec; null for a default gate of phasegate.yaml. */
  line: z.number().int().nullable(),
});
export type GateOverview = z.infer<typeof gateOverview>;

/** One phase as a view shows it. */
export const phaseOverview = z.object({
  id: z.string(),
  title: z.string(),
  goal: z.string(),
  /** The status word in the file; null when it is missing or not one of the four. */
  status: phaseStatus.nullable(),
  /** `interrupted`: the file says IN_PROGRESS after a run whose owner is gone. `running`: a run is under way. */
  state: z.enum(['todo', 'in-progress', 'interrupted', 'running', 'done', 'failed', 'unknown']),
  isNext: z.boolean(),
  /** Ready to print, such as "passed in 12 s, 2 h ago" or "after 17A". */
  summary: z.string(),
  /** URI of the spec; null when the roadmap names none or one outside the workspace. */
  specUri: z.string().nullable(),
  /** Zero-based line of the heading in the roadmap. */
  line: z.number().int(),
  notes: z.string().nullable(),
  lastRunId: z.string().nullable(),
  /** Commit of the last run; null when the folder is no git repository or nothing ran. */
  commit: z.string().nullable(),
  gates: z.array(gateOverview),
});
export type PhaseOverview = z.infer<typeof phaseOverview>;

/** One workspace folder as a view shows it. */
export const folderOverview = z.object({
  folderUri: z.string(),
  name: z.string(),
  /** URI of the roadmap file; null when the folder has none. */
  roadmapUri: z.string().nullable(),
  phases: z.array(phaseOverview),
  /** Number of problems of severity error. */
  errors: z.number().int(),
  /** Why the roadmap could not be read at all; null when it could. */
  failure: z.string().nullable(),
  /** The run under way on this roadmap; `here` tells whether this server owns it and so can cancel it. */
  running: z.object({ phase: z.string(), runId: z.string(), here: z.boolean() }).nullable(),
});
export type FolderOverview = z.infer<typeof folderOverview>;

/** Client asks the server for every folder's overview; sent when a view opens and on Refresh. */
export const listFolders = request(
  'roadmap/listFolders',
  'server',
  z.object({}),
  z.object({ folders: z.array(folderOverview) }),
);

/** Server tells the client that a folder looks different now; the client redraws the folder from it. */
export const folderChanged = notification('roadmap/folderChanged', 'client', folderOverview);

/**
 * Client asks the server to scaffold a roadmap (none there yet) or the missing specs of the one that is there.
 * Existing files are never changed. The server answers with the files created, relative to the folder.
 */
export const initializeFolder = request(
  'roadmap/initializeFolder',
  'server',
  z.object({ folderUri: z.string() }),
  z.object({ created: z.array(z.string()), roadmapUri: z.string() }),
);

/** Client asks the server to check roadmap, specs and configuration; the server also publishes diagnostics. */
export const checkFolder = request(
  'roadmap/checkFolder',
  'server',
  z.object({ folderUri: z.string() }),
  z.object({ errors: z.number().int(), warnings: z.number().int() }),
);

/**
 * Server asks the client to save a document that was clean before the server's own edit, so that the status
 * reaches the disk. The client answers whether it saved; it never saves a document that the person had dirty.
 */
export const saveDocument = request(
  'roadmap/saveDocument',
  'client',
  z.object({ uri: z.string() }),
  z.object({ saved: z.boolean() }),
);
