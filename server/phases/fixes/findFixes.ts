/** Finds what can be done about a problem: the fixes that reading the file gave, and those that take the whole plan. */
import type { FileProblem, ProblemFix } from '../../base/problem.ts';
import type { RoadmapProblemCode } from '../../roadmap/roadmap.ts';
import type { SpecProblemCode } from '../phaseSpec.ts';
import type { FixFinder, FixSurroundings } from './fixRequest.ts';
import {
  checklistHeadingFixes,
  duplicateGateFixes,
  gateValueFixes,
  missingGateNameFixes,
  needsCycleFixes,
  unknownGateFixes,
  unknownMatcherFixes,
  unknownKeyFixes,
  unknownNeedFixes,
} from './gateFixes.ts';
import { matcherFixes } from './matcherFixes.ts';
import {
  duplicateFieldFixes,
  duplicateIdFixes,
  missingGoalFixes,
  missingSpecFieldFixes,
  noPhasesFixes,
  setBackFixes,
} from './roadmapFixes.ts';
import { missingGatesFixes, missingSpecFixes, ownSpecFixes, phaseMismatchFixes } from './specFixes.ts';
import { unclosedCommentFixes, unclosedFenceFixes, unclosedFrontMatterFixes } from './unclosedFixes.ts';
import { unnamedSpecFixes } from './unnamedSpecFixes.ts';
import { missingFolderFixes, unknownScriptFixes } from './unreachableFixes.ts';

const finders: ReadonlyMap<string, FixFinder> = new Map<RoadmapProblemCode | SpecProblemCode, FixFinder>([
  ['roadmap-no-phases', noPhasesFixes],
  ['phase-id-duplicate', duplicateIdFixes],
  ['phase-spec-missing', missingSpecFieldFixes],
  ['phase-goal-missing', missingGoalFixes],
  ['phase-field-duplicate', duplicateFieldFixes],
  ['phase-order-violation', setBackFixes],
  ['status-unproven', setBackFixes],
  ['roadmap-fence-unclosed', unclosedFenceFixes],
  ['roadmap-comment-unclosed', unclosedCommentFixes],
  ['spec-not-found', missingSpecFixes],
  ['spec-outside-workspace', ownSpecFixes],
  ['spec-is-folder', ownSpecFixes],
  ['spec-shared', ownSpecFixes],
  ['spec-phase-mismatch', phaseMismatchFixes],
  ['front-matter-unclosed', unclosedFrontMatterFixes],
  ['config-key-unknown', unknownKeyFixes],
  ['gate-name-missing', missingGateNameFixes],
  ['gate-name-duplicate', duplicateGateFixes],
  ['gate-unknown', unknownGateFixes],
  ['gate-matcher-unknown', unknownMatcherFixes],
  ['gate-value-invalid', gateValueFixes],
  ['gate-needs-unknown', unknownNeedFixes],
  ['gate-needs-cycle', needsCycleFixes],
  ['gate-checklist-heading-missing', checklistHeadingFixes],
  ['gates-missing', missingGatesFixes],
  ['spec-unnamed', unnamedSpecFixes],
  ['gate-folder-missing', missingFolderFixes],
  ['gate-script-unknown', unknownScriptFixes],
  ['matcher-invalid', matcherFixes],
]);

/** The codes for which there can be a fix beside what reading the file gives. */
export const fixableCodes: readonly string[] = [...finders.keys()];

/**
 * The fixes of a problem, the best first; none when only a person can say what was meant.
 *
 * Each makes its problem go away and brings no new error, though closing a fence or a comment, or opening a phase, may
 * bring to light what was hidden.
 */
export function findFixes(problem: FileProblem, surroundings: FixSurroundings): readonly ProblemFix[] {
  if (problem.fix !== undefined) return [{ ...problem.fix, isCertain: problem.fix.isCertain ?? isCertain(problem) }];
  return finders.get(problem.code)?.({ ...surroundings, problem }) ?? [];
}

/**
 * Whether the fix that reading the roadmap gave may be applied among others. A word that claims a verdict stays as it
 * is until a person looks at it, and so does a heading that would become a phase.
 */
function isCertain({ code, fix }: FileProblem): boolean {
  if (code === 'phase-heading-malformed') return false;
  return fix?.edits.every(({ newText }) => newText !== 'DONE' && newText !== 'FAILED') ?? false;
}
