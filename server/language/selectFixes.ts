/** Chooses the fixes of a file that can be applied together without anybody looking at each of them. */
import type { ProblemFix } from '../base/problem.ts';
import type { TextEdit } from '../base/textRange.ts';

/**
 * The first fix of each problem, where it is certain, changes this file alone and neither overlaps nor touches one that
 * was chosen before. What is left over can be fixed in a second round, when the ranges are known anew.
 */
export function selectFixes(problems: readonly { readonly fixes: readonly ProblemFix[] }[]): readonly ProblemFix[] {
  const candidates = problems
    .flatMap(({ fixes: [first] }) => (first === undefined ? [] : [first]))
    .filter(
      ({ isCertain, otherFiles = [], edits }) => isCertain === true && otherFiles.length === 0 && edits.length > 0,
    )
    .sort((a, b) => start(a.edits) - start(b.edits));
  const chosen: ProblemFix[] = [];
  let end = -1;
  for (const fix of candidates) {
    if (start(fix.edits) <= end) continue;
    chosen.push(fix);
    end = Math.max(...fix.edits.map(({ range }) => range.end));
  }
  return chosen;
}

function start(edits: readonly TextEdit[]): number {
  return Math.min(...edits.map(({ range }) => range.start));
}
