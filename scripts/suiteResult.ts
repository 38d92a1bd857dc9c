/** What a suite's run amounts to, so that nothing which was not proven counts as passed. */
import type { ProgramEnd } from './runProgram.ts';

/** What the reporter wrote when mocha came to its end. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
  /** Why parts of the suite could not run here, each reason once. */
  readonly notRun?: readonly string[];
}

export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What a reader must know beside the numbers, a line each. */
  readonly remarks: readonly string[];
}

/**
 * The result of a suite that ran. Beside its failed tests it fails once for each way in which it went wrong as a whole.
 * @param counts undefined: the reporter wrote nothing
 */
export function judgeSuite(name: string, counts: Counts | undefined, end: ProgramEnd, seconds: number): SuiteResult {
  const { passed, failed, skipped, failures } = counts ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  const fault = faultOf(counts, end);
  return {
    name,
    passed,
    failed: failed + (fault === undefined ? 0 : 1),
    skipped,
    seconds,
    remarks: [
      ...(fault === undefined ? [] : [`failed: ${fault}`]),
      ...(counts?.notRun ?? []).map((reason) => `in part not run: ${reason}`),
      ...failures.map(({ title, message }) => `failed: ${title}: ${message.split('\n', 1)[0]}`),
    ],
  };
}

function faultOf(counts: Counts | undefined, { code, timedOut }: ProgramEnd): string | undefined {
  if (timedOut) return 'it did not end in time and was ended';
  if (counts === undefined) return `it ended with ${code ?? 'a signal'} before it had run its tests`;
  if (counts.passed + counts.failed === 0) return 'it ran no test';
  if (code !== 0 && counts.failed === 0) return `its tests passed, but it ended with ${code ?? 'a signal'}`;
  return undefined;
}

/**
 * The result of a suite that could not run.
 * @param harmless true: it counts as skipped; false: as failed
 */
export function suiteNotRun(name: string, reason: string, harmless: boolean): SuiteResult {
  const [failed, skipped] = harmless ? [0, 1] : [1, 0];
  return { name, passed: 0, failed, skipped, seconds: 0, remarks: [`not run: ${reason}`] };
}

/** The closing line of a run of tests; scripts read it, so its form is fixed. */
export function closingLine(results: readonly SuiteResult[]): string {
  const total = (pick: (result: SuiteResult) => number): number => results.reduce((sum, one) => sum + pick(one), 0);
  const [passed, failed, skipped] = [
    total((result) => result.passed),
    total((result) => result.failed),
    total((result) => result.skipped),
  ];
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
