/** Messages about what the gates of a phase reported: test cases with their outcomes, and how many problems there are. */
import * as z from 'zod';
import { notification, request } from './message.ts';
import { gateOutcome } from './roadmap.ts';

/** How one test case ended. `errored`: it could not be carried out, or broke outside of what it asserts. */
export const testOutcome = z.enum(['passed', 'failed', 'skipped', 'errored']);

/** How many test cases a report holds; `failed` counts the errored ones too. */
export const testCounts = z.object({
  passed: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
});

/** A place in a file of the workspace. Line and character are zero-based. */
export const reportedLocation = z.object({
  uri: z.string(),
  line: z.number().int().min(0),
  character: z.number().int().min(0),
});
export type ReportedLocation = z.infer<typeof reportedLocation>;

/** One test case of a report. Its texts hold no control sequence and no secret. */
export const testCase = z.object({
  /** Names of the suites that hold it, the outermost first; empty when the report has none. */
  suite: z.array(z.string()),
  /** Several cases of one suite may have the same name. */
  name: z.string(),
  outcome: testOutcome,
  durationMs: z.number().nullable(),
  /** Why it did not pass, in a line or a few; empty when there is nothing to say. */
  message: z.string(),
  /** Stack trace, difference, output: as many lines as there are; empty when there are none. */
  details: z.string(),
  /** Where it failed, or where it is written; null when the report does not say, or names no file of the workspace. */
  location: reportedLocation.nullable(),
});
export type TestCase = z.infer<typeof testCase>;

/** What one gate of one phase reported when it ran last. */
export const gateTests = z.object({
  phase: z.string(),
  gate: z.string(),
  /** The run whose log exists for this gate. */
  runId: z.string(),
  /** How the gate ended in that run. */
  outcome: gateOutcome,
  /** Null when the gate wrote no test report. */
  counts: testCounts.nullable(),
  /** In the order of the report. */
  cases: z.array(testCase),
  /** How many cases the report holds beside those in `cases`; those that failed are kept first. */
  casesLeftOut: z.number().int(),
  /** How many problems its output and its report tell of. */
  problems: z.number().int(),
});
export type GateTests = z.infer<typeof gateTests>;

/**
 * Client asks the server for the test cases that gates reported when they ran last; without `phase` of every phase of
 * the roadmap. Gates that never reported anything, or that the plan no longer has, are left out.
 */
export const listTests = request(
  'tests/list',
  'server',
  z.object({ folderUri: z.string(), phase: z.string().optional() }),
  z.object({ gates: z.array(gateTests) }),
);

/**
 * Server tells the client that gates of these phases reported anew, whether this server ran them or another program
 * did; the client asks again for what it shows of them.
 */
export const testsChanged = notification(
  'tests/changed',
  'client',
  z.object({ folderUri: z.string(), phases: z.array(z.string()) }),
);
