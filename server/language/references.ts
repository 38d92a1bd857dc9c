/** Finds all places of the plan that name what the cursor is on. */
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { planDocuments, type PlanDocument } from './planDocument.ts';
import { subjectOf } from './planSubject.ts';
import { mentionsOf, type SubjectMention } from './subjectMentions.ts';
import { symbolAt } from './symbolAt.ts';

/** @param includeDefinition whether the definition itself is listed among the places that name it */
export function findReferences(
  plan: LoadedPlan,
  document: PlanDocument,
  offset: number,
  includeDefinition: boolean,
): readonly SubjectMention[] {
  const subject = subjectOf(plan, document, symbolAt(plan, document, offset));
  if (subject === null) return [];
  const mentions = mentionsOf(plan, subject, planDocuments(plan, document));
  return includeDefinition ? mentions : mentions.filter(({ isDefinition }) => !isDefinition);
}
