/** The words in which a gate's message tells what its command reported. */
import type { ReportedProblem, ReportedSeverity, TestCounts } from './report.ts';

/** "2 of 14 tests failed"; empty when none did. */
export function describeCounts({ passed, failed, skipped }: TestCounts): string {
  const all = passed + failed + skipped;
  return failed === 0 ? '' : `${failed} of ${all} ${all === 1 ? 'test' : 'tests'} failed`;
}

/** "3 errors, 1 warning"; empty when there is none. */
export function describeProblems(problems: readonly Pick<ReportedProblem, 'severity'>[], leftOut: number): string {
  const count = (severity: ReportedSeverity) => problems.filter((problem) => problem.severity === severity).length;
  const words = [
    describe(count('error'), 'error', 'errors'),
    describe(count('warning'), 'warning', 'warnings'),
    describe(count('information'), 'remark', 'remarks'),
    describe(leftOut, 'more', 'more'),
  ];
  return words.filter((word) => word !== '').join(', ');
}

function describe(count: number, one: string, several: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : several}`;
}
