/** Highlights every place of a document that names what the cursor is on. */
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { PlanDocument } from './planDocument.ts';
import { subjectOf } from './planSubject.ts';
import { mentionsOf, type SubjectMention } from './subjectMentions.ts';
import { symbolAt } from './symbolAt.ts';

export function highlightMentions(plan: LoadedPlan, document: PlanDocument, offset: number): readonly SubjectMention[] {
  const subject = subjectOf(plan, document, symbolAt(plan, document, offset));
  return subject === null ? [] : mentionsOf(plan, subject, [document]);
}
