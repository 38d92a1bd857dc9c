/** Messages about running phases and gates: starting, watching, agreeing, cancelling and looking back. */
import * as z from 'zod';
import { notification, request } from './message.ts';
import { gateKind, gateOutcome, phaseStatus } from './roadmap.ts';
import { testCounts } from './tests.ts';

/** How a whole run ended. `awaiting-work`: the manual executor waits for the person. */
export const runOutcome = z.enum([
  'passed',
  'failed',
  'timed-out',
  'cancelled',
  'could-not-run',
  'awaiting-approval',
  'awaiting-work',
  'interrupted',
]);
export type RunOutcome = z.infer<typeof runOutcome>;

export const gateResult = z.object({
  name: z.string(),
  kind: gateKind,
  outcome: gateOutcome,
  exitCode: z.number().int().nullable(),
  durationMs: z.number(),
  /** Absolute path of the gate's log; null when the gate has none. */
  log: z.string().nullable(),
  message: z.string(),
  /** Of the test report that the gate wrote; absent when it wrote none. */
  tests: testCounts.optional(),
  /** How many problems output and report tell of; absent when nothing looked for them. */
  problems: z.number().int().optional(),
});
export type GateResultReport = z.infer<typeof gateResult>;

/** One run, as history and the terminal show it. */
export const phaseRun = z.object({
  id: z.string(),
  phase: z.string(),
  outcome: runOutcome.nullable(),
  statusBefore: phaseStatus.nullable(),
  statusAfter: phaseStatus.nullable(),
  commit: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  message: z.string(),
  gates: z.array(gateResult),
});
export type PhaseRunReport = z.infer<typeof phaseRun>;

const phaseAddress = z.object({ folderUri: z.string(), phase: z.string() });

/**
 * Client asks the server to run a phase: executor, then gates. Without `phase` the next one. Answered when the
 * run ends; progress comes as `phases/event`. The request can be cancelled, which cancels the run.
 */
export const runPhase = request(
  'phases/run',
  'server',
  z.object({ folderUri: z.string(), phase: z.string().optional() }),
  z.object({ runs: z.array(phaseRun) }),
);

/**
 * Client asks the server to run the gates of a phase and write the verdict; `gate` limits it to one gate and its
 * needs, `gates` to several, and then no verdict is written.
 */
export const runGates = request(
  'phases/gate',
  'server',
  phaseAddress.extend({ gate: z.string().optional(), gates: z.array(z.string()).min(1).optional() }),
  z.object({ run: phaseRun }),
);

/** Client asks the server to rerun the gates of DONE phases; nothing is written. `phase` limits it to one. */
export const verifyPhases = request(
  'phases/verify',
  'server',
  z.object({ folderUri: z.string(), phase: z.string().optional() }),
  z.object({
    regressions: z.array(z.object({ phase: z.string(), gate: z.string(), message: z.string() })),
    runs: z.array(phaseRun),
  }),
);

/** Client asks the server to cancel the run under way in a folder; answered once it has ended. */
export const cancelRun = request(
  'phases/cancel',
  'server',
  z.object({ folderUri: z.string() }),
  z.object({ cancelled: z.boolean() }),
);

/** Client asks the server for the newest runs, of one phase or of all. */
export const listRuns = request(
  'phases/history',
  'server',
  z.object({ folderUri: z.string(), phase: z.string().optional(), limit: z.number().int().min(1).max(200).optional() }),
  z.object({ runs: z.array(phaseRun) }),
);

/** Client tells the server that a person approved an `approve` gate; the server records it with the name. */
export const approveGate = request(
  'phases/approve',
  'server',
  phaseAddress.extend({ gate: z.string(), approvedBy: z.string().min(1) }),
  z.object({ statement: z.string() }),
);

/** One thing that a run would execute, in the words a person is asked to agree to. */
export const execution = z.object({
  gate: z.string(),
  command: z.string(),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  /** What the command stands for, such as the body of a package.json script; empty when nothing is known. */
  expandsTo: z.array(z.string()),
});
export type Execution = z.infer<typeof execution>;

/**
 * Server asks the client whether the person agrees to execute a set of gates. Sent once per set of definitions;
 * the server records the answer under the hash of the definitions, outside the workspace.
 */
export const confirmExecutions = request(
  'phases/confirmExecutions',
  'client',
  z.object({
    folderUri: z.string(),
    phase: z.string(),
    title: z.string(),
    changed: z.boolean(),
    /** The executions in words, with nothing in them hidden. */
    text: z.string(),
    executions: z.array(execution),
  }),
  z.object({ granted: z.boolean() }),
);

/** Server tells the client what happens in a run that this server owns, in order. */
export const runEvent = notification(
  'phases/event',
  'client',
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('run-started'),
      folderUri: z.string(),
      runId: z.string(),
      phase: z.string(),
      title: z.string(),
      gates: z.array(z.string()),
    }),
    z.object({
      kind: z.literal('gate-started'),
      folderUri: z.string(),
      runId: z.string(),
      phase: z.string(),
      gate: z.string(),
      detail: z.string(),
    }),
    z.object({
      kind: z.literal('gate-output'),
      folderUri: z.string(),
      runId: z.string(),
      phase: z.string(),
      gate: z.string(),
      text: z.string(),
    }),
    z.object({
      kind: z.literal('gate-ended'),
      folderUri: z.string(),
      runId: z.string(),
      phase: z.string(),
      result: gateResult,
    }),
    z.object({ kind: z.literal('run-ended'), folderUri: z.string(), run: phaseRun }),
  ]),
);
export type RunEvent = z.infer<typeof runEvent.params>;

/** Client tells the server that the person now trusts the workspace, or no longer does. */
export const trustChanged = notification('phases/trustChanged', 'server', z.object({ trusted: z.boolean() }));
