/** The paths of a document that open what they name: specs, links of Markdown, reports and files of gates. */
import type { TextRange } from '../base/textRange.ts';
import type { LoadedPlan } from '../phases/loadedPlan.ts';
import { headingAnchors, PhaseAnchors } from './headingAnchors.ts';
import { linkTarget, workspaceFile } from './linkTargets.ts';
import { outlineDocument, planDocument, readDocumentYaml, type PlanDocument } from './planDocument.ts';
import { isPattern } from './planSubject.ts';
import { yamlPlaces, type YamlPath, type YamlPlace } from './planYaml.ts';

export interface PathLink {
  readonly range: TextRange;
  /** Absolute path inside the workspace. */
  readonly file: string;
  /** Where the heading starts that the link names; null when it leads to the file. */
  readonly heading: { readonly text: string; readonly offset: number } | null;
  /** Whether the plan has read the file, so that nobody need ask the disk for it. */
  readonly isKnown: boolean;
}

/** In the order of the text. Files that are not known may not exist. */
export function documentLinks(plan: LoadedPlan, document: PlanDocument): readonly PathLink[] {
  const paths = document.kind === 'roadmap' ? specLinks(plan) : yamlLinks(plan, document);
  return [...markdownLinks(plan, document), ...paths].sort((a, b) => a.range.start - b.range.start);
}

function markdownLinks(plan: LoadedPlan, document: PlanDocument): readonly PathLink[] {
  const anchors = new Map<string, (fragment: string) => number | null>();
  return outlineDocument(document).links.flatMap(({ destination, destinationRange: range }): PathLink[] => {
    const target = linkTarget(plan.root, document.file, destination);
    if (target === null) return [];
    const { file, fragment } = target;
    if (fragment === null) return [{ range, file, heading: null, isKnown: file === document.file }];
    const linked = file === document.file ? document : planDocument(plan, file);
    // Headings of other files are the editor's own Markdown support's.
    if (linked === null) return [];
    const find = anchors.get(file) ?? anchorFinder(plan, linked);
    anchors.set(file, find);
    const offset = find(fragment);
    return [{ range, file, heading: offset === null ? null : { text: linked.text, offset }, isKnown: true }];
  });
}

/** Finds where the heading starts that an anchor means. */
function anchorFinder(plan: LoadedPlan, document: PlanDocument): (fragment: string) => number | null {
  if (document.kind === 'roadmap') {
    const anchors = new PhaseAnchors(plan);
    return (fragment) => anchors.headings[anchors.headingOf(fragment) ?? -1]?.range.start ?? null;
  }
  const { headings } = outlineDocument(document);
  const names = headingAnchors(headings.map(({ text }) => text));
  const starts = new Map(names.map((name, at) => [name, headings[at]?.range.start ?? 0]));
  return (fragment) => starts.get(fragment) ?? null;
}

function specLinks(plan: LoadedPlan): readonly PathLink[] {
  return plan.specs.flatMap(({ phase, loaded }): PathLink[] => {
    const field = loaded.kind === 'spec' ? phase.fields.find(({ name }) => name === 'Spec') : undefined;
    if (field === undefined || loaded.kind !== 'spec') return [];
    return [{ range: field.valueRange, file: loaded.spec.file, heading: null, isKnown: true }];
  });
}

function yamlLinks(plan: LoadedPlan, document: PlanDocument): readonly PathLink[] {
  const places = [...yamlPlaces(readDocumentYaml(document))].filter(({ part }) => part === 'value');
  const folders = new Map(
    places.flatMap((place) => (isGateKey(place, 'cwd') ? [[place.path[1], place.scalar.text] as const] : [])),
  );
  return places.flatMap((place): PathLink[] => {
    if (!namesFile(place, document) || isPattern(place.scalar.text)) return [];
    const from = isGateKey(place, 'report') ? (folders.get(place.path[1]) ?? '.') : '.';
    const folder = workspaceFile(plan.root, plan.root, from);
    const file = folder === null ? null : workspaceFile(plan.root, folder, place.scalar.text);
    if (file === null || file === plan.root) return [];
    return [{ range: place.scalar.range, file, heading: null, isKnown: false }];
  });
}

function namesFile(place: YamlPlace, document: PlanDocument): boolean {
  if (document.kind === 'config' && place.path.length === 1) return place.path[0] === 'roadmap';
  return isGateKey(place, 'cwd') || isGateKey(place, 'report') || isGateKey(place, 'files');
}

function isGateKey({ path }: { readonly path: YamlPath }, key: string): boolean {
  return path[0] === 'gates' && path[2] === key && path.length === (key === 'files' ? 4 : 3);
}
