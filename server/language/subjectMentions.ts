/** Every place of the plan that names a phase, a gate, a file or a heading. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import { mentionsIn } from './gateMentions.ts';
import { PhaseAnchors } from './headingAnchors.ts';
import { linkTarget } from './linkTargets.ts';
import { outlineDocument, readDocumentYaml, type PlanDocument, type SpecDocument } from './planDocument.ts';
import { foldHeading, type PlanSubject, type SpecHeading } from './planSubject.ts';
import { pairOf, yamlPlaces, type YamlScalar } from './planYaml.ts';
import type { MarkdownLink } from './linkReader.ts';

export interface SubjectMention {
  readonly document: PlanDocument;
  /** The name itself, without quotes. */
  readonly range: TextRange;
  /** Whether the subject is defined here: a phase's heading, a gate's name, the heading itself. */
  readonly isDefinition: boolean;
  /** Of a definition all of it, otherwise the name. */
  readonly whole: TextRange;
}

/**
 * @param documents where to look; in one document for highlights, in all of the plan for references
 * @returns the mentions in the order of the documents and of their texts
 */
export function mentionsOf(
  plan: LoadedPlan,
  subject: PlanSubject,
  documents: readonly PlanDocument[],
): readonly SubjectMention[] {
  switch (subject.kind) {
    case 'phase': {
      const anchors = new PhaseAnchors(plan);
      return documents.flatMap((document) => mentionsOfPhase(plan, subject.phase, anchors, document));
    }
    case 'gate':
      return documents.flatMap((document) =>
        mentionsIn(document, subject.gate).map(({ scalar, role, whole }) => ({
          document,
          range: scalar.textRange,
          isDefinition: role === 'definition',
          whole,
        })),
      );
    case 'file':
      return documents.flatMap((document) => mentionsOfFile(plan, subject.file, document));
    case 'heading':
      return documents.flatMap((document) => mentionsOfHeading(plan, subject, document));
  }
}

/** The `phase:` of a spec; null when it has none. */
export function phaseIdOf(document: SpecDocument): YamlScalar | null {
  const value = pairOf(readDocumentYaml(document), 'phase')?.value;
  return value?.kind === 'scalar' ? value : null;
}

/** The links of a document that lead into a file, with what stands behind the hash sign. */
export function linksTo(
  plan: LoadedPlan,
  file: string,
  document: PlanDocument,
): readonly { readonly link: MarkdownLink; readonly fragment: string | null }[] {
  if (document.kind === 'config' || !/\]\(|\]:/.test(document.text)) return [];
  return outlineDocument(document).links.flatMap((link) => {
    const target = linkTarget(plan.root, document.file, link.destination);
    return target?.file === file ? [{ link, fragment: target.fragment }] : [];
  });
}

/** Whether the `phase:` of a spec means this phase: where several have the id, the one that names the spec. */
export function isPhaseOfSpec(plan: LoadedPlan, phase: RoadmapPhase, document: SpecDocument): boolean {
  if (document.phases.includes(phase)) return true;
  return (
    !document.phases.some(({ id }) => id === phase.id) &&
    plan.parsed.roadmap.phases.find(({ id }) => id === phase.id) === phase
  );
}

function mentionsOfPhase(
  plan: LoadedPlan,
  phase: RoadmapPhase,
  anchors: PhaseAnchors,
  document: PlanDocument,
): readonly SubjectMention[] {
  const mentions = linksTo(plan, plan.roadmapFile, document)
    .filter(({ fragment }) => fragment !== null && anchors.phaseOf(fragment) === phase)
    .map(({ link }) => mention(document, link.destinationRange));
  if (document.kind === 'roadmap') {
    mentions.push({ document, range: phase.idRange, isDefinition: true, whole: phase.range });
  }
  if (document.kind === 'spec' && document.text.includes(phase.id)) {
    const id = phaseIdOf(document);
    if (id?.text === phase.id && isPhaseOfSpec(plan, phase, document)) mentions.push(mention(document, id.textRange));
  }
  return inOrder(mentions);
}

function mentionsOfFile(plan: LoadedPlan, file: string, document: PlanDocument): readonly SubjectMention[] {
  const mentions = linksTo(plan, file, document).map(({ link }) => mention(document, link.destinationRange));
  if (document.kind === 'roadmap') {
    for (const { phase, loaded } of plan.specs) {
      const named = loaded.kind === 'spec' ? loaded.spec.file : loaded.file;
      const field = named === file ? phase.fields.find(({ name }) => name === 'Spec') : undefined;
      if (field !== undefined) mentions.push(mention(document, field.valueRange));
    }
  }
  return inOrder(mentions);
}

function mentionsOfHeading(plan: LoadedPlan, subject: SpecHeading, document: PlanDocument): readonly SubjectMention[] {
  const wanted = foldHeading(subject.text);
  if (document.kind === 'roadmap') return [];
  if (document.kind === 'spec' && document.file !== subject.document.file) return [];
  const mentions: SubjectMention[] = [];
  for (const { path, part, scalar } of yamlPlaces(readDocumentYaml(document))) {
    const isChecklist = part === 'value' && path.length === 3 && path[0] === 'gates' && path[2] === 'checklist';
    if (isChecklist && foldHeading(scalar.text) === wanted && isGateOfSpec(plan, path[1], subject, document)) {
      mentions.push(mention(document, scalar.textRange));
    }
  }
  if (document.kind === 'spec') {
    for (const { text, textRange, range } of outlineDocument(document).headings) {
      if (foldHeading(text) !== wanted) continue;
      mentions.push({ document, range: textRange, isDefinition: true, whole: range });
    }
  }
  return inOrder(mentions);
}

/** Whether a gate of a document is one of the spec's: a shared gate is only where the spec has it. */
function isGateOfSpec(
  plan: LoadedPlan,
  gate: string | number | undefined,
  subject: SpecHeading,
  document: PlanDocument,
): boolean {
  if (document.kind === 'spec') return true;
  const loaded = plan.specs.find(
    ({ loaded: { kind }, phase }) => kind === 'spec' && subject.document.phases.includes(phase),
  );
  return (
    loaded?.loaded.kind === 'spec' &&
    loaded.loaded.spec.gates.some(({ definition }) => definition.kind === 'checklist' && definition.name === gate)
  );
}

function mention(document: PlanDocument, range: TextRange): SubjectMention {
  return { document, range, isDefinition: false, whole: range };
}

function inOrder(mentions: readonly SubjectMention[]): readonly SubjectMention[] {
  return [...mentions].sort((a, b) => a.range.start - b.range.start);
}
