/** What a symbol is about, whichever of its names the cursor is on: a phase, a gate, a file or a heading of a spec. */
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import type { RoadmapPhase } from '../roadmap/roadmap.ts';
import type { GateIdentity } from './gateMentions.ts';
import { headingAnchors, PhaseAnchors } from './headingAnchors.ts';
import { linkTarget, workspaceFile } from './linkTargets.ts';
import { outlineDocument, planDocument, type PlanDocument, type SpecDocument } from './planDocument.ts';
import type { PlanSymbol } from './symbolAt.ts';

export interface SpecHeading {
  readonly kind: 'heading';
  readonly document: SpecDocument;
  /** As written, in the heading or in a checklist gate. */
  readonly text: string;
}

export type PlanSubject =
  | { readonly kind: 'phase'; readonly phase: RoadmapPhase }
  | { readonly kind: 'gate'; readonly gate: GateIdentity }
  | { readonly kind: 'file'; readonly file: string }
  | SpecHeading;

/** Null where the symbol is about nothing that other places name. */
export function subjectOf(plan: LoadedPlan, document: PlanDocument, symbol: PlanSymbol | null): PlanSubject | null {
  switch (symbol?.kind) {
    case 'phase':
      return symbol.phase === null ? null : { kind: 'phase', phase: symbol.phase };
    case 'gate':
      return { kind: 'gate', gate: symbol.gate };
    case 'field': {
      if (symbol.part !== 'value' || symbol.field.name !== 'Spec') return null;
      const file = fileOfSpec(plan, symbol.phase);
      return file === null ? null : { kind: 'file', file };
    }
    case 'path': {
      // A folder or a pattern is no file to go to.
      if (symbol.key === 'cwd' || isPattern(symbol.path)) return null;
      const folder = workspaceFile(plan.root, plan.root, symbol.from);
      const file = folder === null ? null : workspaceFile(plan.root, folder, symbol.path);
      return file === null ? null : { kind: 'file', file };
    }
    case 'link':
      return subjectOfLink(plan, document, symbol.link.destination);
    case 'checklist':
      return document.kind === 'spec' ? { kind: 'heading', document, text: symbol.heading } : null;
    case 'heading': {
      if (document.kind !== 'spec') return null;
      const isTitle = symbol.heading.level === 1;
      return isTitle ? { kind: 'file', file: document.file } : { kind: 'heading', document, text: symbol.heading.text };
    }
    case 'key':
    case 'value':
    case undefined:
      return null;
  }
}

/** The absolute path that a phase's Spec names, whether it exists or not; null when it names none inside the workspace. */
export function fileOfSpec(plan: LoadedPlan, phase: RoadmapPhase): string | null {
  const loaded = plan.specs.find((spec) => spec.phase === phase)?.loaded;
  return loaded?.kind === 'spec' ? loaded.spec.file : (loaded?.file ?? null);
}

/** Whether a path of a files gate is a glob rather than one file. */
export function isPattern(path: string): boolean {
  return /[*?[\]{}!()]/.test(path);
}

/** Headings are compared the way checklist gates find theirs: level, letter case and white space do not matter. */
export function foldHeading(text: string): string {
  return text
    .replace(/^#+[ \t]+/, '')
    .replace(/(?:^|[ \t])#+[ \t]*$/, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .toLowerCase();
}

function subjectOfLink(plan: LoadedPlan, document: PlanDocument, destination: string): PlanSubject | null {
  const target = linkTarget(plan.root, document.file, destination);
  if (target === null) return null;
  if (target.fragment === null) return { kind: 'file', file: target.file };
  if (target.file === plan.roadmapFile) {
    const phase = new PhaseAnchors(plan).phaseOf(target.fragment);
    return phase === null ? { kind: 'file', file: target.file } : { kind: 'phase', phase };
  }
  const spec = target.file === document.file ? document : planDocument(plan, target.file);
  if (spec?.kind !== 'spec') return { kind: 'file', file: target.file };
  const { headings } = outlineDocument(spec);
  const heading = headings[headingAnchors(headings.map(({ text }) => text)).indexOf(target.fragment)];
  return heading === undefined
    ? { kind: 'file', file: target.file }
    : { kind: 'heading', document: spec, text: heading.text };
}
