/** Finds where the plan defines what the cursor is on. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { configDocument, planDocument, specDocuments, type PlanDocument } from './planDocument.ts';
import { foldHeading, subjectOf, type PlanSubject } from './planSubject.ts';
import { mentionsOf } from './subjectMentions.ts';
import { symbolAt, type PlanSymbol } from './symbolAt.ts';

/** A place in a file; the beginning of it when the file is no document of the plan. */
export interface DefinitionTarget {
  /** Absolute path. */
  readonly file: string;
  /** The text in which the ranges are measured; null when the plan does not hold it. */
  readonly text: string | null;
  readonly range: TextRange;
  /** What the editor shows around `range`. */
  readonly whole: TextRange;
}

export interface Definition {
  /** What the cursor is on. */
  readonly origin: TextRange;
  readonly targets: readonly DefinitionTarget[];
}

/** @returns null when the cursor is on nothing that is defined; a file may be a target without existing */
export function findDefinition(plan: LoadedPlan, document: PlanDocument, offset: number): Definition | null {
  const symbol = symbolAt(plan, document, offset);
  if (symbol === null) return null;
  const subject = subjectOf(plan, document, symbol);
  const targets = subject === null ? sharedChecklistTargets(plan, symbol) : targetsOf(plan, document, subject);
  return targets.length === 0 ? null : { origin: symbol.range, targets };
}

function targetsOf(plan: LoadedPlan, document: PlanDocument, subject: PlanSubject): readonly DefinitionTarget[] {
  switch (subject.kind) {
    case 'file': {
      if (isFolder(plan, subject.file)) return [];
      const start = { start: 0, end: 0 };
      const text = planDocument(plan, subject.file)?.text ?? null;
      return [{ file: subject.file, text, range: start, whole: start }];
    }
    case 'phase': {
      const { idRange, headingRange } = subject.phase;
      return [{ file: plan.roadmapFile, text: plan.roadmapText, range: idRange, whole: headingRange }];
    }
    case 'gate': {
      const home = subject.gate.home === 'config' ? configDocument(plan) : subject.gate.home;
      return home === null ? [] : definitionsIn(plan, subject, home);
    }
    case 'heading':
      return definitionsIn(plan, subject, subject.document.file === document.file ? document : subject.document);
  }
}

/** What a Spec field names and what is a folder cannot be opened. */
function isFolder(plan: LoadedPlan, file: string): boolean {
  return plan.specs.some(
    ({ loaded }) => loaded.kind === 'problem' && loaded.problem.code === 'spec-is-folder' && loaded.file === file,
  );
}

function definitionsIn(plan: LoadedPlan, subject: PlanSubject, document: PlanDocument): readonly DefinitionTarget[] {
  return mentionsOf(plan, subject, [document])
    .filter(({ isDefinition }) => isDefinition)
    .map(({ range, whole }) => ({ file: document.file, text: document.text, range, whole }));
}

/** A checklist gate of phasegate.yaml is about a heading in each spec that has the gate. */
function sharedChecklistTargets(plan: LoadedPlan, symbol: PlanSymbol): readonly DefinitionTarget[] {
  if (symbol.kind !== 'checklist') return [];
  const wanted = foldHeading(symbol.heading);
  const files = new Set(
    plan.specs.flatMap(({ loaded }) =>
      loaded.kind === 'spec' &&
      loaded.spec.gates.some(
        ({ definition }) => definition.kind === 'checklist' && foldHeading(definition.heading) === wanted,
      )
        ? [loaded.spec.file]
        : [],
    ),
  );
  return specDocuments(plan)
    .filter(({ file }) => files.has(file))
    .flatMap((document) => definitionsIn(plan, { kind: 'heading', document, text: symbol.heading }, document));
}
